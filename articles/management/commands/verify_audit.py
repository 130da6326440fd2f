"""manage.py verify_audit: walks the audit log's chain of hashes and tells where it does not hold."""

from django.core.management.base import BaseCommand, CommandError

from articles.models import AuditEntry


class Command(BaseCommand):
    help = "Verify the audit log: exit 1 at the first entry that does not stand as it was written."

    def handle(self, *args, **options):
        verdict = AuditEntry.objects.all().verify()
        if broken := verdict.broken:
            where = f"entry {broken.number}" + (f" (id {broken.pk})" if broken.pk else "")
            raise CommandError(
                f"{where}, {broken.what}: {broken.words}. Entries right before it: {verdict.right}."
            )
        self.stdout.write(f"{verdict.right} entries are right. Head: {verdict.head or '-'}")
