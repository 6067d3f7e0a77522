"""The profile of carers, and the carers that are missing."""
