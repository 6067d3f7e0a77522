"""What the matching core needs, read from PostgreSQL: households as columns, a referral as a request."""

from brokerage.profiles.households import load_columns
from brokerage.profiles.requests import request_for

__all__ = ["load_columns", "request_for"]
