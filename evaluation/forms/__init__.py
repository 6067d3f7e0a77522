"""What the pages of reports and returns ask for."""

from evaluation.forms.matches import ChooseReturnYear, MatchReturn, ResolveDisagreement
from evaluation.forms.outcomes import AskOutcomes, AskProcess
from evaluation.forms.returns import SendReturn
from evaluation.forms.success import AskSufficiency
from evaluation.forms.years import ChooseYears, year_in_words

__all__ = [
    "AskOutcomes",
    "AskProcess",
    "AskSufficiency",
    "ChooseReturnYear",
    "ChooseYears",
    "MatchReturn",
    "ResolveDisagreement",
    "SendReturn",
    "year_in_words",
]
