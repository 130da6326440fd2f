"""Django's SQLite backend, which needs no lock to find out what SQLite can do."""
