"""The backend that `settings.DATABASES` names for SQLite."""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    # Django asks SQLite in a transaction. While somebody else writes that fails, and Django then takes JSON
    # for missing as long as the connection lives. Every SQLite since 3.38 has it.
    supports_json_field = True


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
