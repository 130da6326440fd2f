"""`manage.py purge_cdn`: tells the CDN what changed outside of requests, and what it did not take before."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.models import Purge
from newsroom.purges import note_changes, send


class Command(BaseCommand):
    help = "Tells the CDN in front which pages changed, after an import or where it did not answer."

    def handle(self, **options):
        if not settings.CDN_PURGE:
            raise CommandError("CDN_PURGE names no CDN.")
        note_changes()
        told = list(Purge.objects.due())
        refused = [one for one in told if not send(one)]
        for one in told:
            self.stdout.write(f"{' '.join(one.tags)}: {one.answer}")
        if refused:
            raise CommandError("The CDN did not drop all of it; run this again.")
