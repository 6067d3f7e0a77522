"""What moves cost and were worth: plain functions, no database."""
