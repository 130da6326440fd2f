"""`manage.py migrate`: Django's, which then installs guards, stamp, indexes of words and roles.

SQLite rebuilds a table to change it. That fails if a trigger names the table, and it drops the triggers of
the table. So all triggers are removed there while migrations run. On PostgreSQL they stay, as others may
write at the same time.
"""

from django.core.management.commands import migrate
from django.db import connections

from newsroom import database, roles, stamp

LOOKS_ONLY = ("plan", "check_unapplied", "prune")


class Command(migrate.Command):
    def get_check_kwargs(self, options):
        """All checks except those of the database: what they would find missing is made now."""
        return {**super().get_check_kwargs(options), "databases": None}

    def handle(self, *args, **options):
        self.connection = connections[options["database"]]
        self.has_begun = False
        try:
            super().handle(*args, **options)
        finally:
            if self.has_begun:
                database.install(self.connection)
        if any(options[name] for name in LOOKS_ONLY):
            return
        database.install(self.connection)
        roles.grant_if_changed(self.connection)
        if self.has_begun:
            stamp.raise_stamp(self.connection)

    def migration_progress_callback(self, action, migration=None, fake=False):
        """Called by Django before each migration, and after it."""
        if action in ("apply_start", "unapply_start") and not self.has_begun:
            self.has_begun = True
            if self.connection.vendor == "sqlite":
                database.remove(self.connection)
        super().migration_progress_callback(action, migration, fake)
