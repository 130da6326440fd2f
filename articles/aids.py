"""Writing aids: what a desk would look up before a story goes out, as findings. Suggests, changes nothing.

`gates` are the few that stop a publication; `check` is all of them. Both are pure: what they must know of
names, posts and pictures is read beforehand (`Known.about`), in ten queries whatever the story holds, and six
more where the name list that suggestions share has to be read again.
Titles are judged as of the story's day, and only where the text and the records cannot both be right.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.mentions import TextSpan as Place, Rule, Strength, suggest
from newsroom.images.models import Image
from newsroom.lib import html
from newsroom.lib.names import fold
from newsroom.lib.partial_date import words as say
from people import name_list
from people.known_names import NameList
from people.models import Appointment, Person, PersonName, Post, PostTitle, State
from people.models.person import NameOrder
from people.titles import JOINTS, post_name_on, title_among

LONGEST_HEADLINE = 110  # characters, as schema.org's Article and search results ask
LONGEST_EVIDENCE = 80
NAMING = {Rule.FULL_NAME, Rule.LONGER_NAME, Rule.TITLE_AND_NAME}

# Words that say nothing of where a link leads, in the languages stories are written in; folded.
EMPTY_WORDS = {
    *("click here", "here", "link", "this link", "read more", "more", "this page", "see here", "website"),
    *("cliquez ici", "ici", "lien", "en savoir plus", "lire la suite", "aqui", "haga clic aqui", "mas"),
    *("clique aqui", "leia mais", "здесь", "тут", "подробнее", "اضغط هنا", "هنا", "点击这里", "这里", "여기"),
}
# Before a title: what they make of it. Others before a title make it another title, or leave it open.
FORMER = {"former", "ex", "onetime", "erstwhile", "previous", "past"}
ACTING = {"acting", "interim"}
DESIGNATE = {"designate", "elect"}
OPEN = {"then", "late", "future", "next", "incoming", "outgoing", "new", "intended", "proposed"}
# After a name: what is called so is no person. "the Dag Hammarskjöld Library"
NAMESAKES = {
    *("airport", "auditorium", "avenue", "award", "building", "center", "centre", "chair", "college"),
    *("commission", "foundation", "fund", "gallery", "hall", "institute", "initiative", "lecture", "library"),
    *("medal", "museum", "park", "plan", "plaza", "prize", "report", "road", "school", "square", "street"),
    *("trust", "university"),
}

LETTER = r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u109f\u1700-\u1cff\ua800-\uabff]"
WORD = re.compile(rf"{LETTER}+(?:['’‘ʼ]{LETTER}+)*")
POSSESSIVE = re.compile(r"['’]s?$")
ELISION = re.compile(r"^(?:[dljmnstc]|qu)['’]", re.I)
PARTICLES = {"al", "ben", "bin", "d", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn", "la"}
PARTICLES |= {"le", "ter", "van", "von"}
LONGEST_INITIAL = 2  # letters before a full stop inside a name: "Edward C. Luck", "St. John"
WITHIN_A_NAME = re.compile(r"[ \xa0.‐‑-]{1,3}")
SPACE = re.compile(r"[ \xa0]+")
SENTENCE_END = re.compile(r"(?:^|[.!?:;\n“”\"«»(–—])\s*$")
ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:)\S*|[\w.+-]+@[\w-]+\.\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.I
)
STRAIGHT = re.compile(r"(?<![0-9])[\"']|(?<=[0-9])[\"'](?=[^\W\d_])")  # 6'2" and 5° 30' 10" are measures


class Level(models.TextChoices):
    """How much a finding weighs."""

    GATE = "gate", gettext_lazy("stops publication")
    CHECK = "check", gettext_lazy("look at it")


@dataclass(frozen=True)
class Finding:
    """One thing to put right or to look at.

    code     a stable name: "lead-alt", "not-linked" …
    message  what to do, in an editor's words
    field    the field of the form it concerns
    evidence the words it is about; in the body the `nth` (from 0) place where they stand
    picture  the id of the picture it is about, in the body the `nth` figure of it
    """

    code: str
    level: Level
    message: str
    field: str
    evidence: str = ""
    nth: int = 0
    picture: int | None = None

    @property
    def is_gate(self) -> bool:
        return self.level == Level.GATE


# --- The story ----------------------------------------------------------------------------------


class Span(NamedTuple):
    """A link in a text: from, to, and its mark."""

    start: int
    end: int
    mark: html.Mark


@dataclass(frozen=True)
class Text:
    """The words of one field; of the body all its blocks, one a line, as the editor counts them."""

    field: str
    words: str
    links: tuple[Span, ...] = ()

    @cached_property
    def tokens(self) -> list["Word"]:
        return words_of(self.words)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """{folded form: indexes of the words that have it}"""
        places = defaultdict(list)
        for index, word in enumerate(self.tokens):
            for form in word.forms:
                places[form].append(index)
        return places

    @property
    def lines(self) -> Iterator[tuple[int, str]]:
        """(where it begins, the words) of every line."""
        at = 0
        for line in self.words.split("\n"):
            yield at, line
            at += len(line) + 1

    def nth(self, quote: str, at: int) -> int:
        """How many times `quote` stands before the offset."""
        return self.words.count(quote, 0, at)


@dataclass(frozen=True)
class Story:
    """What is checked: the values of a form or of the desk copy. `officials` are {person id: pinned
    appointment's id or None}; `topics` is how many there are; `lead_image` an Image or None."""

    headline: str
    standfirst: str
    body: str
    date: datetime.date | None = None
    language: str = "en"
    lead_image: Image | None = None
    lead_alt: str = ""
    lead_caption: str = ""
    topics: int = 0
    officials: Mapping[int, int | None] = field(default_factory=dict)
    at: datetime.datetime | None = None  # when it goes out; None is now
    until: datetime.datetime | None = None  # when it expires
    kept: frozenset = frozenset()  # ids of pictures that it may keep after their last day

    @classmethod
    def of(cls, article, *, topics=None, officials=None, at=None):
        """The story of an Article; topics and rows of officials that are not given are asked for."""
        topics = article.topic_items.count() if topics is None else len(topics)
        officials = article.officials.all() if officials is None else officials
        names = (
            "headline",
            "standfirst",
            "body",
            "date",
            "language",
            "lead_image",
            "lead_alt",
            "lead_caption",
        )
        values = {name: getattr(article, name) for name in names}
        pinned = {row.person_id: row.appointment_id for row in officials if row.person_id}
        return cls(**values, topics=topics, officials=pinned, at=at, until=article.expires_at)

    @property
    def day(self) -> datetime.date:
        return self.date or timezone.localdate()

    @cached_property
    def blocks(self) -> list[html.Block]:
        return html.parse(self.body)

    @cached_property
    def figures(self) -> list[html.Block]:
        return [block for block in html.walk(self.blocks) if block.kind == "picture"]

    @cached_property
    def body_text(self) -> Text:
        lines, links, at = [], [], 0
        for block in html.walk(self.blocks):
            if block.tag == "hr" or block.children:
                continue
            start = at
            for run in block.runs:
                mark = next((mark for mark in run.marks if mark.tag == "a"), None)
                if mark and links and links[-1].end == at and links[-1].mark == mark and at > start:
                    links[-1] = Span(links[-1].start, at + len(run.text), mark)
                elif mark:
                    links.append(Span(at, at + len(run.text), mark))
                at += len(run.text)
            lines.append("".join(run.text for run in block.runs).replace("\n", " "))
            at += 1
        return Text("body", "\n".join(lines), tuple(links))

    @cached_property
    def texts(self) -> list[Text]:
        """Where names and quotation marks are looked for."""
        plain = [(name, getattr(self, name)) for name in ("headline", "standfirst", "lead_caption")]
        head, stand, caption = (Text(name, words) for name, words in plain)
        return [text for text in (head, stand, self.body_text, caption) if text.words]

    @cached_property
    def marked(self) -> set[int]:
        return set(html.officials_in(self.blocks))


# --- Names in a text ------------------------------------------------------------------------------


class Word(NamedTuple):
    start: int
    end: int
    text: str
    forms: tuple[str, ...]  # folded, without a possessive or an elided article too


class Name(NamedTuple):
    """A name that stands in a text: whose it may be, and which words it takes."""

    persons: frozenset
    first: int
    last: int


def words_of(text: str) -> list[Word]:
    """The words of a text with their folded forms."""
    known: dict[str, tuple[str, ...]] = {}
    found = []
    for match in WORD.finditer(text):
        said = match[0]
        if said not in known:
            bare = POSSESSIVE.sub("", said)
            known[said] = tuple(dict.fromkeys([fold(said), fold(bare), fold(ELISION.sub("", bare))]))
        found.append(Word(*match.span(), said, known[said]))
    return found


class Names:
    """Every name by which officials are known, by its first word. Longest name first, whole words only."""

    def __init__(self, persons: Iterable[tuple], variants: Iterable[tuple] = (), *, words=None, linked=()):
        """`persons` are (id, folded, given name, family name, display name, order, is public), `folded` as
        Person keeps it; `variants` (person id, folded, match).

        With `words`, the folded words of a text, only names that begin with one of them are taken, and those
        of `linked`: to fold thousands of names for each question would cost most of its time.
        """
        self.full: dict[int, str] = {}
        self.public: set[int] = set()
        self.first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        self.whose: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self.all_of: dict[int, list[tuple[str, ...]]] = defaultdict(list)
        self._family: dict[int, str] = {}
        variants = [
            row for row in variants if words is None or row[0] in linked or row[1].partition(" ")[0] in words
        ]
        wanted = {row[0] for row in variants}.union(linked)
        for pk, folded, given, family, display, order, public in persons:
            if words is None or folded.partition(" ")[0] in words or pk in wanted:
                parts = (family, given) if order == NameOrder.FAMILY_FIRST else (given, family)
                self.full[pk] = display or " ".join(filter(None, parts))
                self._family[pk] = family or given
                if public:
                    self.public.add(pk)
                self._add(pk, fold(self.full[pk]), True)
        for pk, folded, match in variants:
            if pk in self.full:
                self._add(pk, folded, match)

    def _add(self, pk, folded, match):
        tokens = tuple(folded.split(" "))
        self.all_of[pk].append(tokens)
        if not tokens[0] or not match or pk not in self.public:
            return
        if tokens not in self.whose:
            self.first[tokens[0]].append(tokens)
        self.whose[tokens].add(pk)

    def family_of(self, pk) -> tuple[str, ...]:
        return tuple(fold(self._family[pk]).split())

    def find(self, text: str, words: list[Word]) -> Iterator[Name]:
        """The names in a text, from left to right, none inside another."""
        at = 0
        while at < len(words):
            best = self._longest(text, words, at)
            if best is None:
                at += 1
                continue
            yield Name(frozenset(self.whose[best]), at, at + len(best) - 1)
            at += len(best)

    def _longest(self, text, words, at):
        fitting = [
            tokens
            for form in words[at].forms
            for tokens in self.first.get(form, ())
            if stands_at(text, words, at, tokens) and self._is_a_name(text, words, at, len(tokens))
        ]
        return max(fitting, key=len, default=None)

    def _is_a_name(self, text, words, at, length):
        """Not a common word in lower case, nor the first part of what was called after somebody."""
        last = words[at + length - 1]
        if not is_written_as_name(text, words, at, length):
            return False
        if length == 1 and SENTENCE_END.search(text[: words[at].start]):
            return False  # "Ban the bomb": a single word there proves nothing
        follower = words[at + length] if at + length < len(words) else None
        if follower and SPACE.fullmatch(text[last.end : follower.start]):
            return not (follower.text[0].isupper() and follower.forms[0] in NAMESAKES)
        return True

    def names(self, pk, text: Text) -> bool:
        """Whether any name of this person stands in the text, the family name alone included."""
        words = text.tokens
        return any(
            stands_at(text.words, words, at, tokens)
            and is_written_as_name(text.words, words, at, len(tokens))
            for tokens in [*self.all_of[pk], self.family_of(pk)]
            if tokens and tokens[0]
            for at in text.places.get(tokens[0], ())
        )


def stands_at(text: str, words: list[Word], at: int, tokens: tuple[str, ...]) -> bool:
    """Whether these tokens stand at this word, with nothing between them but what a name may hold."""
    if at + len(tokens) > len(words):
        return False
    for offset, token in enumerate(tokens):
        word = words[at + offset]
        if token not in (word.forms if offset in (0, len(tokens) - 1) else word.forms[:1]):
            return False
        if offset and not _joins(text, words[at + offset - 1], word):
            return False
    return True


def _joins(text: str, one: Word, other: Word) -> bool:
    gap = text[one.end : other.start]
    return bool(WITHIN_A_NAME.fullmatch(gap)) and ("." not in gap or len(one.text) <= LONGEST_INITIAL)


def is_written_as_name(text: str, words: list[Word], at: int, length: int) -> bool:
    """Whether it begins in upper case or with a particle, and its last part is no common word: "Ki-moon"
    is one part. Scripts without case pass."""
    first, last = words[at], words[at + length - 1]
    if ELISION.sub("", first.text)[:1].islower() and (length == 1 or first.forms[0] not in PARTICLES):
        return False
    hyphened = length > 1 and text[words[at + length - 2].end : last.start] in ("-", "‐", "‑")
    return hyphened or not last.text[0].islower()


class Titles:
    """Names of posts, by their last word; also in short: "Special Adviser" of "Special Adviser on …"."""

    def __init__(self, titles: Iterable[str] = (), organizations: Iterable[str] = ()):
        self.last: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for title in titles:
            for form in (title, head_of(title)):
                tokens = tuple(fold(form).split())
                if tokens:
                    self.last[tokens[-1]].add(tokens)
        self.organizations = {tuple(fold(name).split())[-1:] for name in organizations if name}

    def ending_at(self, text, words, at) -> tuple[str, ...] | None:
        """The longest title whose last word is this one."""
        fitting = [
            tokens
            for form in words[at].forms[:1]
            for tokens in self.last.get(form, ())
            if at - len(tokens) + 1 >= 0 and stands_at(text, words, at - len(tokens) + 1, tokens)
        ]
        return max(fitting, key=len, default=None)


def head_of(title: str) -> str:
    """ "Special Adviser on the Prevention of Genocide" in short: "Special Adviser"."""
    cuts = [at for joint in JOINTS if (at := title.find(joint)) > 0]
    return title[: min(cuts)] if cuts else title


# --- What must be known ---------------------------------------------------------------------------


@dataclass
class Known:
    """What the checks ask the records for. `appointments` are {person id: [Appointment]} of whoever is
    named, with facts and the name of the post on the story's day."""

    pictures: Mapping[int, Image] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names([]))
    titles: Titles = field(default_factory=Titles)
    appointments: Mapping[int, list] = field(default_factory=dict)
    name_list: NameList = field(default_factory=NameList)

    @classmethod
    def about(cls, story: Story) -> "Known":
        """Read it for a story. At most ten queries; the whole list of names is one of them."""
        persons = Person.objects.values_list(
            "pk", "folded", "given_name", "family_name", "display_name", "name_order", "is_public"
        )
        variants = PersonName.objects.values_list("person_id", "folded", "match")
        said = {form for text in story.texts for form in text.places}
        posts = list(Post.objects.values_list("title", "organization__name", "organization__short_name"))
        titles = [title for title, _name, _short in posts]
        houses = {name for _title, *names in posts for name in names}
        known = cls(
            pictures=pictures_of(story),
            names=Names(persons, variants, words=said, linked=story.marked.union(story.officials)),
            titles=Titles([*titles, *PostTitle.objects.values_list("text", flat=True)], houses),
            name_list=name_list.current(),
        )
        if wanted := {pk for said in _titled(story, known) for pk in said.persons}:
            known.appointments = appointments_of(wanted, story.day)
        return known


