"""The addresses of the pages about rounds."""

from django.urls import path

from brokerage.views import rounds

urlpatterns = [
    path("referrals/<uuid:referral_id>/ask/", rounds.round_new, name="round-new"),
    path("referrals/<uuid:referral_id>/replies/", rounds.reply_list, name="reply-list"),
    path("rounds/<uuid:round_id>/", rounds.round_detail, name="round-detail"),
    path("rounds/<uuid:round_id>/close/", rounds.round_close, name="round-close"),
    path("rounds/<uuid:round_id>/remind/", rounds.round_remind, name="round-remind"),
    path("requests/", rounds.service_invitations, name="service-invitations"),
    path(
        "requests/<uuid:invitation_id>/resend/", rounds.invitation_resend, name="invitation-resend"
    ),
    path(
        "requests/<uuid:invitation_id>/answer/", rounds.invitation_answer, name="invitation-answer"
    ),
]
