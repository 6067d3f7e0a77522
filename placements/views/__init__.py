"""The pages about stays, plans, pathways, reviews and measures: one module each."""
