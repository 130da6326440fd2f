"""Makes the renditions that are missing: after an interrupted upload, a restored backup, a new size."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from newsroom.images.models import Image, make_renditions


class Command(BaseCommand):
    help = "Make the renditions that pictures lack; with --all, look after every picture."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="also pictures that are said to be complete")

    def handle(self, **options):
        pictures = Image.objects.all() if options["all"] else Image.objects.filter(renditions_ready=False)
        failed = 0
        for pk in pictures.order_by("pk").values_list("pk", flat=True):
            try:
                make_renditions(pk)
            except Exception as error:  # one lost master must not stop the others
                failed += 1
                self.stderr.write(_("Picture %(pk)s: %(error)s") % {"pk": pk, "error": error})
        self.stdout.write(_("Done; %(failed)s failed.") % {"failed": failed})
