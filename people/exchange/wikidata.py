"""A Wikidata entity file in: positions held (P39) become appointments, offline, by identifiers only.

The format is that of Special:EntityData (Wikibase JSON). Persons and posts are those that carry the item;
what no record carries is a Question with proposals, and is left out until somebody answers it. The desk's
record stands: an appointment on record gains what it does not say yet, and a contradiction is told.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from newsroom.lib.names import fold, slug_of
from newsroom.lib.partial_date import UNKNOWN, hi, lo, words
from people.exchange.files import LINE, read_json
from people.exchange.popolo import as_batches, names_of
from people.exchange.run import Report, run
from people.models import Appointment, Organization, Person, PersonName, Post
from people.models.addresses import FormerSlug

LARGEST = 20_000_000  # bytes
HELD, START, END, REPLACES, REPLACED_BY, APPOINTED_BY = "P39", "P580", "P582", "P1365", "P1366", "P748"
BIRTH, DEATH = "P569", "P570"
URL, TITLE, STATED_IN, PUBLISHED = "P854", "P1476", "P248", "P577"
UNDERSTOOD = {START, END, REPLACES, REPLACED_BY, APPOINTED_BY}
YEAR, MONTH, DAY = 9, 10, 11  # precisions of Wikibase times
JULIAN = "Q1985786"
LEAVE, NEW, OTHER = "leave", "new", "other"  # answers to a question; `OTHER` goes with an address


def read_wikidata(content):
    """Return {id: entity} of the items in these bytes. Raises ValueError with a sentence when it is none."""
    found = read_json(content)
    if isinstance(found, dict):
        found = found.get("entities", found)
        found = [found] if isinstance(found, dict) and "claims" in found else found
    entities = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(entities, list) or not entities or not all(_is_entity(one) for one in entities):
        raise ValueError(_("This is no entity file of Wikidata, as Special:EntityData gives it."))
    return {one["id"]: one for one in entities}


def _is_entity(one):
    return isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"][1:].isdecimal()


def import_wikidata(content, choices=None, **kw):
    """Take an entity file in; return the Report with its ``questions``. ``kw`` as for `run.run`.

    ``choices`` answers questions: {item: answer}, an answer being the address of a record, ``new`` for a
    person, ``new:<address of the organization>`` for a post, or ``leave``.
    """
    entities = read_wikidata(content)
    return run(lambda: Statements(entities, choices or {}).batches(), **kw)


@dataclass
class Question:
    """An item that no record carries. ``kind`` is person or post, ``said`` why it matters, in words.

    ``proposals`` are (address, words, why); ``answer`` is what was chosen, ``fault`` what is wrong with that.
    """

    item: str
    kind: str
    label: str
    said: list = field(default_factory=list)
    proposals: list = field(default_factory=list)
    answer: str = LEAVE
    fault: str = ""
    may_be_new: bool = False

    @property
    def is_new(self):
        return self.answer.partition(":")[0] == NEW

    @property
    def is_other(self):
        """Whether the answer is an address that was not proposed."""
        return not self.is_new and self.answer not in (LEAVE, *(slug for slug, _name, _why in self.proposals))

    @property
    def address(self):
        """What was typed: the address of the record, or of the organization of a new post."""
        return self.answer.partition(":")[2] if self.is_new else self.answer if self.is_other else ""


def _list(value):
    return value if isinstance(value, list) else []


# --- Wikibase values -----------------------------------------------------------------------------------
def value_of(snak):
    """The value of a snak, None unless it is one."""
    if isinstance(snak, dict) and snak.get("snaktype") == "value":
        found = snak.get("datavalue")
        return found.get("value") if isinstance(found, dict) else None
    return None


def item_of(snak):
    value = value_of(snak)
    item = value.get("id") if isinstance(value, dict) else None
    return item if isinstance(item, str) else ""


def text_of(snak):
    """Text, or the text of a monolingual text."""
    value = value_of(snak)
    value = value.get("text") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def date_of(snak):
    """Return (partial date, a note or "") of a snak with a time, at its precision.

    Some unknown value is ``XXXX``, no value is "". What is vaguer than a year is ``XXXX`` too, with a note.
    """
    if isinstance(snak, dict) and snak.get("snaktype") == "somevalue":
        return UNKNOWN, ""
    value = value_of(snak)
    if not isinstance(value, dict):
        return "", ""
    time, precision = str(value.get("time", "")), value.get("precision")
    year = time[1:5]
    if not (re.match(r"\+[0-9]{4}-[0-9]{2}-[0-9]{2}T", time) and isinstance(precision, int)):
        return UNKNOWN, _("a date that we cannot hold: %(time)s") % {"time": time}
    if precision < YEAR:
        return UNKNOWN, _("a date vaguer than a year: %(time)s") % {"time": time}
    if str(value.get("calendarmodel", "")).endswith(JULIAN) and precision > YEAR:
        return year, _("a date of the Julian calendar, of which only the year is taken: %(time)s") % {
            "time": time
        }
    known = year if precision == YEAR else time[1:8] if precision == MONTH else time[1:11]
    return known.replace("-00", ""), ""


def label_of(entity):
    """The English label, else any."""
    labels = entity.get("labels") if isinstance(entity.get("labels"), dict) else {}
    found = [labels.get(code) for code in ("en-gb", "en", "mul")] + list(labels.values())
    said = [one.get("value") for one in found if isinstance(one, dict)]
    return next((word for word in said if word and isinstance(word, str)), "")


def aliases_of(entity):
    aliases = entity.get("aliases") if isinstance(entity.get("aliases"), dict) else {}
    found = [one for each in aliases.values() for one in _list(each) if isinstance(one, dict)]
    return [one["value"] for one in found if isinstance(one.get("value"), str)]


@dataclass
class Held:
    """One statement that somebody held a position."""

    line: int
    holder: str
    position: str
    rank: str
    start: str
    end: str
    qualifiers: dict
    references: list
    id: str
    notes: list


def statements_of(entity, begin):
    """Yield the Held of an item's P39 statements, numbered from ``begin``."""
    claims = entity.get("claims") if isinstance(entity.get("claims"), dict) else {}
    for line, one in enumerate(_list(claims.get(HELD)), start=begin):
        if not isinstance(one, dict):
            continue
        qualifiers = one.get("qualifiers") if isinstance(one.get("qualifiers"), dict) else {}
        dates, notes = {}, []
        for name in (START, END):
            dates[name], note = date_of(next(iter(_list(qualifiers.get(name))), None))
            notes += [note] if note else []
            if len(_list(qualifiers.get(name))) > 1:
                notes.append(_("several dates for one step; the first is taken"))
        yield Held(
            line,
            entity["id"],
            item_of(one.get("mainsnak")),
            one.get("rank", "normal"),
            dates[START] or UNKNOWN,
            dates[END],
            qualifiers,
            _list(one.get("references")),
            str(one.get("id", "")),
            notes,
        )


