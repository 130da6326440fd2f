"""manage.py check_record: what in the record cannot all be right; exit code 1 while anything is open."""

from django.core.management.base import BaseCommand, CommandError

from people.consistency import FindingKind, findings


class Command(BaseCommand):
    help = "Lists what the consistency report finds, without what is known to be no error; exits 1 at any."

    def add_arguments(self, parser):
        parser.add_argument(
            "--kind", action="append", choices=FindingKind.values, help="only these; may be repeated"
        )

    def handle(self, *, kind, **options):
        found = [finding for finding in findings() if not finding.accepted]
        found = [finding for finding in found if not kind or finding.kind in kind]
        for finding in found:
            name = finding.record._meta.model_name
            self.stdout.write(f"{finding.kind}: {name} {finding.record.pk}: {finding.record}: {finding.text}")
        if found:
            raise CommandError(f"{len(found)} findings.")
        self.stdout.write("Nothing to mend.")
