"""How pages write facts: partial dates at the known precision, and one appointment in one sentence."""

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from newsroom.lib.partial_date import UNKNOWN, hi, is_known, iso, lo, words, words_after
from people.facts import cited
from people.models import State
from people.spans import COMING
from people.titles import appointer_title

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
def dated_after(value):
    """The same where "since", "from" or "until" stands before it: "some day before 2007"."""
    if not iso(value):
        return words_after(value)
    return format_html('<time datetime="{}">{}</time>', iso(value), words_after(value))


@register.filter
def day(value):
    """A date as `<time>`, in words: "10 October 2007"."""
    return dated(value.isoformat())


@register.simple_tag
def sources(appointment):
    """The sources of an appointment of a list (`people.facts.with_sources`) in one line. No query.

    No template of its own: a page has it a hundred times.
    """
    said = format_html_join(" · ", "{}", ((_outside(source),) for source in cited(appointment)))
    return format_html(
        '<span class="label">{}</span>', said or _("No source is given; the editors answer for it.")
    )


def _outside(source):
    if not source.url:
        return source.words
    return format_html('<a href="{}" rel="external">{}</a>', source.url, source.words)


@register.filter
def in_words(fact):
    """What is known of an appointment (a people.facts.Fact) in clauses, without its person and post."""
    return _joined("; ", [*_clauses(fact), *_authority(fact)])


@register.filter
def in_short(fact):
    """The same without who appointed them and who came before and after."""
    return _joined("; ", _clauses(fact, in_short=True))


@register.filter
def in_table(fact):
    """What a row of a post's table says besides its dates: terms, who stood in for whom, who appointed."""
    stood_in = [*_in_whose_time(fact), *_acted(fact.beside.acted, _("{name} acted meanwhile, {span}"))]
    return _joined("; ", [*_later(fact), *stood_in, *_authority(fact)])


def _joined(mark, parts):
    return format_html_join(mark, "{}", ((part,) for part in parts))


def _clauses(fact, in_short=False):
    first = fact.first
    if first.intended:
        yield _when(_("named as intended {when}"), first.intended, first, "intended")
    if first.announced and first.announced != first.start and not (in_short and first.start):
        yield _when(_("announced {when}"), first.announced, first, "announced")
    if fact.state == State.LAPSED and fact.ends == fact.appointment.person.death:
        yield _when(_("died before taking up the post, {when}"), fact.ends)
    elif fact.state == State.LAPSED:
        yield _when(_("never took effect, ended {when}"), fact.ends)
    elif first.start:
        yield _tenure(fact, in_short)
        if not in_short:
            yield from _who_acted(fact)
    elif fact.state == State.UNKNOWN:
        yield _("what became of it is not known")


def _authority(fact):
    """Who appointed them to each term, with the title of that day."""
    by = dict.fromkeys(name for term in fact.tenure.terms if (name := _appointer(term)))
    for name in by:
        yield format_html(_("appointed by {name}"), name=name)


def _appointer(term):
    if term.public_appointer:
        return format_html("{}, {}", _linked(term.public_appointer), appointer_title(term))
    return _linked(term.appointing_body) if term.appointing_body else ""


def _tenure(fact, in_short):
    """When it was held, in which terms, how it ended, and between whom."""
    is_ahead = fact.state in COMING
    parts = [_when(_start_words(fact), fact.start, fact.first, "start", dated if is_ahead else dated_after)]
    parts += _later(fact)
    if fact.ends:
        until = _("until {when}, day not known") if fact.perhaps else _("until {when}")
        if fact.appointment.ends_at_the_latest:
            until = _("until {when} at the latest")
        parts.append(_when(until, fact.ends, fact.appointment, "end", dated_after))
    if fact.appointment.term_ends and not fact.appointment.end:
        parts.append(_term_words(fact))
    if fact.ending:
        parts.append(fact.ending)
    if not in_short:
        parts += _between_whom(fact)
    return _joined(", ", parts)


def _later(fact):
    return [_when(sentence, value, write=dated_after) for sentence, value in fact.later]


def _in_whose_time(fact):
    if fact.beside.during:
        names = _joined(", ", (_linked(tenure.person) for tenure in fact.beside.during))
        yield format_html(_("during the time of {names}"), names=names)


def _between_whom(fact):
    """Whose time it fell in, who came before and who after."""
    beside = fact.beside
    yield from _in_whose_time(fact)
    if beside.before:
        yield format_html(_("after {name}"), name=_said(beside.before, fact))
    if beside.after:
        yield format_html(_("before {name}"), name=_said(beside.after, fact))


def _said(tenure, fact):
    """The holder before or after, told as such if they only acted."""
    if tenure.is_acting and not fact.is_acting:
        return format_html(_("{name}, who acted"), name=_linked(tenure.person))
    return _linked(tenure.person)


def _who_acted(fact):
    """Who acted in the time of this holder, and between them and the holders before and after."""
    yield from _acted(fact.beside.acted, _("{name} acted meanwhile, {span}"))
    yield from _acted(fact.beside.between, _("{name} acted in between, {span}"))


def _acted(stand_ins, said):
    for tenure in stand_ins:
        yield format_html(said, name=_linked(tenure.person), span=_span(tenure))


def _span(tenure):
    start, end = tenure.first.start, tenure.last.effective_end
    since = _when(_("from {when}") if end else _("since {when}"), start, write=dated_after)
    return _joined(" ", [since, _when(_("until {when}"), end, write=dated_after)]) if end else since


def _term_words(fact):
    """When the term is to end; that nobody confirmed it, once the day is past without an end.

    Where something else ended it before, the term is only what had been planned.
    """
    value = fact.appointment.term_ends
    if is_known(fact.ends) and not fact.state.is_live and lo(fact.ends) <= lo(value):
        return _when(_("term was to end {when}"), value)
    if fact.state.is_live or fact.state.is_coming or hi(value) >= timezone.localdate().isoformat():
        return _when(_("term ends {when}"), value)
    return _when(_("term was to end {when}, not confirmed"), value)


def _start_words(fact):
    if fact.start == UNKNOWN and not fact.ends:
        return _("held it at a time not known")
    if fact.start == UNKNOWN:
        return _("start not known")
    if fact.state in COMING:
        return _("to take up the post {when}")
    is_open = fact.state.is_live and not fact.perhaps
    return _("in post since {when}") if is_open else _("in post from {when}")


def _when(sentence, value, row=None, fact="", write=dated):
    """A date, written by `dated` or `dated_after`, in a sentence, with what other sources say of it."""
    said = format_html(sentence, when=write(value))
    claims = [source for source in row.citations.all() if source.contradicts] if row else []
    for claim in claims:
        if claim.fact == fact:
            other = format_html(_("{source} says {when}"), source=_source(claim), when=dated(claim.says))
            said = format_html("{} ({})", said, other)
    return said


def _source(claim):
    """Another source as a link to its place in the page's list of sources, if the page has one."""
    number = getattr(claim, "number", 0)
    if not number:
        return _("another source")
    return format_html('<a href="#cite-{}">{}</a>', number, _("another source"))


def _linked(record):
    """A person or an organization by name, with a link to the page, if there is one."""
    if not getattr(record, "is_public", True):
        return str(record)
    return format_html('<a href="{}" dir="auto">{}</a>', record.get_absolute_url(), record)
