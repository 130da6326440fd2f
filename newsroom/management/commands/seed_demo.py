"""`manage.py seed_demo`: a newsroom to try things in, and the logins to it. Safe to run again."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

WIDTH = 13  # of the first column


class Command(BaseCommand):
    help = "Fill the database with a demo newsroom: officials, stories, pictures, staff. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument(
            "--force", action="store_true", help="also in production, with its known passwords"
        )

    def handle(self, *, force, verbosity, **options):
        if settings.PRODUCTION and not force:
            raise CommandError(
                "This is production: the demo newsroom has logins with known passwords. "
                "Use another database, or --force if nobody else can reach this one."
            )
        from newsroom.demo import seed

        with transaction.atomic():
            seed.officials()
            seed.home()
            seed.topics()
            seed.authors()
            users = seed.staff()
            seed.accepted(by=users["petra"])
            made = seed.stories(editor=users["erin"], reporter=users["rosa"])
        if verbosity:
            self._tell(seed, made)

    def _tell(self, seed, made):
        logins = [(f"{first} {last}", name) for name, first, last, *_role in [*seed.STAFF, seed.CHIEF]]
        lines = [
            "",
            f"{settings.SITE_NAME}: the demo newsroom is ready"
            + (f", with {made} new stories." if made else "; nothing was missing."),
            "",
            self._line("Readers", f"{settings.SITE_URL}/"),
            self._line("First story", f"{settings.SITE_URL}/news/2007/10/sacred-calling/"),
            self._line("That day", f"{settings.SITE_URL}/people/?on=2007-10-10"),
            self._line("Newsroom", f"{settings.SITE_URL}/admin/"),
            "",
            *(self._line(who, f"{name} / {seed.PASSWORD}") for who, name in logins),
            "",
            "All of it is sample data: real appointments in stories written for this demonstration.",
        ]
        self.stdout.write("\n".join(lines))

    def _line(self, what, value):
        return f"  {what:<{WIDTH}}  {value}"
