"""allauth's pages for signing in with the authority's own service: there only where one is set (``OIDC_NAME``)."""

from allauth.socialaccount import views as single_sign_on
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import path

urlpatterns = [
    path("single-sign-on/<str:provider_id>/", openid_connect.login, name="openid_connect_login"),
    path(
        "single-sign-on/<str:provider_id>/back/",
        openid_connect.callback,
        name="openid_connect_callback",
    ),
    path(
        "single-sign-on-stopped/",
        single_sign_on.login_cancelled,
        name="socialaccount_login_cancelled",
    ),
    path("single-sign-on-failed/", single_sign_on.login_error, name="socialaccount_login_error"),
]
