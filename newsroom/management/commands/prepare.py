"""`manage.py prepare`: makes database and static files ready to be served. bin/serve begins with it.

One process for all of it: each `manage.py` costs a second and a half before it does anything.
"""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, SystemCheckError

DATABASE = {"databases": ["default"], "tags": ["database"]}


class Command(BaseCommand):
    help = "Checks the settings, migrates, checks the database, collects the static files."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--deploy", action="store_true", help="Check the settings for production first.")

    def handle(self, *, deploy, **options):
        if deploy:
            call_command("check", deploy=True, fail_level="ERROR", stdout=self.stdout)
        self._name_what_is_missing()
        call_command("migrate", verbosity=0)
        try:
            call_command("check", **DATABASE, stdout=self.stdout)
        except SystemCheckError as error:
            self.stderr.write(str(error))
            raise CommandError(
                "the database is not as this release needs it (see above), so the site does not start."
            ) from None
        call_command("collectstatic", interactive=False, verbosity=0)

    def _name_what_is_missing(self):
        """Say what the database lacks before `migrate` puts it back: somebody may have taken it out."""
        try:
            call_command("check", **DATABASE, stdout=self.stdout)
        except SystemCheckError as error:
            self.stderr.write(str(error))
            self.stderr.write("newsroom: the database lacked what is named above; migrate installs it now.")