# --- From statements to rows ---------------------------------------------------------------------------
class Statements:
    """The statements of one file written out as rows of our tables. Reads the record, writes nothing."""

    def __init__(self, entities, choices):
        self.entities, self.choices = entities, choices
        self.report = Report(unit="entry")
        self.rows = defaultdict(list)
        self.questions = {}
        self.slugs = {"person": {}, "post": {}}  # item → address
        self.offices = []  # (person, post, rank, name, start, end) of what this file brings

    def batches(self):
        held = []
        for item in sorted(self.entities, key=lambda item: int(item[1:])):
            held += statements_of(self.entities[item], len(held) + 1)
        kept = [one for one in held if self.is_kept(one)]
        for one in kept:
            self.resolve("person", Person, one.holder, one)
            self.resolve("post", Post, one.position, one)
        entries = [entry for one in kept if (entry := self.appointment(one)) is not None]
        for one, row, recorded in entries:
            self.authority(one, row, recorded)
            self.neighbours(one, row)
        self.report.questions = list(self.questions.values())
        return as_batches(self.rows), self.report

    def tell(self, one, sentence):
        said = {"item": one.holder, "position": one.position, "sentence": sentence}
        self.report.notes.append(_("%(item)s, %(position)s: %(sentence)s.") % said)

    def is_kept(self, one):
        if not one.position:
            self.report.notes.append(_("%(item)s: a position that is not known.") % {"item": one.holder})
            return False
        if one.rank == "deprecated":
            self.tell(one, _("deprecated by Wikidata, left out"))
            return False
        if one.rank == "preferred":
            self.tell(one, _("the statement that Wikidata prefers"))
        for note in one.notes:
            self.tell(one, note)
        if others := sorted(set(one.qualifiers) - UNDERSTOOD):
            self.tell(one, _("qualifiers that have no place here: %(names)s") % {"names": ", ".join(others)})
        return True

    # --- Which records -------------------------------------------------------------------------------
    def resolve(self, kind, model, item, one):
        """Find who or what carries the item; else ask, and act on the answer."""
        if item in self.questions:
            self.questions[item].said.append(self.in_words(one))
        if item in self.slugs[kind] or item in self.questions:
            return
        if record := model.objects.filter(wikidata=item).first():
            self.slugs[kind][item] = record.slug
            return
        entity = self.entities.get(item, {})
        question = Question(item, kind, label_of(entity), [self.in_words(one)])
        question.may_be_new = bool(question.label)
        question.proposals = (
            self.likely_people(entity) if kind == "person" else self.likely_posts(entity, one)
        )
        question.answer = self.choices.get(item) or LEAVE
        self.questions[item] = question
        self.act_on(question, model, one.line)

    def in_words(self, one):
        until = words(one.end) if one.end else "…"
        return f"{one.position}, {words(one.start)} – {until}"

    def likely_people(self, entity):
        """People without an item who bear one of its names."""
        names = {fold(name) for name in [label_of(entity), *aliases_of(entity)] if name}
        variants = PersonName.objects.filter(folded__in=names).values("person")
        free = Person.objects.filter(wikidata="")
        found = list(free.filter(pk__in=variants))
        if label := label_of(entity):
            found += [
                one for one in free.matching(label) if fold(one.full_name) in names and one not in found
            ]
        return [(one.slug, str(one), _("has this name")) for one in found]

    def likely_posts(self, entity, one):
        """Posts without an item that bear its label, or that the holder has on record for that time."""
        free, found = Post.objects.filter(wikidata="").select_related("organization"), {}
        if label := label_of(entity):
            for post in free.filter(folded=fold(label)):
                found[post.slug] = (post.slug, f"{post}, {post.organization}", _("has this title"))
        held = Appointment.objects.filter(person__wikidata=one.holder, post__in=free)
        for row in held.select_related("post__organization"):
            if lo(row.start) <= hi(one.end) and lo(one.start) <= hi(row.end):
                why = _("on record for the same person: %(span)s") % {"span": row.span_in_words}
                found.setdefault(row.post.slug, (row.post.slug, f"{row.post}, {row.post.organization}", why))
        return list(found.values())

    def act_on(self, question, model, line):
        """Enter what was answered: a record gets the item, or a new one is made. Else nothing."""
        answer, item = question.answer, question.item
        new, _colon, organization = answer.partition(":")
        if answer == LEAVE:
            return
        if new == NEW:
            self.make(question, organization.strip(), line)
            return
        record = model.objects.filter(slug=answer).first()
        if record is None or record.wikidata:
            question.fault = (
                _("There is nothing at the address “%(slug)s”.")
                if record is None
                else _("“%(slug)s” has another Wikidata item.")
            ) % {"slug": answer}
            self.report.faults.append(f"{item}: {question.fault}")
            return
        self.slugs[question.kind][item] = answer
        kind = "people" if question.kind == "person" else "posts"
        self.rows[kind].append({LINE: line, "slug": answer, "wikidata": item})

    def make(self, question, organization, line):
        if not question.label:
            question.fault = _("The file does not name it. Add its entity to the file, or record it by hand.")
        elif question.kind == "post" and not Organization.objects.filter(slug=organization).exists():
            question.fault = _("There is no organization at the address “%(slug)s”.") % {"slug": organization}
        if question.fault:
            self.report.faults.append(f"{question.item}: {question.fault}")
            return
        entity, label = self.entities[question.item], question.label
        model = Person if question.kind == "person" else Post
        slug = self.free_address(model, label, question)
        self.slugs[question.kind][question.item] = slug
        row = {LINE: line, "slug": slug, "wikidata": question.item}
        if model is Post:
            title = label[:1].upper() + label[1:]
            self.rows["posts"].append(row | {"title": title, "organization": organization, "seats": ""})
            return
        dates = {name: self.life(entity, claim) for name, claim in (("birth", BIRTH), ("death", DEATH))}
        self.rows["people"].append(row | names_of({}, label) | dates)

    def free_address(self, model, label, question):
        kind = "person" if model is Person else "post"
        former = FormerSlug.objects.exclude(**{kind: None})
        taken = set(self.slugs[question.kind].values())

        def is_taken(slug):
            on_record = model.objects.filter(slug=slug).exists() or former.filter(slug=slug).exists()
            return slug in taken or on_record

        return slug_of(label, kind, is_taken)

    def life(self, entity, claim):
        claims = entity.get("claims") if isinstance(entity.get("claims"), dict) else {}
        found = [one for one in _list(claims.get(claim)) if isinstance(one, dict)]
        found = [one for one in found if one.get("rank") != "deprecated"]
        found.sort(key=lambda one: one.get("rank") != "preferred")
        return date_of(found[0].get("mainsnak"))[0] if found else ""

    # --- Appointments --------------------------------------------------------------------------------
    def appointment(self, one):
        """Return (statement, row, Appointment on record or None); None where a question is open."""
        person = self.slugs["person"].get(one.holder)
        post = self.slugs["post"].get(one.position)
        if person is None or post is None:
            return None
        row = {LINE: one.line, "person": person, "post": post, "start": one.start, "end": one.end}
        recorded = self.recorded(person, post, one)
        if recorded is None:
            row |= {"kind": Appointment.Kind.SUBSTANTIVE}
            row["note"] = _("From Wikidata, statement %(id)s.") % {"id": one.id} if one.id else ""
            start = one.start
        else:
            row |= {"id": str(recorded.pk), **self.more_precise(one, recorded)}
            start = row.get("start", recorded.start)
        self.rows["appointments"].append(row)
        self.offices.append((person, post, 100, one, start, one.end))
        name = _row_name(row, recorded)
        cited = set(recorded.citations.values_list("url", flat=True)) if recorded else set()
        for source in self.sources(one):
            if source["url"] in cited - {""}:
                continue
            self.rows["citations"].append({LINE: one.line, "appointment": name, **source})
        return one, row, recorded

    def recorded(self, person, post, one):
        """The spell on record that this statement speaks of: begun alike, else of a time in common."""
        spells = Appointment.objects.filter(person__slug=person, post__slug=post)
        spells = list(spells.with_facts().order_by("kind", "start_lo", "pk").reverse())
        same = [row for row in spells if row.start == one.start and one.start != UNKNOWN]
        shared = [
            row
            for row in spells
            if lo(row.start or row.first_date) <= hi(one.end) and lo(one.start) <= row.ends_hi
        ]
        return next(iter(same + shared), None)

    def more_precise(self, one, recorded):
        """Return the dates that Wikidata knows and the record does not; tell those that contradict."""
        cells = {}
        for name, said in (("start", one.start), ("end", one.end)):
            known = getattr(recorded, name)
            if said in ("", UNKNOWN, known) or known.startswith(said):
                cells[name] = known
            elif known in ("", UNKNOWN) or said.startswith(known):
                cells[name] = said
            else:
                cells[name] = known
                told = {"what": name, "known": words(known), "said": words(said)}
                self.tell(
                    one,
                    _("%(what)s on record %(known)s, by Wikidata %(said)s; the desk's record stands") % told,
                )
        return cells

    def sources(self, one):
        """The references of a statement that a reader could look up, as cells of sources."""
        for reference in one.references:
            snaks = reference.get("snaks") if isinstance(reference, dict) else None
            if not isinstance(snaks, dict):
                continue
            first = {
                name: next(iter(_list(snaks.get(name))), None) for name in (URL, TITLE, STATED_IN, PUBLISHED)
            }
            url, title, work = text_of(first[URL]), text_of(first[TITLE]), item_of(first[STATED_IN])
            if work and not title:
                title = label_of(self.entities.get(work, {})) or work
            if work and not url:
                url = f"https://www.wikidata.org/wiki/{work}"
            if url or title:
                yield {"url": url, "title": title, "published": date_of(first[PUBLISHED])[0]}

    # --- Who appointed them, who was before and after ------------------------------------------------
    def authority(self, one, row, recorded):
        item = item_of(next(iter(_list(one.qualifiers.get(APPOINTED_BY))), None))
        if not item or (recorded and (recorded.appointed_by_id or recorded.appointing_body_id)):
            return
        if body := Organization.objects.filter(wikidata=item).first():
            row["appointing_body"] = body.slug
        elif office := self.office_of(item, one.start):
            row["appointed_by"] = office
        else:
            self.tell(
                one, _("appointed by %(item)s, who or which is not on record") % {"item": self.called(item)}
            )

    def office_of(self, item, when):
        """The name of the appointment that the bearer of an item held then; "" where there is none."""
        offices = Appointment.objects.filter(person__wikidata=item).exclude(start="").with_facts()
        held = [
            row
            for row in offices
            if when != UNKNOWN and row.begins_lo <= hi(when) and row.ends_hi >= lo(when)
        ]
        if held:
            best = max(held, key=lambda row: (-row.post.rank, row.begins_lo))
            return "/".join((best.person.slug, best.post.slug, best.start))
        for person, post, _rank, one, start, end in self.offices:
            if one.holder == item and when != UNKNOWN and lo(start) <= hi(when) and hi(end) >= lo(when):
                return "/".join((person, post, start))
        return ""

    def neighbours(self, one, row):
        """Tell where Wikidata names somebody before or after whom neither record nor file has in the post."""
        sentences = {
            REPLACES: _("replaced %(item)s, who is not on record in that post"),
            REPLACED_BY: _("was replaced by %(item)s, who is not on record in that post"),
        }
        for claim, sentence in sentences.items():
            for snak in _list(one.qualifiers.get(claim)):
                item = item_of(snak)
                known = Appointment.objects.filter(person__wikidata=item, post__slug=row["post"]).exists()
                in_file = any(each[3].holder == item and each[1] == row["post"] for each in self.offices)
                if item and not (known or in_file):
                    self.tell(one, sentence % {"item": self.called(item)})

    def called(self, item):
        """An item with its name, where the file or the record has it."""
        label = label_of(self.entities.get(item, {}))
        person = None if label else Person.objects.filter(wikidata=item).first()
        return f"{item} ({label or person})" if label or person else item


def _row_name(row, recorded):
    if recorded is None:
        return "/".join((row["person"], row["post"], row["kind"], "", "", row["start"]))
    start = row.get("start", recorded.start)
    return "/".join((row["person"], row["post"], recorded.kind, recorded.intended, recorded.announced, start))
