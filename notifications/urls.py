from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("retry/", views.outbox_retry, name="outbox-retry"),
    path("demo/", views.demo_mailbox, name="demo-mailbox"),
    path("demo/<uuid:demomessage_id>/", views.demo_message, name="demo-message"),
    path("demo/<uuid:demomessage_id>/html/", views.demo_message_html, name="demo-message-html"),
]
