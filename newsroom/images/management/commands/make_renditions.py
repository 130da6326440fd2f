"""Makes the renditions that are missing, and clears away old ones: for cron, and after a restored backup."""

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils.translation import gettext as _

from newsroom.images.models import Image


class Command(BaseCommand):
    help = "Make the renditions that pictures lack and clear old ones away; with --all, for every picture."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="also pictures that are said to be complete")

    def handle(self, **options):
        lacking = Q(renditions_ready=False) | Q(has_leftovers=True)
        pictures = Image.objects.all() if options["all"] else Image.objects.filter(lacking)
        failed = 0
        for image in pictures.order_by("pk").iterator(chunk_size=100):
            try:
                image.make_renditions()
            except Exception as error:  # one lost master must not stop the others
                failed += 1
                self.stderr.write(_("Picture %(pk)s: %(error)s") % {"pk": image.pk, "error": error})
        self.stdout.write(_("Done; %(failed)s failed.") % {"failed": failed})
