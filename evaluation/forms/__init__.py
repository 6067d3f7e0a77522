"""What the pages of reports and returns ask for."""

from evaluation.forms.returns import SendReturn
from evaluation.forms.success import AskSufficiency
from evaluation.forms.years import ChooseYears, year_in_words

__all__ = ["AskSufficiency", "ChooseYears", "SendReturn", "year_in_words"]
