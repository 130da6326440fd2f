"""manage.py verify_audit: the audit log against its chain of hashes, editions against their digests."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from articles.database import guards
from articles.models import AuditEntry, edition_digests
from articles.models.edition_digests import EditionCheck

FAULTS = {
    EditionCheck.CHANGED: "{}: it is not as it was published.",
    EditionCheck.NO_ENTRY: "{}: no entry of the audit log names it.",
    EditionCheck.MISSING: "{}: the audit log names it, and it is not there.",
}


class Command(BaseCommand):
    help = "Verify the audit log and the editions it speaks of: exit 1 if one is not as it was written."

    def handle(self, *args, **options):
        checks = (self.chain, self.editions, self.guards)  # each yields what is wrong, in words
        faults = [fault for check in checks for fault in check()]
        if faults:
            raise CommandError("\n".join(faults))

    def chain(self):
        """The chain of hashes, up to the first break."""
        chain = AuditEntry.objects.all().verify()
        if broken := chain.broken:
            where = f"entry {broken.number}" + (f" (id {broken.pk})" if broken.pk else "")
            yield f"{where}, {broken.what}: {broken.words}. Entries right before it: {chain.right}."
        else:
            self.stdout.write(f"{chain.right} entries are right. Head: {chain.head or '-'}")

    def editions(self):
        """The words of every edition, with the digest that its entry has."""
        counts = Counter()
        for edition in edition_digests.compare():
            counts[edition.result] += 1
            if edition.result in FAULTS:
                yield FAULTS[edition.result].format(edition.words)
        if counts[EditionCheck.SAME]:
            self.stdout.write(f"{counts[EditionCheck.SAME]} editions are as they were published.")
        if counts[EditionCheck.NO_DIGEST]:
            self.stdout.write(
                f"{counts[EditionCheck.NO_DIGEST]} editions are not covered: their entry has no digest."
            )

    def guards(self):
        """The triggers that guard what was published."""
        if missing := guards.missing(connection):
            yield f"Guards of published stories are missing or changed: {', '.join(map(str, missing))}."
