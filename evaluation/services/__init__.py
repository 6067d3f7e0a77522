"""What evaluation does: ranks stored searches again, brings returns in, holds the desk against them, makes reports."""

from evaluation.services.disagreements import CannotTake, can_be_taken, resolve
from evaluation.services.match_jobs import (
    MatchFailed,
    ask_to_match,
    give_up_match,
    match_next,
    retry_match,
)
from evaluation.services.matches import NotTheLatest, match
from evaluation.services.replays import replay_one, replay_portion
from evaluation.services.report_jobs import (
    ask_for_report,
    forget_old_reports,
    make_report_again,
    retry_report,
)
from evaluation.services.report_making import ReportFailed, give_up_report, make_next
from evaluation.services.report_schedule import (
    make_monthly,
    order_due_reports,
    stop_schedule,
)
from evaluation.services.retention import forget_old_previews
from evaluation.services.returns import (
    WorkFailed,
    confirm,
    discard,
    give_up,
    import_return,
    read_next,
    read_received,
    receive,
)
from evaluation.services.takeover import takeover

__all__ = [
    "CannotTake",
    "MatchFailed",
    "NotTheLatest",
    "ReportFailed",
    "WorkFailed",
    "ask_for_report",
    "ask_to_match",
    "can_be_taken",
    "confirm",
    "discard",
    "forget_old_previews",
    "forget_old_reports",
    "give_up",
    "give_up_match",
    "give_up_report",
    "import_return",
    "make_monthly",
    "make_next",
    "make_report_again",
    "match",
    "match_next",
    "order_due_reports",
    "read_next",
    "read_received",
    "receive",
    "replay_one",
    "replay_portion",
    "resolve",
    "retry_match",
    "retry_report",
    "stop_schedule",
    "takeover",
]
