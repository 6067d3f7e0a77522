"""How stability is counted: plain functions, no database."""