def pictures_of(story: Story) -> dict[int, Image]:
    """{id: Image} of the pictures in the text. One query, none without pictures."""
    ids = html.pictures_in(story.figures)
    return Image.objects.in_bulk(ids) if ids else {}


def appointments_of(persons, day) -> dict[int, list]:
    """{person id: [Appointment]}, with all that a title needs. Two queries."""
    rows = (
        Appointment.objects.filter(person__in=persons).with_facts().annotate(post_name_then=post_name_on(day))
    )
    found = defaultdict(list)
    for row in rows.prefetch_related("post__titles"):
        found[row.person_id].append(row)
    return found


def look(story: Story) -> list[Finding]:
    """Read what must be known, and check. At most ten queries, and six after a public change."""
    return check(story, Known.about(story))


# --- The checks -----------------------------------------------------------------------------------


def gates(story: Story, pictures: Mapping[int, Image]) -> list[Finding]:
    """What stops a publication. `pictures` are those in the text, by id (`pictures_of`). No query."""
    return [
        *_words_needed(story),
        *_lead(story),
        *_figures(story, pictures),
        *_without_rights(story, pictures),
    ]


def check(story: Story, known: Known) -> list[Finding]:
    """Everything, gates first. No query."""
    return [
        *gates(story, known.pictures),
        *_rights_that_end(story, known.pictures),
        *_headline(story),
        *_headings(story),
        *_links(story),
        *_not_linked(story, known),
        *_not_named(story, known),
        *_contradicted(story, known),
        *_straight_quotes(story),
    ]


