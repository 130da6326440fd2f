"""`manage.py check_rights`: live and scheduled stories with a picture out of its rights. For cron, daily."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.checks import picture_rights


class Command(BaseCommand):
    help = (
        "List the live and scheduled stories with a picture that may not be shown on that day, and those "
        "whose last day is near. Exits 1 if a story shows one that it may not."
    )

    def handle(self, **options):
        found = picture_rights.troubles()
        for trouble in found:
            self.stdout.write(self._line(trouble))
        portraits = picture_rights.portraits()
        for person in portraits:
            self.stdout.write(self._portrait(person))
        over = sum(trouble.is_over for trouble in found) + len(portraits)
        said = ngettext("%(n)d picture out of its rights.", "%(n)d pictures out of their rights.", over)
        self.stdout.write(said % {"n": over})
        if over:
            raise SystemExit(1)

    def _line(self, trouble):
        """One story and picture, with the address of the page on which it can be put right."""
        state = _("over") if trouble.is_over else _("soon")
        url = reverse("admin:articles_article_change", args=[trouble.edition.article_id])
        return f"{state}: {trouble.edition}: {trouble.words} {settings.SITE_URL}{url}"

    def _portrait(self, person):
        url = reverse("admin:people_person_change", args=[person.pk])
        values = {"picture": person.portrait.title, "window": person.portrait.rights_in_words}
        words = _("“%(picture)s” may be shown %(window)s, and it is the portrait.") % values
        return f"{_('over')}: {person}: {words} {settings.SITE_URL}{url}"
