"""manage.py verify_audit: the audit log against its chain of hashes, editions against their digests."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from articles.database import guards
from articles.models import AuditEntry, edition_digests

FAULTS = {
    edition_digests.CHANGED: "{}: it is not as it was published.",
    edition_digests.UNKNOWN: "{}: no entry of the audit log speaks of it.",
    edition_digests.GONE: "{}: the audit log speaks of it, and it is not there.",
}


class Command(BaseCommand):
    help = "Verify the audit log and the editions it speaks of: exit 1 where one does not stand as written."

    def handle(self, *args, **options):
        checks = (self.chain, self.editions, self.guards)  # each yields what is wrong, in words
        faults = [fault for check in checks for fault in check()]
        if faults:
            raise CommandError("\n".join(faults))

    def chain(self):
        """The chain of hashes, up to the first entry that does not hold."""
        verdict = AuditEntry.objects.all().verify()
        if broken := verdict.broken:
            where = f"entry {broken.number}" + (f" (id {broken.pk})" if broken.pk else "")
            yield f"{where}, {broken.what}: {broken.words}. Entries right before it: {verdict.right}."
        else:
            self.stdout.write(f"{verdict.right} entries are right. Head: {verdict.head or '-'}")

    def editions(self):
        """The words of every edition, with the digest that its entry has."""
        counts = Counter()
        for finding in edition_digests.compare():
            counts[finding.what] += 1
            if finding.what in FAULTS:
                yield FAULTS[finding.what].format(finding.words)
        if counts[edition_digests.RIGHT]:
            self.stdout.write(f"{counts[edition_digests.RIGHT]} editions are as they were published.")
        if counts[edition_digests.UNCOVERED]:
            self.stdout.write(
                f"{counts[edition_digests.UNCOVERED]} editions are not covered: their entry has no digest."
            )

    def guards(self):
        """The triggers that keep what was published."""
        if gone := guards.missing(connection):
            yield f"What guards the record is gone or changed: {', '.join(map(str, gone))}."
