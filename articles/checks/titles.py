"""Checks of titles: where a title before a name and the records cannot both be right on the story's day."""

from django.utils.translation import gettext as _

from articles.checks.facts import KnownFacts
from articles.checks.findings import look_at, remark, shortened
from articles.checks.story import CheckedStory
from articles.mentions import SaidAs, TitledName, may_be_called
from articles.mentions.vocabulary import DEFAULT, base_of
from newsroom.lib.partial_date import words as date_in_words
from people.models import State
from people.tenures import tenures
from people.titles import before_start, title_among

FITS = {
    SaidAs.HOLDER: {State.IN_POST},
    SaidAs.ACTING: {State.ACTING},
    SaidAs.DESIGNATE: {State.DESIGNATE, State.INTENDED},
    SaidAs.FORMER: {State.FORMER},
}
# On such a day the records say what somebody is.
SPEAKS = {State.IN_POST, State.ACTING, State.DESIGNATE, State.INTENDED}


def contradicted_titles(story: CheckedStory, known: KnownFacts):
    """Titles that the record denies on the story's day; each pair of title and person one time."""
    day = story.day
    for said, rows in denied_titles(story, known):
        place = story.place_of(said)
        name = known.reading.names.person[said.person].full
        values = {"words": shortened(place.evidence), "day": date_in_words(day.isoformat()), "name": name}
        if title := title_among(rows, day, story.officials.get(said.person)):
            message = _(
                "“%(words)s”: on %(day)s the records say %(title)s (%(note)s). Correct one of the two."
            )
            values |= {"title": title.text, "note": title.note}
        else:
            message = _(
                "“%(words)s”: on %(day)s the records know no post of %(name)s. Correct one of the two."
            )
        yield look_at("title", message % values, *place)


def denied_titles(story: CheckedStory, known: KnownFacts):
    """(TitledName, [Appointment of the person]) of each title that the record denies, at its first place."""
    seen = set()
    for said in known.reading.titled:
        rows = known.appointments.get(said.person, [])
        key = (said.person, said.title, said.said_as)
        if key not in seen and is_denied(rows, said, story.day):
            seen.add(key)
            yield said, rows


def other_names_of_posts(story: CheckedStory, known: KnownFacts):
    """Titles that are another name of the post than the one shown on the day: no fault, but to be known.

    Each pair of title and person one time.
    """
    seen, day = set(), story.day
    for said in known.reading.beside:
        if (said.person, said.title) in seen:
            continue
        for row in known.appointments.get(said.person, []):
            shown, names = row.post.title_on(day), _names_said(row.post, said)
            if not names or may_be_called(shown, said.title) or not _allows(row, said.said_as, day):
                continue
            seen.add((said.person, said.title))
            place = story.place_of(said)
            message = _(
                "“%(words)s”: on %(day)s the records call this post %(title)s. It is also called: %(names)s."
            )
            yield remark(
                "title-name",
                message
                % {
                    "words": shortened(place.evidence),
                    "day": date_in_words(day.isoformat()),
                    "title": shown,
                    "names": "; ".join(names),
                },
                *place,
            )
            break


def posts_to_come(story: CheckedStory, known: KnownFacts):
    """Persons whom the text calls still to be appointed, where the dates on record leave that open."""
    day = story.day
    for one in known.reading.suggestions:
        title = title_among(known.appointments.get(one.person, []), day) if one.is_coming else None
        if title is None or before_start(title, day) is title:
            continue
        message = _(
            "The text says that %(name)s is to be appointed. The records leave open whether that was so on "
            "%(day)s (%(note)s), and the story will say %(title)s. Enter the day of the start, if known."
        )
        values = {
            "name": known.reading.names.person[one.person].full,
            "day": date_in_words(day.isoformat()),
            "note": title.note,
            "title": title.text,
        }
        yield remark("title-open", message % values, *story.place_of(one.evidence[0]))


def _names_said(post, said):
    """The other names of a post, with their dates, which the printed title may be.

    Those in another language than the record's are no other names, but translations of the one shown.
    """
    return [
        str(name)
        for name in post.titles.all()
        if base_of(name.lang) in ("", DEFAULT) and may_be_called(name.text, said.title)
    ]


def is_denied(rows, said: TitledName, day) -> bool:
    """Whether all appointments of the person (with facts and titles) deny the title on that day.

    Without appointments the records say nothing. If none of the person's posts has such a title, it may be
    one of another house: then it is denied only where it has several words, is said as held today, and the
    records are sure of what the person is on that day.
    """
    terms = [tenure.term_on(day) for tenure in tenures(rows)]
    bearing = [row for row in terms if _bears(row.post, said)]
    if bearing:
        return not any(_allows(row, said.said_as, day) for row in bearing)
    title = title_among(rows, day) if rows else None
    sure = " " in said.title and title and title.certain and title.state in SPEAKS
    return bool(sure and said.said_as != SaidAs.FORMER)


def _bears(post, said):
    names = {post.title, *(name.text for name in post.titles.all())}
    return post.pk in said.posts or any(may_be_called(name, said.title) for name in names)


def _allows(row, said_as, day) -> bool:
    """Whether this appointment allows a title, said that way. What is not certain allows it."""
    state = row.state_on(day)
    if state == State.UNKNOWN or (state.is_live and not row.is_certain_on(day)):
        return True
    return state in FITS[said_as]