def _words_needed(story):
    if not story.headline.strip():
        yield Finding("headline", Level.GATE, _("Write a headline."), "headline")
    if not story.standfirst.strip():
        message = _("Write a standfirst: lists, feeds and search engines show it.")
        yield Finding("standfirst", Level.GATE, message, "standfirst")
    if not story.topics:
        message = _("File the story under at least one topic, or nobody finds it again.")
        yield Finding("topics", Level.GATE, message, "topics")


def _lead(story):
    image = story.lead_image
    if image is None:
        return
    if not (image.decorative or story.lead_alt.strip() or image.alt.strip()):
        message = _("Say what the lead picture shows, for who cannot see it; or mark it as decorative.")
        yield Finding("lead-alt", Level.GATE, message, "lead_alt", str(image), picture=image.pk)
    if not image.credit.strip():
        message = _("Say in the picture library who gets the credit for the lead picture.")
        yield Finding("lead-credit", Level.GATE, message, "lead_image", str(image), picture=image.pk)


def _figures(story, pictures):
    seen = defaultdict(int)
    for figure in story.figures:
        pk = int(figure.attrs["data-media"])
        image, nth = pictures.get(pk), seen[pk]
        seen[pk] += 1
        alt, credit = figure.attrs.get("data-alt"), figure.attrs.get("data-credit", "")
        described = alt == "" or (alt or "").strip() or (image and (image.decorative or image.alt.strip()))
        about = {"evidence": str(image or ""), "nth": nth, "picture": pk}
        if not described:
            message = _("Say what this picture in the text shows, or choose “decorative here”.")
            yield Finding("alt", Level.GATE, message, "body", **about)
        if not (credit.strip() or (image and image.credit.strip())):
            message = _("Say who gets the credit for this picture in the text.")
            yield Finding("credit", Level.GATE, message, "body", **about)


