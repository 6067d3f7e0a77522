"""What the matching core needs, read from PostgreSQL: households as columns, a referral as a request."""

from brokerage.profiles.households import load_columns
from brokerage.profiles.kept import columns_for, forget_columns
from brokerage.profiles.requests import request_for

__all__ = ["columns_for", "forget_columns", "load_columns", "request_for"]
