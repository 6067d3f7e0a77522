"""The smallest valid record of each kind. A test states what it is about and nothing else."""

import datetime as dt

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
MOVE_IN = dt.date(2026, 3, 9)

from tests.factories.accounts import *  # noqa: E402, F403
from tests.factories.brokerage import *  # noqa: E402, F403
from tests.factories.carers import *  # noqa: E402, F403
from tests.factories.children import *  # noqa: E402, F403
from tests.factories.evaluation import *  # noqa: E402, F403
from tests.factories.evaluation_costs import *  # noqa: E402, F403
from tests.factories.evaluation_interviews import *  # noqa: E402, F403
from tests.factories.evaluation_matches import *  # noqa: E402, F403
from tests.factories.evaluation_reports import *  # noqa: E402, F403
from tests.factories.notifications import *  # noqa: E402, F403
from tests.factories.placements import *  # noqa: E402, F403
from tests.factories.placements_measures import *  # noqa: E402, F403
from tests.factories.placements_pathways import *  # noqa: E402, F403
from tests.factories.placements_plans import *  # noqa: E402, F403
from tests.factories.placements_reviews import *  # noqa: E402, F403