# --- Rights to pictures ---------------------------------------------------------------------------


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of an aware datetime in the newsroom's zone."""
    return timezone.localdate(moment, settings.NEWSROOM_ZONE)


def no_rights(image: Image, at: datetime.datetime) -> str:
    """What the desk is told of a picture that may not be shown at that moment, and the ways out."""
    return _(
        "“%(picture)s” may be shown %(window)s, and the story goes out on %(day)s. Take another picture or "
        "another day; or, with new rights, write them on the picture’s page."
    ) % {
        "picture": image.title,
        "window": image.rights_in_words,
        "day": formats.date_format(day_of(at), "j F Y"),
    }


def ends_early(image: Image) -> str:
    """What the desk is told of a picture whose last day comes before the story ends."""
    return _(
        "“%(picture)s” may be shown %(window)s; the story stays out longer. Let it expire by then, or "
        "replace the picture in time."
    ) % {"picture": image.title, "window": image.rights_in_words}


def _shown(story, pictures):
    """(picture, where it stands as a Finding has it), each once, the lead picture first."""
    if story.lead_image is not None:
        image = story.lead_image
        yield image, {"field": "lead_image", "evidence": str(image), "picture": image.pk}
    for pk in dict.fromkeys(int(figure.attrs["data-media"]) for figure in story.figures):
        if (image := pictures.get(pk)) and image != story.lead_image:
            yield image, {"field": "body", "evidence": str(image), "picture": pk}


