"""Forms about stays, plans, pathways, reviews and measures: one module each."""
