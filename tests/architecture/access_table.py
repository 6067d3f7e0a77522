"""Who may open which page: one line for each URL name.

To add a page, add its line to ``MAY_OPEN``:

    "children:child-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "brokerage:round-send": Page(BROKER, MANAGER, methods=BOTH),

- the roles that may open it; everybody else must get 403, and so must somebody without a role. ``*EVERYBODY`` is all of
  them, with ``NOBODY``: a signed-in person without a role;
- ``methods``: ``GET`` (which goes for HEAD too), ``POST`` or ``BOTH``; others must get 405. An empty POST by somebody
  who may must not be refused: it shows the form's errors, or does what the button does;
- ``per_case=True``: social workers, reviewing officers and coaches see it only for children allocated to them, and
  get 404 otherwise;
- ``answers``: the statuses that an ordinary GET may have, where they are not just 200;
- ``demo_only=True``: the page exists only in a demonstration or on a developer's machine.

The ids in the address come from ``EXAMPLES``, by their names in the URL pattern. A new kind of id needs one line there,
and a record in ``Case``. For each page with an id, somebody of another authority must get 404, and the refusal must
be in the access log.

A page for visitors goes to ``PUBLIC`` instead, and its view is marked ``login_not_required``.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from accounts.models import Role
from brokerage.matching.weights import STARTING_WEIGHTS
from brokerage.models import WeightSet
from brokerage.services.desk_plans import ask_for_plan, make_plan
from brokerage.services.searches import run_search
from tests.factories import (
    NOON,
    AcceptedRemedyFactory,
    AgreementFactory,
    AuthorityFactory,
    CarePlanFactory,
    CarePlanVersionFactory,
    ChildFactory,
    CodeFactory,
    CodingFactory,
    DecisionFactory,
    DelegationFactory,
    DemoMessageFactory,
    DisagreementFactory,
    EnteredFigureFactory,
    GoalFactory,
    HouseholdFactory,
    ImportFactory,
    IncidentFactory,
    IntroductionStepFactory,
    InvitationFactory,
    MembershipFactory,
    MilestoneFactory,
    PlacementFactory,
    PlanDimensionFactory,
    PublishedResultFactory,
    ReadyReportFactory,
    ReferralFactory,
    ReportScheduleFactory,
    RequiredApprovalFactory,
    ReturnFindingFactory,
    ReviewDecisionFactory,
    ReviewFactory,
    RoundFactory,
    ServiceFactory,
    ShortlistEntryFactory,
    StageFactory,
    SupportItemFactory,
    SupportSessionFactory,
    TemplateMilestoneFactory,
    TemplateStageFactory,
    UnitCostVersionFactory,
    UserFactory,
    WishFactory,
)

SW = Role.SOCIAL_WORKER
BROKER = Role.BROKER
MANAGER = Role.MANAGER
IRO = Role.REVIEWING_OFFICER
SSW = Role.FOSTERING_OFFICER
COACH = Role.COACH
ADMIN = Role.ADMINISTRATOR
NOBODY = None
EVERYBODY = (*Role, NOBODY)
STAFF = (SW, BROKER, MANAGER, IRO, COACH, ADMIN)
CASEWORKERS = {SW, IRO, COACH}

GET, POST, BOTH = {"GET"}, {"POST"}, {"GET", "POST"}


class Page:
    def __init__(self, *roles, methods=GET, per_case=False, answers=(200,), demo_only=False):
        self.roles = frozenset(roles)
        self.methods = methods
        self.per_case = per_case
        self.answers = set(answers)
        self.demo_only = demo_only


PUBLIC = (
    "health-live",
    "health-ready",
    "accounts:robots",
    "accounts:help",
    "accounts:accessibility",
    "accounts:privacy",
    "accounts:cookies",
    "accounts:demo-sign-in",
    "brokerage:reply-open",
    "brokerage:reply-detail",
    "brokerage:reply-thanks",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
)

MAY_OPEN: dict[str, Page] = {
    # A person's own account
    "accounts:home": Page(*EVERYBODY, answers=[200, 302]),
    "accounts:profile": Page(*EVERYBODY),
    "accounts:switch": Page(*EVERYBODY, methods=BOTH),
    "accounts:session": Page(*EVERYBODY, methods=BOTH),
    "accounts:sign-out-elsewhere": Page(*EVERYBODY, methods=POST),
    "account_reauthenticate": Page(*EVERYBODY, methods=BOTH),
    "account_change_password": Page(*EVERYBODY, methods=BOTH),
    "account_set_password": Page(*EVERYBODY, answers=[302]),
    "mfa_index": Page(*EVERYBODY),
    "mfa_reauthenticate": Page(*EVERYBODY, methods=BOTH),
    "mfa_activate_totp": Page(*EVERYBODY, methods=BOTH, answers=[302]),  # set up already
    "mfa_deactivate_totp": Page(*EVERYBODY, methods=BOTH),
    "mfa_view_recovery_codes": Page(*EVERYBODY),
    "mfa_generate_recovery_codes": Page(*EVERYBODY, methods=BOTH),
    "mfa_download_recovery_codes": Page(*EVERYBODY),
    # People, settings and the access log
    "accounts:people": Page(ADMIN),
    "accounts:person-add": Page(ADMIN, methods=BOTH),
    "accounts:person-change": Page(ADMIN, methods=BOTH),
    "accounts:person-remove": Page(ADMIN, methods=BOTH),
    "accounts:authority": Page(ADMIN, methods=BOTH),
    "accounts:agreement-add": Page(ADMIN, methods=BOTH),
    "accounts:agreement-change": Page(ADMIN, methods=BOTH),
    "accounts:access-log": Page(ADMIN, MANAGER),
    "accounts:access-log-file": Page(ADMIN, MANAGER),
    # Carers
    "carers:list": Page(BROKER, MANAGER, SSW),
    "carers:export": Page(BROKER, MANAGER, SSW),
    "carers:household-add": Page(BROKER, SSW, methods=BOTH),
    "carers:household-detail": Page(BROKER, MANAGER, SSW),
    "carers:household-skills": Page(BROKER, MANAGER, SSW),
    "carers:household-change": Page(BROKER, SSW, methods=BOTH),
    "carers:household-confirm": Page(BROKER, SSW, methods=POST),
    "carers:hold-place": Page(BROKER, SSW, methods=BOTH),
    "carers:hold-lift": Page(BROKER, SSW, methods=BOTH),
    "carers:template": Page(BROKER, SSW),
    "carers:import-list": Page(BROKER, SSW),
    "carers:import-add": Page(BROKER, SSW, methods=BOTH),
    "carers:import-detail": Page(BROKER, SSW),
    "carers:import-progress": Page(BROKER, SSW),
    "carers:import-confirm": Page(BROKER, SSW, methods=POST),
    "carers:import-again": Page(BROKER, SSW, methods=POST),
    "carers:import-discard": Page(BROKER, SSW, methods=POST),
    "carers:import-bad-rows": Page(BROKER, SSW),
    # Messages to carers and others
    "notifications:outbox": Page(BROKER, MANAGER, ADMIN),
    "notifications:outbox-retry": Page(BROKER, MANAGER, methods=POST),
    "health-queue": Page(BROKER, MANAGER, ADMIN),
    "notifications:demo-mailbox": Page(*STAFF, demo_only=True),
    "notifications:demo-message": Page(*STAFF, demo_only=True),
    "notifications:demo-message-html": Page(*STAFF, demo_only=True),
    # Children
    "children:list": Page(SW, BROKER, MANAGER, IRO, COACH, methods=BOTH),
    "children:child-new": Page(SW, MANAGER, methods=BOTH),
    "children:child-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "children:child-needs": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "children:child-wishes": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "children:child-people": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "children:child-legal": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "children:section-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "children:section-confirm": Page(SW, MANAGER, methods=POST, per_case=True),
    "children:risks-none": Page(SW, MANAGER, methods=POST, per_case=True),
    "children:wish-move": Page(SW, MANAGER, methods=POST, per_case=True),
    "children:item-add": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "children:item-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "children:item-remove": Page(SW, MANAGER, methods=BOTH, per_case=True),
    # A child's path
    "placements:pathway-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:pathway-start": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:pathway-close": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:pathway-document": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:pathway-child": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:pathway-child-document": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:stage-add": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:stage-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:stage-remove": Page(SW, MANAGER, methods=POST, per_case=True),
    "placements:stage-order": Page(SW, MANAGER, methods=POST, per_case=True),
    "placements:stage-enter": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:milestone-add": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:milestone-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:milestone-update": Page(SW, MANAGER, IRO, COACH, methods=BOTH, per_case=True),
    "placements:milestone-voice": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:milestone-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:milestone-remove": Page(SW, MANAGER, methods=POST, per_case=True),
    "placements:stage-milestones": Page(SW, MANAGER, per_case=True),
    "placements:milestone-order": Page(SW, MANAGER, methods=POST, per_case=True),
    "placements:readiness-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:readiness-record": Page(SW, MANAGER, IRO, methods=BOTH, per_case=True),
    "placements:introduction-list": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:introduction-begin": Page(SW, MANAGER, methods=POST, per_case=True),
    "placements:introduction-add": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:introduction-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:introduction-record": Page(SW, MANAGER, IRO, COACH, methods=BOTH, per_case=True),
    "placements:introduction-shift": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:template-list": Page(ADMIN),
    "placements:template-detail": Page(ADMIN),
    "placements:template-copy": Page(ADMIN, methods=POST),
    "placements:template-change": Page(ADMIN, methods=BOTH),
    "placements:template-stage-add": Page(ADMIN, methods=BOTH),
    "placements:template-stage-change": Page(ADMIN, methods=BOTH),
    "placements:template-stage-remove": Page(ADMIN, methods=POST),
    "placements:template-stage-order": Page(ADMIN, methods=POST),
    "placements:template-milestone-add": Page(ADMIN, methods=BOTH),
    "placements:template-milestone-change": Page(ADMIN, methods=BOTH),
    "placements:template-milestone-remove": Page(ADMIN, methods=POST),
    # The care plan
    "placements:plan-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:plan-start": Page(SW, MANAGER, methods=POST, per_case=True),
    "placements:plan-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:dimension-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:goal-add": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:plan-voice": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:plan-ask": Page(SW, MANAGER, methods=POST, per_case=True),
    "placements:plan-approve": Page(MANAGER, methods=BOTH),
    "placements:goal-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:goal-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:goal-score": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:goal-close": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:goal-voice": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:version-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:version-pdf": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:version-child-pdf": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:stay-plan-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:delegation-add": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:delegation-change": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:delegation-remove": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:child-measures": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:measure-add": Page(SW, MANAGER, COACH, methods=BOTH, per_case=True),
    "placements:measure-change": Page(SW, MANAGER, COACH, methods=BOTH, per_case=True),
    "placements:strike-out": Page(SW, MANAGER, COACH, methods=BOTH, per_case=True),
    "placements:radar": Page(SW, BROKER, MANAGER, IRO),
    "placements:radar-child": Page(SW, BROKER, MANAGER, IRO, per_case=True),
    "placements:radar-set-aside": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:radar-bring-back": Page(SW, MANAGER, methods=POST, per_case=True),
    "placements:household-stays": Page(BROKER, MANAGER, SSW),
    "placements:child-stays": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    # Reviews, visits and what the law asks for
    "placements:worklist": Page(SW, MANAGER, IRO, COACH),
    "placements:task-done": Page(SW, MANAGER, IRO, COACH, methods=BOTH, per_case=True),
    "placements:child-reviews": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:review-plan": Page(MANAGER, IRO, methods=BOTH, per_case=True),
    "placements:review-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:review-change": Page(MANAGER, IRO, methods=BOTH, per_case=True),
    "placements:review-cancel": Page(MANAGER, IRO, methods=BOTH, per_case=True),
    "placements:review-record": Page(MANAGER, IRO, methods=BOTH, per_case=True),
    "placements:review-calendar": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:decision-add": Page(MANAGER, IRO, methods=BOTH, per_case=True),
    "placements:visit-add": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:step-record": Page(SW, MANAGER, methods=BOTH, per_case=True),
    "placements:child-sessions": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:session-plan": Page(SW, MANAGER, COACH, methods=BOTH, per_case=True),
    "placements:session-record": Page(SW, MANAGER, COACH, methods=BOTH, per_case=True),
    "placements:clockrule-list": Page(ADMIN),
    "placements:clockrule-change": Page(ADMIN, methods=BOTH, answers=[302]),
    "placements:clockrule-drop": Page(ADMIN, methods=POST),
    "placements:child-network": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "children:child-story": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "brokerage:decision-network": Page(SW, BROKER, MANAGER, per_case=True),
    "brokerage:child-referrals": Page(SW, BROKER, MANAGER, IRO, per_case=True),
    # Referrals
    "brokerage:inbox": Page(SW, BROKER, MANAGER, IRO, answers=[200, 302]),
    "brokerage:referral-list": Page(SW, BROKER, MANAGER, IRO),
    "brokerage:referral-start": Page(SW, methods=BOTH),
    "brokerage:referral-detail": Page(SW, BROKER, MANAGER, IRO, per_case=True),
    "brokerage:referral-needs": Page(SW, BROKER, MANAGER, IRO, per_case=True),
    "brokerage:referral-timeline": Page(SW, BROKER, MANAGER, IRO, per_case=True),
    "brokerage:referral-tasks": Page(SW, per_case=True),
    "brokerage:referral-section": Page(SW, methods=BOTH, per_case=True),
    "brokerage:referral-submit": Page(SW, methods=BOTH, per_case=True),
    "brokerage:referral-withdraw": Page(SW, BROKER, MANAGER, methods=BOTH, per_case=True),
    "brokerage:referral-quality": Page(BROKER, MANAGER),
    "brokerage:referral-check": Page(BROKER, MANAGER, methods=POST),
    "brokerage:referral-accept": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:referral-return": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:referral-assign": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:referral-profile": Page(BROKER, MANAGER, methods=BOTH),
    # Choosing a home, and the stay there
    "brokerage:decision-detail": Page(SW, BROKER, MANAGER, per_case=True),
    "brokerage:shortlist-change": Page(BROKER, MANAGER, methods=POST),
    "brokerage:view-record": Page(SW, BROKER, MANAGER, methods=BOTH, per_case=True),
    "brokerage:decision-new": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:approval-answer": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:check-clear": Page(BROKER, MANAGER, methods=BOTH, answers=[200, 302]),
    "brokerage:decision-book": Page(BROKER, MANAGER, methods=POST),
    "brokerage:decision-set-aside": Page(BROKER, MANAGER, methods=BOTH),
    "placements:placement-detail": Page(SW, BROKER, MANAGER, IRO, COACH, per_case=True),
    "placements:placement-start": Page(SW, BROKER, MANAGER, methods=POST, per_case=True),
    "placements:placement-end": Page(SW, BROKER, MANAGER, methods=BOTH, per_case=True),
    "placements:support-add": Page(SW, BROKER, MANAGER, methods=BOTH, per_case=True),
    "placements:support-close": Page(SW, BROKER, MANAGER, methods=BOTH, per_case=True),
    # Finding carers
    "brokerage:search-latest": Page(BROKER, MANAGER),
    "brokerage:search-run": Page(BROKER, MANAGER, methods=POST),
    "brokerage:search-detail": Page(BROKER, MANAGER),
    "brokerage:search-choose": Page(BROKER, MANAGER, methods=POST),
    "brokerage:search-ruled-out": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:search-compare": Page(BROKER, MANAGER, answers=[302]),  # nobody is chosen
    "brokerage:search-household": Page(BROKER, MANAGER),
    # Plans for the whole desk
    "brokerage:desk-plan-list": Page(BROKER, MANAGER),
    "brokerage:desk-plan-make": Page(BROKER, MANAGER, methods=POST),
    "brokerage:desk-plan": Page(BROKER, MANAGER),
    "brokerage:desk-plan-progress": Page(BROKER, MANAGER),
    "brokerage:desk-plan-again": Page(BROKER, MANAGER, methods=POST),
    "brokerage:desk-plan-brief": Page(BROKER, MANAGER),
    "brokerage:desk-plan-brief-file": Page(BROKER, MANAGER),
    "brokerage:search-near-misses": Page(BROKER, MANAGER),
    "brokerage:search-trial": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:search-splits": Page(BROKER, MANAGER),
    "brokerage:remedy-accept": Page(BROKER, MANAGER, methods=BOTH, answers=[302]),  # no near miss
    "brokerage:remedy-withdraw": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:remedy-terms": Page(BROKER, MANAGER),
    "brokerage:remedy-terms-change": Page(MANAGER, methods=BOTH, answers=[302]),  # of none
    "brokerage:weight-list": Page(BROKER, MANAGER),
    "brokerage:weight-draft": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:weight-detail": Page(BROKER, MANAGER),
    "brokerage:weight-approve": Page(MANAGER, methods=BOTH),
    "brokerage:weight-discard": Page(BROKER, MANAGER, methods=POST),
    # Reports
    "evaluation:reports": Page(MANAGER, IRO),
    "evaluation:matching-evidence": Page(MANAGER, IRO),
    "evaluation:matching-evidence-pdf": Page(MANAGER, IRO),
    "evaluation:matching-evidence-file": Page(MANAGER, IRO),
    "evaluation:transparency-record": Page(MANAGER, IRO),
    "evaluation:transparency-record-file": Page(MANAGER, IRO),
    "evaluation:return-list": Page(MANAGER),
    "evaluation:return-add": Page(MANAGER, methods=BOTH),
    "evaluation:return-detail": Page(MANAGER),
    "evaluation:return-progress": Page(MANAGER),
    "evaluation:return-findings-file": Page(MANAGER),
    "evaluation:return-confirm": Page(MANAGER, methods=POST),
    "evaluation:return-discard": Page(MANAGER, methods=POST),
    "evaluation:report-list": Page(MANAGER, IRO),
    "evaluation:report-ask": Page(MANAGER, IRO, methods=BOTH, answers=[302]),
    "evaluation:report-detail": Page(MANAGER, IRO),
    "evaluation:report-progress": Page(MANAGER, IRO),
    "evaluation:report-file": Page(MANAGER, IRO),
    "evaluation:report-retry": Page(MANAGER, IRO, methods=POST),
    "evaluation:report-again": Page(MANAGER, IRO, methods=POST),
    "evaluation:report-monthly": Page(MANAGER, IRO, methods=POST),
    "evaluation:reportschedule-stop": Page(MANAGER, IRO, methods=POST),
    "evaluation:stability": Page(MANAGER, IRO),
    "evaluation:stability-pdf": Page(MANAGER, IRO, answers=[404]),  # no return is in force
    "evaluation:stability-file": Page(MANAGER, IRO, answers=[404]),
    "evaluation:stability-children": Page(MANAGER, IRO, answers=[302]),  # of none that is in force
    "evaluation:return-match": Page(
        MANAGER, methods=BOTH, answers=[302]
    ),  # it waits to be confirmed
    "evaluation:return-match-progress": Page(MANAGER),
    "evaluation:return-match-retry": Page(MANAGER, methods=POST),
    "evaluation:disagreement-list": Page(MANAGER),
    "evaluation:disagreement-resolve": Page(MANAGER, methods=BOTH),
    "evaluation:return-export": Page(MANAGER),
    "evaluation:return-export-file": Page(MANAGER),
    "evaluation:process": Page(MANAGER, IRO),
    "evaluation:process-figures": Page(MANAGER),
    "evaluation:process-figure-add": Page(MANAGER, methods=BOTH),
    "evaluation:process-figure-remove": Page(MANAGER, methods=POST),
    "evaluation:process-start": Page(MANAGER, methods=BOTH),
    "evaluation:interview-list": Page(MANAGER),
    "evaluation:interview-add": Page(MANAGER, methods=BOTH),
    "evaluation:interview-detail": Page(MANAGER, methods=BOTH),
    "evaluation:interview-change": Page(MANAGER, methods=BOTH),
    "evaluation:interview-withdraw": Page(MANAGER, methods=BOTH),
    "evaluation:quote-remove": Page(MANAGER, methods=POST),
    "evaluation:code-list": Page(MANAGER),
    "evaluation:code-add": Page(MANAGER, methods=BOTH),
    "evaluation:code-change": Page(MANAGER, methods=BOTH),
    "evaluation:interview-themes": Page(MANAGER),
    "evaluation:interview-workbook": Page(MANAGER),
    "evaluation:interview-quotes-file": Page(MANAGER),
    "evaluation:costs-home": Page(MANAGER, IRO),
    "evaluation:costs-table": Page(MANAGER, IRO),
    "evaluation:costs-change": Page(MANAGER, methods=BOTH, answers=[302]),
    "evaluation:costs-version": Page(MANAGER, IRO),
    "evaluation:costs-cohort": Page(MANAGER, IRO),
    "evaluation:costs-cohort-publish": Page(MANAGER, methods=BOTH, answers=[302]),
    "evaluation:costs-child": Page(MANAGER, IRO, per_case=True),
    "evaluation:costs-child-publish": Page(MANAGER, methods=BOTH, answers=[302]),
    "evaluation:costs-published": Page(MANAGER, IRO),
    "evaluation:success": Page(MANAGER, IRO),
    # Rounds and replies
    "brokerage:round-new": Page(BROKER, MANAGER, methods=BOTH, answers=[200, 302]),
    "brokerage:reply-list": Page(BROKER, MANAGER, answers=[200, 302]),
    "brokerage:round-detail": Page(BROKER, MANAGER),
    "brokerage:round-close": Page(BROKER, MANAGER, methods=POST),
    "brokerage:round-remind": Page(BROKER, MANAGER, methods=POST),
    "brokerage:invitation-resend": Page(BROKER, MANAGER, methods=POST),
    "brokerage:invitation-answer": Page(BROKER, MANAGER, methods=BOTH),
    "brokerage:service-invitations": Page(SSW),
    # What somebody has typed and not yet saved
    "ui:draft-save": Page(*EVERYBODY, methods=POST),
    "ui:draft-discard": Page(*EVERYBODY, methods=POST),
    # For those who build and try the service
    "ui:gallery": Page(*EVERYBODY, demo_only=True),
}


class Case:
    """The records of one authority, and of the fostering service that it works with, made when asked for.

    Where ``worker`` is given, the child is allocated to them.
    """

    def __init__(self, *, authority=None, service=None, worker=None):
        self.authority = authority or AuthorityFactory()
        self.service = service or ServiceFactory()
        self.worker = worker
        self.agreement = AgreementFactory(authority=self.authority, service=self.service)

    @cached_property
    def child(self):
        allocated = {"social_worker", "reviewing_officer", "coach"} if self.worker else set()
        return ChildFactory(authority=self.authority, **dict.fromkeys(allocated, self.worker))

    @cached_property
    def incident(self):
        return IncidentFactory(child=self.child)

    @cached_property
    def wish(self):
        return WishFactory(child=self.child)

    @cached_property
    def household(self):
        return HouseholdFactory(service=self.service)

    @cached_property
    def list_import(self):
        return ImportFactory(service=self.service, authority=self.authority)

    @cached_property
    def report_job(self):
        return ReadyReportFactory(authority=self.authority)

    @cached_property
    def report_schedule(self):
        return ReportScheduleFactory(authority=self.authority)

    @cached_property
    def statutory_return(self):
        return ReturnFindingFactory(file__for_return__authority=self.authority).for_return

    @cached_property
    def disagreement(self):
        return DisagreementFactory(child=self.child)

    @cached_property
    def interview(self):
        return self.quote.interview

    @cached_property
    def quote(self):
        return CodingFactory(quote__interview__authority=self.authority).quote

    @cached_property
    def interview_code(self):
        return CodeFactory(authority=self.authority)

    @cached_property
    def entered_figure(self):
        return EnteredFigureFactory(authority=self.authority)

    @cached_property
    def unit_costs(self):
        return UnitCostVersionFactory(authority=self.authority)

    @cached_property
    def published_result(self):
        return PublishedResultFactory(authority=self.authority)

    @cached_property
    def placement(self):
        return PlacementFactory(child=self.child, household=self.household)

    @cached_property
    def introduction(self):
        return IntroductionStepFactory(placement=self.placement)

    @cached_property
    def stage(self):
        return StageFactory(plan__child=self.child)

    @cached_property
    def milestone(self):
        owner = {"owner": self.worker, "owner_in_words": ""} if self.worker else {}
        return MilestoneFactory(stage=self.stage, **owner)

    @cached_property
    def template_stage(self):
        return TemplateStageFactory(template__authority=self.authority)

    @cached_property
    def template_milestone(self):
        return TemplateMilestoneFactory(stage=self.template_stage)

    @cached_property
    def planned_child(self):
        """The child, who has a path and a care plan."""
        assert self.stage.plan.child == self.care_plan.child
        return self.child

    @cached_property
    def care_plan(self):
        return CarePlanFactory(child=self.child)

    @cached_property
    def goal(self):
        return GoalFactory(plan=self.care_plan)

    @cached_property
    def plan_version(self):
        return CarePlanVersionFactory(plan=self.care_plan)

    @cached_property
    def part_of_plan(self):
        return PlanDimensionFactory(plan=self.care_plan)

    @cached_property
    def delegation(self):
        return DelegationFactory(plan__placement=self.placement)

    @cached_property
    def review(self):
        return ReviewFactory(child=self.child)

    @cached_property
    def task(self):
        owner = self.worker or UserFactory(authority=self.authority)
        return ReviewDecisionFactory(review=self.review, owner=owner)

    @cached_property
    def session(self):
        return SupportSessionFactory(child=self.child)

    @cached_property
    def referral(self):
        return ReferralFactory(authority=self.authority, child=self.child)

    @cached_property
    def search(self):
        return run_search(referral_id=self.referral.public_id, by=None, at=NOON)

    @cached_property
    def desk_plan(self):
        plan = ask_for_plan(authority=self.authority, by=None, at=NOON)
        return make_plan(plan=plan, at=NOON)

    @cached_property
    def accepted_remedy(self):
        return AcceptedRemedyFactory(referral=self.referral, household=self.household)

    @cached_property
    def support_item(self):
        return SupportItemFactory(placement=self.placement)

    @cached_property
    def weights(self):
        return WeightSet.objects.create(
            authority=self.authority,
            name="Local weights",
            weights=STARTING_WEIGHTS.as_mapping(),
            created_at=NOON,
        )

    @cached_property
    def round(self):
        return RoundFactory(referral=self.referral)

    @cached_property
    def invitation(self):
        return InvitationFactory(round=self.round, household=self.household)

    @cached_property
    def shortlisted(self):
        return ShortlistEntryFactory(referral=self.referral, household=self.household)

    @cached_property
    def approval(self):
        return RequiredApprovalFactory(decision=self.decision)

    @cached_property
    def decision(self):
        return DecisionFactory(referral=self.referral, household=self.household)

    @cached_property
    def demo_message(self):
        return DemoMessageFactory(message__authority=self.authority)

    @cached_property
    def membership(self):
        return MembershipFactory(authority=self.authority)


EXAMPLES: dict[str, Callable[[Case], Any]] = {
    "agreement_id": lambda case: case.agreement.public_id,
    "careplanversion_id": lambda case: case.plan_version.public_id,
    "child_id": lambda case: case.planned_child.public_id,
    "delegation": lambda case: case.delegation.pk,
    "dimension": lambda case: case.part_of_plan.dimension,
    "goal_id": lambda case: case.goal.public_id,
    "demomessage_id": lambda case: case.demo_message.public_id,
    "decision_id": lambda case: case.decision.public_id,
    "household_id": lambda case: case.shortlisted.household.public_id,
    "import_id": lambda case: case.list_import.public_id,
    "invitation_id": lambda case: case.invitation.public_id,
    "membership_id": lambda case: case.membership.public_id,
    "placement_id": lambda case: case.placement.public_id,
    "review_id": lambda case: case.review.public_id,
    "reviewdecision_id": lambda case: case.task.public_id,
    "supportsession_id": lambda case: case.session.public_id,
    "step": lambda _: "NOTICE-START",
    "report_format": lambda _: "pdf",
    "reportjob_id": lambda case: case.report_job.public_id,
    "reportschedule_id": lambda case: case.report_schedule.public_id,
    "return_id": lambda case: case.statutory_return.public_id,
    "disagreement_id": lambda case: case.disagreement.public_id,
    "interview_id": lambda case: case.interview.public_id,
    "quote_id": lambda case: case.quote.public_id,
    "code_id": lambda case: case.interview_code.public_id,
    "figure_id": lambda case: case.entered_figure.public_id,
    "referral_id": lambda case: case.referral.public_id,
    "round_id": lambda case: case.round.public_id,
    "kind": lambda case: case.approval.kind,
    "remedy_id": lambda case: case.accepted_remedy.public_id,
    "rule": lambda _: "CHK-1",
    "whose": lambda _: "CHILD",
    "code": lambda _: "strengths",
    "stage_id": lambda case: case.stage.public_id,
    "milestone_id": lambda case: case.milestone.public_id,
    "introduction_id": lambda case: case.introduction.public_id,
    "template_id": lambda case: case.template_stage.template.public_id,
    "template_stage_id": lambda case: case.template_stage.public_id,
    "template_milestone_id": lambda case: case.template_milestone.public_id,
    "plan_id": lambda case: case.desk_plan.public_id,
    "search_id": lambda case: case.search.public_id,
    "weightset_id": lambda case: case.weights.public_id,
    "section": lambda _: "contact",
    "part": lambda _: "strengths",
    "group": lambda _: "wishes",
    "item": lambda case: case.wish.pk,
    "measure": lambda _: "incident",
    "measure_id": lambda case: case.incident.pk,
    "way": lambda _: "up",
    "uidb36": lambda _: "1",
    "unitcostversion_id": lambda case: case.unit_costs.public_id,
    "publishedresult_id": lambda case: case.published_result.public_id,
    "support_id": lambda case: case.support_item.public_id,
    "token": lambda _: "not-a-token-of-ours",
    "key": lambda _: "aaaaaa-bbbbbb",
    "variant": lambda _: "carer",
    "figure": lambda _: "cla_31_march",
}