def _without_rights(story, pictures):
    at = story.at or timezone.now()
    for image, where in _shown(story, pictures):
        if image.pk not in story.kept and not image.may_be_shown_on(day_of(at)):
            yield Finding("rights", Level.GATE, no_rights(image, at), **where)


def _rights_that_end(story, pictures):
    at = story.at or timezone.now()
    ends = story.until and day_of(story.until)
    for image, where in _shown(story, pictures):
        last = image.rights_until
        if last is None or image.archive_use or not image.may_be_shown_on(day_of(at)):
            continue
        if ends is None or ends > last:
            yield Finding("rights-end", Level.CHECK, ends_early(image), **where)


def _headline(story):
    if (length := len(story.headline.strip())) > LONGEST_HEADLINE:
        message = _("The headline has %(n)s characters; after %(most)s it is cut off elsewhere. Shorten it.")
        yield _look("long-headline", message % {"n": length, "most": LONGEST_HEADLINE}, "headline")


def _look(code, message, field, evidence="", nth=0):
    return Finding(code, Level.CHECK, message, field, evidence, nth)


def _headings(story):
    level = 1
    for block in html.walk(story.blocks):
        if block.tag not in ("h2", "h3"):
            continue
        if block.tag == "h3" and level == 1:
            message = _("“%(heading)s” is a small heading with no large one above it. Make it a large one.")
            words = block.text
            nth = story.body_text.words.count(words, 0, max(story.body_text.words.find(f"{words}\n"), 0))
            yield _look("heading-order", message % {"heading": _short(words)}, "body", words, nth)
            return
        level = int(block.tag[1])


