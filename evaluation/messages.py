"""Emails that a report of the month was made, or could not be. A link, and nothing of what the report says."""

import datetime as dt
from collections.abc import Collection

from accounts.models import User
from accounts.permissions import GRANTS, Permission
from evaluation.lifecycle import ReportStatus
from evaluation.models import ReportNotice
from notifications.composing import About, Composed, Composer, Withheld, absolute, render_email
from notifications.models import OutgoingMessage


class _ReportComposer(Composer):
    status: ReportStatus
    template: str

    def compose(self, message: OutgoingMessage, *, at: dt.datetime) -> Composed | Withheld:  # noqa: ARG002
        related = ("job__authority", "membership__user")
        notice = ReportNotice.objects.select_related(*related).get(pk=message.subject_id)
        person = notice.membership.user
        if Permission.VIEW_REPORTS not in GRANTS[notice.membership.role] or not person.is_active:  # type: ignore[index]
            return Withheld("This person no longer sees reports.")
        if notice.job.status != self.status:
            return Withheld("The report has been made, made again or forgotten meanwhile.")
        context = {
            "authority": notice.job.authority.name,
            "title": notice.job.title,
            "url": absolute(notice.job.get_absolute_url()),
        }
        return render_email(f"evaluation/emails/{self.template}", context, to=person.email)

    def about(self, messages: Collection[OutgoingMessage], *, viewer: User) -> dict[int, About]:
        notices = ReportNotice.objects.filter(job__authority=viewer.authority_id).select_related(
            "job", "membership__user"
        )
        found = notices.in_bulk([message.subject_id for message in messages])
        return {
            message.pk: About(notice.membership.user.name, url=notice.job.get_absolute_url())
            for message in messages
            if (notice := found.get(message.subject_id))
        }


class ReportReady(_ReportComposer):
    label = "A report of the month is ready"
    status, template = ReportStatus.READY, "report_ready"


class ReportCouldNotBeMade(_ReportComposer):
    label = "A report of the month could not be made"
    status, template = ReportStatus.FAILED, "report_failed"
