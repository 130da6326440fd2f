"""manage.py export_popolo [FILE]: the whole record as one Popolo document."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from people.exchange.popolo_out import whole_record
from people.public.popolo import dumps


class Command(BaseCommand):
    help = "Writes everything the people desk keeps as Popolo JSON, hidden records too."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", help="where to; without it, to standard output")

    def handle(self, *, file, **options):
        content = dumps(whole_record())
        if file is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