def _links(story):
    text = story.body_text
    for start, end, mark in text.links:
        said = text.words[start:end]
        if html.is_official(mark) or not said:
            continue
        where = {"field": "body", "evidence": said.strip() or said, "nth": text.nth(said, start)}
        if not WORD.search(said):
            message = _("A link has no words. Put it on words that say where it leads.")
            yield _look("link-without-words", message, **where)
        elif ADDRESS.fullmatch(said.strip()):
            message = _("The link “%(words)s” shows its address. Put it on words that say where it leads.")
            yield _look("link-address", message % {"words": _short(said)}, **where)
        elif fold(said) in EMPTY_WORDS:
            message = _("“%(words)s” does not say where the link leads. Put the link on words that do.")
            yield _look("link-words", message % {"words": _short(said)}, **where)


def _not_linked(story, known):
    """Officials whose name stands in the text without a link to them; each once, at the first place.

    Named is who the suggestions are sure of, or cannot tell apart; titles alone are theirs to offer.
    """
    linked = story.marked | set(story.officials)
    for text, place, persons in _named(story, known):
        if linked.intersection(persons):
            continue
        linked |= set(persons)
        said = text.words[place.start : place.end]
        who = " / ".join(sorted({known.name_list.person[pk].full for pk in persons}))
        message = _("%(name)s is named and not linked. Mark the name as an official, or add the official.")
        yield _look("not-linked", message % {"name": who}, text.field, said, text.nth(said, place.start))


