"""The addresses of the pages behind carers' personal links."""

from django.urls import path

from brokerage.views import replies

urlpatterns = [
    path("r/<str:token>", replies.reply_open, name="reply-open"),
    path("reply/", replies.reply_detail, name="reply-detail"),
    path("reply/thanks/", replies.reply_thanks, name="reply-thanks"),
]
