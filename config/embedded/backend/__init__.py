"""A Django database backend: PostgreSQL, on a server that starts with its first connection."""