def _named(story, known):
    """(text, place in it, persons) of every whole name and title with a name, in the order of the story."""
    lines = [(text, at, line) for text in story.texts for at, line in text.lines]
    found = suggest([line for _text, _at, line in lines], story.day, known.name_list)
    places = [
        (place, one.persons)
        for one in found
        if one.strength == Strength.STRONG
        for place in one.evidence
        if place.rule in NAMING
    ]
    for place, persons in sorted(places, key=lambda pair: pair[0]):
        text, at, _line = lines[place.block]
        yield text, Place(place.block, at + place.start, at + place.end), persons


def _not_named(story, known):
    """Officials of the story of whom its words say nothing. A mark in the body names whom it marks."""
    tables = [
        block.attrs["data-caption"] for block in html.walk(story.blocks) if "data-caption" in block.attrs
    ]
    shown = [story.lead_alt, *tables]
    if story.lead_image is not None:
        shown += [story.lead_image.caption, story.lead_image.alt]
    texts = [*story.texts, *(Text("", words) for words in shown if words)]
    for pk in story.officials:
        if pk in story.marked or pk not in known.names.full:
            continue
        if not any(known.names.names(pk, text) for text in texts):
            message = _("%(name)s is linked, but no word of the story says so. Name the official, or unlink.")
            yield _look(
                "not-named", message % {"name": known.names.full[pk]}, "officials", known.names.full[pk]
            )


# --- Titles -------------------------------------------------------------------------------------


class Titled(NamedTuple):
    """A name with a title right before it. `how` is "", "former", "acting" or "designate"."""

    text: Text
    persons: frozenset
    tokens: tuple[str, ...]
    how: str
    start: int
    end: int


def _titled(story: Story, known: Known) -> Iterator[Titled]:
    """Every name in the text, of one person for sure, with a known title directly before it."""
    for text in story.texts:
        words = text.tokens
        spots = {
            name.first: (name.persons, words[name.last].end) for name in known.names.find(text.words, words)
        }
        spots |= _marked_names(text, words, known)
        for first, (persons, end) in sorted(spots.items()):
            if len(persons) == 1 and (before := _title_before(text.words, words, first, known.titles)):
                tokens, how, start = before
                yield Titled(text, persons, tokens, how, start, end)


def _marked_names(text, words, known):
    """{index of the first word: ({person}, end)} where a mark holds nothing but words of the person's name,
    after a title at most: "Secretary-General Ban"."""
    spots = {}
    for span in text.links:
        if not html.is_official(span.mark):
            continue
        pk = int(span.mark.attrs[0][1])
        own = {token for name in known.names.all_of.get(pk, ()) for token in name}
        inside = [n for n, word in enumerate(words) if span.start <= word.start and word.end <= span.end]
        tail = None
        for n in reversed(inside):
            if not own.intersection(words[n].forms):
                break
            tail = n
        if tail is not None:
            spots[tail] = (frozenset([pk]), span.end)
    return spots


def _title_before(text, words, first, titles):
    """(tokens, how, where it starts) of a title right before this word, or None if there is none for sure."""
    at, how = first - 1, ""
    if at < 0 or not SPACE.fullmatch(text[words[at].end : words[first].start]):
        return None
    if words[at].forms[0] in DESIGNATE and at:
        at, how = at - 1, "designate"
    tokens = titles.ending_at(text, words, at)
    if tokens is None or words[at].text[0].islower():
        return None
    begin = at - len(tokens) + 1
    start = words[begin].start
    if begin:
        before, gap = words[begin - 1], text[words[begin - 1].end : start]
        form = before.forms[0]
        if form in OPEN:
            return None
        if form in FORMER | ACTING:
            if how or (begin > 1 and words[begin - 2].forms[0] in FORMER | OPEN):
                return None
            return tokens, "former" if form in FORMER else "acting", before.start
        if gap.strip(" \xa0") in ("-", "‐", "‑") or ("/" in gap or "&" in gap):
            return None  # the end of a longer title
        capital = before.text[0].isupper() and SPACE.fullmatch(gap)
        starts = SENTENCE_END.search(text[: before.start])
        if capital and (form,) not in titles.organizations and not (starts and form in ARTICLES):
            return None  # "Deputy Secretary-General", or another house's
    return tokens, how, start


