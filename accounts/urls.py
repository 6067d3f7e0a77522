from django.urls import path

from accounts.views import access_log, home, pages, people, sign_in

app_name = "accounts"

urlpatterns = [
    path("", home.home, name="home"),
    path("robots.txt", pages.robots, name="robots"),
    path("account/", home.profile, name="profile"),
    path("account/role/", home.switch, name="switch"),
    path("account/sign-out-elsewhere/", home.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("account/session/", home.session, name="session"),
    path("account/demo/", sign_in.demo_sign_in, name="demo-sign-in"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person-add"),
    path("people/<uuid:membership_id>/", people.person_change, name="person-change"),
    path("people/<uuid:membership_id>/remove/", people.person_remove, name="person-remove"),
    path("authority/", people.authority, name="authority"),
    path("authority/agreements/add/", people.agreement_add, name="agreement-add"),
    path(
        "authority/agreements/<uuid:agreement_id>/",
        people.agreement_change,
        name="agreement-change",
    ),
    path("access-log/", access_log.access_log, name="access-log"),
    path("access-log/file/", access_log.access_log_file, name="access-log-file"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("cookies/", pages.cookies, name="cookies"),
    path("help/", pages.get_help, name="help"),
]
