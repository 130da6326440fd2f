"""Tags of the desk: a state as a word with a shape, a moment with its zone. A leaf: imports no app."""

import datetime

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()

# Stories first, then appointments. The shapes stand in desk/states.css under .state-<name>.
LABELS = {
    "draft": gettext_lazy("Draft"),
    "submitted": gettext_lazy("Submitted"),
    "returned": gettext_lazy("Returned"),
    "approved": gettext_lazy("Approved"),
    "scheduled": gettext_lazy("Scheduled"),
    "live": gettext_lazy("Live"),
    "changed": gettext_lazy("Live, changed"),
    "ended": gettext_lazy("No longer live"),
    "expired": gettext_lazy("Expired"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "cancelled": gettext_lazy("Cancelled"),
    "overdue": gettext_lazy("Overdue"),
    "due": gettext_lazy("Due"),
    "intended": gettext_lazy("Intended"),
    "designate": gettext_lazy("Designate"),
    "in-post": gettext_lazy("In post"),
    "acting": gettext_lazy("Acting"),
    "left": gettext_lazy("Former"),
    "lapsed": gettext_lazy("Lapsed"),
    "not-yet": gettext_lazy("Not yet"),
    "unknown": gettext_lazy("Not known"),
}


@register.simple_tag
def state(name, label=""):
    """A word with a shape and a colour: `{% state article.state %}`. The shape is drawn by CSS."""
    return format_html('<span class="state state-{}">{}</span>', name, label or LABELS.get(name, name))


def ago(moment, now=None):
    """How long ago or ahead an aware datetime is, in one unit: "3 h ago", "in 2 d", "just now"."""
    seconds = ((now or timezone.now()) - moment).total_seconds()
    past, size = seconds >= 0, abs(seconds)
    if size < 30:
        return _("just now")
    if size < 3570:
        span = ngettext("%(n)d min", "%(n)d min", round(size / 60)) % {"n": round(size / 60)}
    elif size < 86400:
        span = ngettext("%(n)d h", "%(n)d h", round(size / 3600)) % {"n": round(size / 3600)}
    else:
        span = ngettext("%(n)d d", "%(n)d d", round(size / 86400)) % {"n": round(size / 86400)}
    return (_("%(span)s ago") if past else _("in %(span)s")) % {"span": span}


def exact(moment):
    """An aware datetime in the present zone, which it names: "16:05 EST" today, else with its day first."""
    local, today = timezone.localtime(moment), timezone.localdate()
    clock = local.strftime("%H:%M %Z")
    if local.date() == today:
        return clock
    day = formats.date_format(local, "j M" if local.year == today.year else "j M Y")
    return f"{day}, {clock}"


@register.simple_tag
def when(moment, how="both"):
    """Relative for the eye, exact beside it, machine-readable underneath. `how="exact"` leaves the first."""
    if not moment:
        return "–"
    local = timezone.localtime(moment)
    if how == "exact":
        return format_html('<time class="when" datetime="{}">{}</time>', local.isoformat(), exact(moment))
    return format_html(
        '<time class="when" datetime="{}"><span class="rel">{}</span> <span class="exact">{}</span></time>',
        local.isoformat(),
        ago(moment),
        exact(moment),
    )


@register.filter
def in_utc(moment):
    """The same moment's clock in UTC: "21:05 UTC". Not `utc`: `{% load tz %}` would replace it silently."""
    return moment.astimezone(datetime.UTC).strftime("%H:%M UTC")


@register.filter
def who(user):
    """A member of staff by full name, or by user name: `{{ article.updated_by|who }}`. None is an import."""
    if user is None:
        return _("archive import")
    return user.get_full_name() or user.get_username()


@register.filter
def at(mapping, key):
    """A value of a dict by a key that is a variable: `{{ titles|at:row.pk }}`; None when it is not there."""
    return (mapping or {}).get(key)


def listed(words):
    """Words joined as a sentence does it in a list, escaped: "headline, text"."""
    return format_html_join(", ", "{}", ((word,) for word in words))