ARTICLES = {
    "the",
    "a",
    "an",
    "when",
    "if",
    "as",
    "but",
    "and",
    "while",
    "after",
    "before",
    "both",
    "in",
    "for",
}
FITS = {
    "": {State.IN_POST},
    "acting": {State.ACTING},
    "designate": {State.DESIGNATE, State.INTENDED},
    "former": {State.FORMER},
}
SPEAKS = {State.IN_POST, State.ACTING, State.DESIGNATE, State.INTENDED}  # the records say what somebody is


def _contradicted(story, known):
    """Titles that the records deny on the story's day; each pair of title and person once."""
    seen = set()
    for said in _titled(story, known):
        (pk,) = said.persons
        rows, day = known.appointments.get(pk, []), story.day
        key = (pk, said.tokens, said.how)
        if key in seen or not rows or not _denied(rows, said, day):
            continue
        seen.add(key)
        quote = said.text.words[said.start : said.end]
        title = title_among(rows, day, story.officials.get(pk))
        values = {"words": _short(quote), "day": say(day.isoformat()), "name": known.names.full.get(pk, "")}
        if title:
            message = _(
                "“%(words)s”: on %(day)s the records say %(title)s (%(note)s). Correct one of the two."
            )
            values |= {"title": title.text, "note": title.note}
        else:
            message = _(
                "“%(words)s”: on %(day)s the records know no post of %(name)s. Correct one of the two."
            )
        nth = said.text.nth(quote, said.start)
        yield _look("title", message % values, said.text.field, quote, nth)


def _denied(rows, said, day) -> bool:
    bearing = [row for row in rows if any(_bears(name, said.tokens) for name in _names_of(row))]
    if not bearing:
        title = title_among(rows, day)
        sure = len(said.tokens) > 1 and title and title.certain and title.state in SPEAKS
        return bool(sure and said.how != "former")
    return not any(_may_be(row, said.how, day) for row in bearing)


def _may_be(row, how, day) -> bool:
    """Whether this appointment allows the title, said that way. What is not certain allows it."""
    state = row.state_on(day)
    if state == State.UNKNOWN or (state.is_live and not row.is_certain_on(day)):
        return True
    return state in FITS[how]


def titles_said(story: Story, known: Known, person: int) -> list[tuple[str, bool]]:
    """What the text calls a person with a title before the name: (words, whether `known` denies them)."""
    rows, day = known.appointments.get(person, []), story.day
    return [
        (said.text.words[said.start : said.end], bool(rows) and _denied(rows, said, day))
        for said in _titled(story, known)
        if said.persons == {person}
    ]


def _names_of(row):
    return {row.post.title, *(name.text for name in row.post.titles.all())}


def _bears(name: str, tokens: tuple[str, ...]) -> bool:
    """Whether a post of that name may be called so: in full, in short, or by its first words."""
    full = tuple(fold(name).split())
    return full[: len(tokens)] == tokens or full[-len(tokens) :] == tokens


# --- Typography -----------------------------------------------------------------------------------


def _straight_quotes(story):
    for text in story.texts:
        links = [(match.start(), match.end()) for match in ADDRESS.finditer(text.words)]
        found = [
            match.start()
            for match in STRAIGHT.finditer(text.words)
            if not any(start <= match.start() < end for start, end in links)
        ]
        if not found:
            continue
        at = found[0]
        sign = text.words[at]
        message = _("Straight quotation marks (%(n)s): write curly ones, “ ” or ’, as in “%(words)s”.")
        words = text.words[max(0, at - 12) : at + 20].split("\n")[0]
        nth = text.nth(sign, at)
        yield _look("straight-quotes", message % {"n": len(found), "words": words}, text.field, sign, nth)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_EVIDENCE else f"{words[:LONGEST_EVIDENCE]}…"
