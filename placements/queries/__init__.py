"""What pages about stays, plans, pathways, reviews and measures show: one module each."""
