"""What every template gets: name and address of the site, the sample-data banner, the navigation."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Section:
    """One entry of the navigation; `is_current` is the value of `aria-current`, "" elsewhere."""

    href: str
    label: str
    is_current: str


def site(request):
    """Return what `base.html` needs. No query; `sections` is computed where a template asks for it."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "SAMPLE_DATA": settings.SAMPLE_DATA,
        "NEWSROOM_ZONE": settings.TIME_ZONE.replace("_", " "),
        "sections": SimpleLazyObject(lambda: sections(request)),
    }


def sections(request):
    """Return the navigation for this request, with its present section marked."""
    on_a_day = request.path == "/people/" and "on" in request.GET
    today = timezone.localdate(timezone=settings.NEWSROOM_ZONE).isoformat()
    return [
        _section(request, "/news/", _("News"), at=("/news/", "/topics/")),
        _section(request, "/people/", _("Officials"), at=("/people/",), unless=on_a_day),
        _section(request, "/posts/", _("Posts"), at=("/posts/", "/organizations/")),
        _section(request, f"/people/?on={today}", _("Who held what"), at=("/people/",), unless=not on_a_day),
        _section(request, "/search/", _("Search"), at=("/search/",)),
    ]


def _section(request, href, label, *, at, unless=False):
    is_here = request.path == at[0]
    is_within = request.path.startswith(at)
    return Section(href, label, "" if unless or not is_within else "page" if is_here else "true")
