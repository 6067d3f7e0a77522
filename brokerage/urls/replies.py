"""The addresses of the pages about replies."""

from django.urls import path

from brokerage.views import replies

urlpatterns = [
    path("r/<str:token>", replies.reply_open, name="reply-open"),
]
