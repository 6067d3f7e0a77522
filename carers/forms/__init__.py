"""The questions of the carers' pages. Forms check what was typed; they never write."""
