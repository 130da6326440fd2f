"""Live and scheduled stories that show a picture without rights for it: checked every day.

Readers' pages do not change by this. An edition is a record, and a picture that vanished by the calendar
would be a change that nobody decided; so the desk shows it until somebody corrects, extends or expires.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from articles.checks.pictures import day_of, ends_early
from articles.models.edition import Edition, Withdrawal
from articles.models.shown_pictures import EditionPicture
from newsroom.images.models import Image
from people.models import Person

SOON = datetime.timedelta(days=7)  # how long before the last day the desk shows it


@dataclass(frozen=True)
class PictureRightsProblem:
    """An edition that shows a picture on a day that our rights do not cover, or soon will not."""

    edition: Edition
    image: Image
    is_over: bool  # False: the last day is near
    is_live: bool

    @property
    def words(self):
        """What is wrong, as a sentence for the desk."""
        values = {"picture": self.image.title, "window": self.image.rights_in_words}
        if not self.is_over:
            return _("“%(picture)s” may be shown %(window)s; then the story must do without it.") % values
        if self.is_live:
            return _("“%(picture)s” may be shown %(window)s, and readers see it now.") % values
        values["when"] = formats.date_format(day_of(self.edition.live_from), "j F Y")
        return _("“%(picture)s” may be shown %(window)s, and the story goes out on %(when)s.") % values


def troubles(now=None, most=None):
    """The problems of live and scheduled editions: those in force first, then by the last day. One query.

    It is asked from the pictures, since every story that was not taken down is live. `most` bounds how many
    of them are read, the newest last days first, for a page; the daily check reads all.
    """
    now = now or timezone.now()
    rows = _live(now, most).union(_scheduled(now), all=True)
    found = filter(None, (_trouble(row.edition, row.image, now) for row in rows))
    return sorted(found, key=lambda it: (not it.is_over, it.image.rights_until or it.image.rights_from))


def _live(now, most):
    today = day_of(now)
    near_or_past = Q(rights_until__lte=today + SOON, archive_use=False)
    images = Image.objects.filter(near_or_past | Q(rights_from__gt=today)).order_by("-rights_until", "-pk")
    return _shown(now).filter(image__in=images.values("pk")[:most], edition__live_from__lte=now)


def _scheduled(now):
    has_window = Q(image__rights_until__isnull=False) | Q(image__rights_from__isnull=False)
    coming = Edition.objects.pending(now).order_by()  # few: their index, not that of all pictures
    return _shown(now).filter(has_window, edition__in=coming.values("pk"))


def _shown(now):
    """The pictures of editions that are live or scheduled."""
    hidden = Withdrawal.objects.filter(article=OuterRef("edition__article"), suppressed=True, lifted_at=None)
    not_ended = Q(edition__live_until=None) | Q(edition__live_until__gt=now)
    return (
        EditionPicture.objects.filter(~Exists(hidden), not_ended, edition__cancelled_at=None)
        .select_related("edition", "image")
        .defer("edition__body", "edition__body_html", "edition__search_text", "edition__history")
    )


def portraits(now=None):
    """Officials whose page shows a portrait that may not be shown today, with the portrait. One query."""
    today = day_of(now or timezone.now())
    out = Image.objects.not_to_be_shown_on(today).values("pk")
    return Person.objects.public().filter(portrait__in=out).select_related("portrait").order_by("pk")


def _trouble(edition, image, now):
    live = edition.live_from <= now
    day = day_of(now if live else edition.live_from)
    if not image.may_be_shown_on(day):
        return PictureRightsProblem(edition, image, True, live)
    soon = live and image.rights_until is not None and image.rights_until <= day + SOON
    return PictureRightsProblem(edition, image, False, live) if soon else None


def ending_while_live(edition):
    """Sentences on the pictures whose last day comes while this edition is to stay out. One query."""
    images = Image.objects.filter(
        pk__in=edition.edition_pictures.values("image"), rights_until__isnull=False, archive_use=False
    )
    ends = edition.expires_at and day_of(edition.expires_at)
    return [ends_early(image) for image in images if ends is None or ends > image.rights_until]
