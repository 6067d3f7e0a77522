"""What pages about children read."""
