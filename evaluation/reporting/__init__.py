"""The figures about matching in words and tables. Nothing is worked out here; a number is only written."""

from evaluation.reporting.matching import report
from evaluation.reporting.shapes import FILE_HEADINGS, Report

__all__ = ["FILE_HEADINGS", "Report", "report"]
