"""Feeds of appointments: of all officials, of one, of a post, of an organization; a calendar of terms."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.lib.addresses import absolute
from newsroom.lib.feeds import NOTHING_YET, Entry, feed, tag_uri
from newsroom.lib.feeds import absolute as absolute_html
from newsroom.lib.ical import TYPE, CalendarDays, calendar
from newsroom.lib.partial_date import words
from people.models import Appointment, Organization, Person, Post
from people.public.changes import learned
from people.terms_ending import EndKind, ending

FORMS = ("atom", "rss", "json")
SINCE = "2026"  # when ids of this kind began to be given


@require_safe
def everything(request, form):
    """What became known of anybody. Four queries."""
    title = _("Appointments – %(site)s") % {"site": settings.SITE_NAME}
    return _feed(request, form, Appointment.objects.public(), title, reverse("people:changes"))


@require_safe
def person(request, form, slug):
    """What became known of an official. Five queries; one more for a former address, which redirects."""
    return _feed_of(request, form, Person.objects.public(), slug, "person")


@require_safe
def post(request, form, slug):
    """What became known of the holders of a post. Five queries; one more for a former address."""
    return _feed_of(request, form, Post.objects.all(), slug, "post")


@require_safe
def organization(request, form, slug):
    """What became known of an organization's posts. Five queries; one more for a former address."""
    return _feed_of(request, form, Organization.objects.all(), slug, "post__organization")


@require_safe
def terms(request):
    """Terms that end in the next 90 days, as a calendar to subscribe to. Two queries."""
    found = ending(Appointment.objects.public(), timezone.localdate())
    name = _("Terms that end – %(site)s") % {"site": settings.SITE_NAME}
    text = calendar(name, f"-//{settings.SITE_NAME}//Terms//EN", map(_calendar_days, found))
    return HttpResponse(text, content_type=TYPE)


def _calendar_days(term):
    row = term.appointment
    values = {"what": term.kind.label, "name": row.person, "title": term.title.text}
    said = (
        _("%(name)s leaves: %(title)s") if term.kind == EndKind.LEAVES else _("%(what)s: %(name)s, %(title)s")
    )
    told = [f"{row.post.organization}, {words(term.value)}."]
    told += [_("To follow: %(name)s.") % {"name": coming.person} for coming in term.next]
    host = settings.SITE_URL.partition("//")[2] or "localhost"
    return CalendarDays(
        uid=f"term-{row.pk}@{host}",
        first=term.first,
        last=term.last,
        stamp=term.changed or NOTHING_YET,
        summary=said % values,
        description=" ".join(told),
        url=absolute(row.person.get_absolute_url()),
    )


def _feed_of(request, form, records, slug, field):
    try:
        found = records.at(slug)
    except records.model.DoesNotExist:
        raise Http404 from None
    if found.slug != slug:
        kind = found._meta.model_name
        return HttpResponsePermanentRedirect(reverse(f"people:{kind}_changes", args=[found.slug, form]))
    title = _("Appointments: %(subject)s – %(site)s") % {"subject": found, "site": settings.SITE_NAME}
    appointments = Appointment.objects.public().filter(**{field: found})
    return _feed(request, form, appointments, title, found.get_absolute_url())


def _feed(request, form, appointments, title, home):
    if form not in FORMS:
        raise Http404
    entries = [_entry(one) for one in learned(appointments, timezone.localdate())]
    return feed(request, form, entries, title, home)


def _entry(one):
    event = one.event
    row = event.appointment
    content = render_to_string("people/_feed_event.html", {"event": event})
    return Entry(
        id=tag_uri(SINCE, f"appointment-{row.pk}-{event.stage}"),
        url=absolute(row.person.get_absolute_url()),
        title=event.sentence,
        summary=f"{event.sentence}, {event.when}.",
        content=absolute_html(content, settings.SITE_URL),
        published=one.at,
        updated=max(one.at, one.changed),
        tags=(str(event.organization),),
    )
