"""How pages write facts: partial dates at the known precision, and one appointment in one sentence."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from newsroom.lib.partial_date import UNKNOWN, iso, words
from people.facts import cited
from people.models import State

register = template.Library()


@register.filter
def dated(value):
    """A partial date as `<time>`: "May 2007" has the value 2007-05; a date not known gets no `<time>`.

    >>> dated("2007-05")
    '<time datetime="2007-05">May 2007</time>'
    """
    if not iso(value):
        return words(value)
    return format_html('<time datetime="{}">{}</time>', iso(value), words(value))


@register.filter
def day(value):
    """A date as `<time>`, in words: "10 October 2007"."""
    return dated(value.isoformat())


@register.inclusion_tag("people/_cited.html")
def sources(appointment):
    """The sources of an appointment of a list (`people.facts.with_sources`) in one line. No query."""
    return {"sources": cited(appointment)}


@register.filter
def in_words(fact):
    """What is known of an appointment (a people.facts.Fact) in clauses, without its person and post."""
    return _joined("; ", [*_clauses(fact), *_authority(fact)])


@register.filter
def in_short(fact):
    """The same without who appointed them and who came before and after."""
    return _joined("; ", _clauses(fact, in_short=True))


def _joined(mark, parts):
    return format_html_join(mark, "{}", ((part,) for part in parts))


def _clauses(fact, in_short=False):
    row = fact.appointment
    if row.intended:
        yield _when(_("named as intended {when}"), row.intended)
    if row.announced and row.announced != row.start and not (in_short and row.start):
        yield _when(_("announced {when}"), row.announced)
    if fact.state == State.LAPSED:
        yield _when(_("never took effect, ended {when}"), fact.ends)
    elif row.start:
        yield _tenure(fact, in_short)


def _authority(fact):
    row = fact.appointment
    if fact.appointer:
        yield format_html(_("appointed by {name}"), name=_linked(fact.appointer))
    elif row.appointing_body:
        yield format_html(_("appointed by {name}"), name=_linked(row.appointing_body))


def _tenure(fact, in_short):
    """When it was held, how it ended, and between whom."""
    parts = [_when(_start_words(fact), fact.appointment.start)]
    if fact.ends:
        parts.append(_when(_("until {when}"), fact.ends))
    if fact.ending:
        parts.append(fact.ending)
    if fact.before and not in_short:
        parts.append(format_html(_("after {name}"), name=_linked(fact.before.person)))
    if fact.after and not in_short:
        parts.append(format_html(_("before {name}"), name=_linked(fact.after.person)))
    return _joined(", ", parts)


def _start_words(fact):
    if fact.appointment.start == UNKNOWN:
        return _("start not known")
    if fact.state in (State.NOT_YET, State.INTENDED, State.DESIGNATE):
        return _("to take up the post {when}")
    return _("in post since {when}") if fact.state.is_live else _("in post from {when}")


def _when(sentence, value):
    return format_html(sentence, when=dated(value))


def _linked(record):
    """A person or an organization by name, with a link to the page, if there is one."""
    if not getattr(record, "is_public", True):
        return str(record)
    return format_html('<a href="{}" dir="auto">{}</a>', record.get_absolute_url(), record)
