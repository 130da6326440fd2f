"""A Wikidata entity file in: positions held (P39) become appointments, offline, by identifiers only.

The format is that of Special:EntityData (Wikibase JSON). Persons and posts are those that carry the item;
what no record carries is an ItemQuestion with proposals, and is left out until somebody answers it. What the
desk recorded stays: an appointment gains only what it does not say yet, and a contradiction becomes a note.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.lib.incoming import TakenOff
from newsroom.lib.names import fold
from newsroom.lib.partial_date import UNKNOWN, hi, is_known, lies_within, lo, words
from people.exchange.files import LINE
from people.exchange.popolo_reading import is_name_guessed, name_guessed, names_of
from people.exchange.rows import FreeAddresses, as_batches
from people.exchange.run import NamedEntry, RecordReport, run
from people.exchange.widgets import joined
from people.exchange.wikibase import (
    ACTING,
    APPOINTED_BY,
    BIRTH,
    DEATH,
    PUBLISHED,
    REPLACED_BY,
    REPLACES,
    STATED_IN,
    TITLE,
    UNDERSTOOD,
    URL,
    aliases_of,
    date_of,
    item_of,
    label_of,
    list_at,
    read_wikidata,
    statements_of,
    text_of,
)
from people.models import Appointment, AppointmentKind, Organization, Person, Post
from people.models.plausibility import is_to_come
from people.namesakes import called, who_it_is

LARGEST = 20_000_000  # bytes
STANDS_IN = {"acting", "interim", "provisional", "caretaker"}  # words of a role
LEAVE, NEW, OTHER = "leave", "new", "other"  # answers to a question; `OTHER` goes with an address


def import_wikidata(content, choices=None, **kw):
    """Take an entity file in; return the RecordReport with its ``questions``. ``kw`` as for `run.run`.

    ``choices`` answers questions: {item: answer}, an answer being the address of a record, ``new`` for a
    person, ``new:<address of the organization>`` for a post, or ``leave``. The key of a statement
    (`run.NamedEntry`) with ``leave`` leaves that statement out.
    """
    taken = TakenOff()
    entities = read_wikidata(content, taken)
    report = run(lambda _namesakes: Statements(entities, choices or {}).batches(), **kw)
    report.notes += taken.sentences()
    return report


@dataclass
class ItemQuestion:
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


# --- From statements to rows ---------------------------------------------------------------------------
class Statements:
    """The statements of one file written out as rows of our tables. Reads the record, writes nothing."""

    def __init__(self, entities, choices):
        self.entities, self.choices = entities, choices
        self.report = RecordReport(unit="entry")
        self.rows = defaultdict(list)
        self.questions = {}
        self.slugs = {"person": {}, "post": {}}  # item → address
        self.addresses = FreeAddresses()
        self.offices = []  # (person, post, rank, name, start, end) of what this file brings

    def batches(self):
        held = []
        for item in sorted(self.entities, key=lambda item: int(item[1:])):
            held += statements_of(self.entities[item], len(held) + 1)
        kept = self.without_repetitions([one for one in held if self.is_kept(one)])
        for one in kept:
            self.resolve("person", Person, one.holder, one)
            self.resolve("post", Post, one.position, one)
        entries = [entry for one in kept if (entry := self.appointment(one)) is not None]
        for one, row, recorded in entries:
            self.authority(one, row, recorded)
            self.neighbours(one, row)
        self.report.questions = list(self.questions.values())
        return as_batches(self.rows), self.report

    def note(self, one, sentence):
        said = {"item": one.holder, "position": one.position, "sentence": sentence}
        self.report.notes.append(_("%(item)s, %(position)s: %(sentence)s.") % said)

    def is_kept(self, one):
        values = {"item": one.holder, "position": one.position, "id": one.id, "when": _span(one)}
        name = _("%(item)s held %(position)s, %(when)s, statement %(id)s") % values
        is_left_out = bool(one.id) and self.choices.get(one.id) == LEAVE
        self.report.entries[one.line] = NamedEntry(name, one.id, is_left_out)
        if is_left_out:
            self.note(one, _("statement %(id)s left out") % {"id": one.id})
            return False
        if not one.position:
            self.report.notes.append(_("%(item)s: a position that is not known.") % {"item": one.holder})
            return False
        if one.rank == "deprecated":
            self.note(one, _("deprecated by Wikidata, left out"))
            return False
        if one.rank == "preferred":
            self.note(one, _("the statement that Wikidata prefers"))
        for note in one.notes:
            self.note(one, note)
        if others := sorted(set(one.qualifiers) - UNDERSTOOD):
            self.note(one, _("qualifiers that have no place here: %(names)s") % {"names": ", ".join(others)})
        return True

    def without_repetitions(self, kept):
        """The statements without those of which another says as much; their references go to that one."""
        found = []
        for one in sorted(kept, key=_vagueness):
            same = next((other for other in found if self.says_as_much(other, one)), None)
            if same is None:
                found.append(one)
            else:
                same.references += one.references
                values = {"id": one.id, "other": same.id}
                self.note(one, _("statement %(id)s left out: %(other)s says as much") % values)
        return sorted(found, key=lambda one: one.line)

    def says_as_much(self, other, one):
        """Whether a statement says what another says, of the same holder in the same way, or more of it."""
        if (other.holder, other.position, self.kind_of(other)) != (
            one.holder,
            one.position,
            self.kind_of(one),
        ):
            return False
        if other.is_doubtful and not one.is_doubtful:
            return False
        if (other.start, other.end) == (one.start, one.end):
            return True
        if other.is_point or one.is_point:
            return False
        begun = other.start == one.start or (is_known(one.start) and lies_within(other.start, one.start))
        return begun and (
            one.end_is_left_out
            or other.end == one.end
            or (is_known(one.end) and lies_within(other.end, one.end))
        )

    # --- Which records -------------------------------------------------------------------------------
    def resolve(self, kind, model, item, one):
        """Find the record that has the item; where none has it, ask, and act on the answer."""
        if item in self.questions:
            self.questions[item].said.append(self.in_words(one))
        if item in self.slugs[kind] or item in self.questions:
            return
        if record := model.objects.filter(wikidata=item).first():
            self.slugs[kind][item] = record.slug
            return
        entity = self.entities.get(item, {})
        question = ItemQuestion(item, kind, label_of(entity), [self.in_words(one)])
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
        """People without an item who have one of its names."""
        found = called(label_of(entity), *aliases_of(entity)).filter(wikidata="")
        return [(one.slug, who_it_is(one), _("has this name")) for one in found]

    def likely_posts(self, entity, one):
        """Posts without an item that have its label, or that the same person held at that time."""
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
        """Act on an answer: a record gets the item, or a new one is made; or the item is left out."""
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
            self.report.fail(f"{item}: {question.fault}")
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
            self.report.fail(f"{question.item}: {question.fault}")
            return
        entity, label = self.entities[question.item], question.label
        model = Person if question.kind == "person" else Post
        slug = self.addresses.give(model, label)
        self.slugs[question.kind][question.item] = slug
        row = {LINE: line, "slug": slug, "wikidata": question.item}
        if model is Post:
            title = label[:1].upper() + label[1:]
            self.rows["posts"].append(row | {"title": title, "organization": organization, "seats": ""})
            return
        dates = {name: self.life(entity, claim) for name, claim in (("birth", BIRTH), ("death", DEATH))}
        parts = names_of({}, label)
        self.rows["people"].append(row | parts | dates)
        if is_name_guessed({}, label):
            self.report.notes.append(name_guessed(parts))

    def life(self, entity, claim):
        claims = entity.get("claims") if isinstance(entity.get("claims"), dict) else {}
        found = [one for one in list_at(claims.get(claim)) if isinstance(one, dict)]
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
            row |= {"kind": self.kind_of(one), **self.hidden_if_doubtful(one)}
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

    def kind_of(self, one):
        """Acting where a role of the statement says so."""
        says = any(self.stands_in(role) for role in one.roles)
        return AppointmentKind.ACTING if says else AppointmentKind.SUBSTANTIVE

    def stands_in(self, role):
        """Whether a role is that of somebody who acts: by its item, else by its name in the file."""
        name = label_of(self.entities.get(role, {})).lower()
        return role == ACTING or any(word in STANDS_IN for word in name.split())

    def hidden_if_doubtful(self, one):
        """Cells that keep a statement from readers until somebody has looked.

        It has no start, is in doubt, says two dates for one step, has a role that is not understood, or does
        not say how it ended: nobody is in post today only because Wikidata is silent.
        """
        if one.doubts:
            said = ", ".join(self.called(item) for item in one.doubts)
            self.note(one, _("Wikidata calls it uncertain: %(said)s") % {"said": said})
        strange = [self.called(role) for role in one.roles if not self.stands_in(role)]
        if strange:
            self.note(one, _("its role is not understood: %(said)s") % {"said": ", ".join(strange)})
        if one.end_is_left_out and not one.is_point:
            self.note(one, _("not said whether it ended"))
        is_sure = is_known(one.start) and not one.is_point and not one.is_doubtful
        if is_sure and not strange and not one.end_is_left_out:
            return {}
        self.note(one, _("not shown to readers before somebody has looked at it"))
        return {"is_public": "no"}

    def recorded(self, person, post, one):
        """The appointment on record that this is about: of the same start, else with days in common."""
        spells = Appointment.objects.filter(person__slug=person, post__slug=post)
        if self.kind_of(one) == AppointmentKind.ACTING:
            spells = spells.filter(kind__in=AppointmentKind.stand_ins())
        spells = list(spells.with_facts().order_by("kind", "start_lo", "pk").reverse())
        same = [row for row in spells if row.start == one.start and one.start != UNKNOWN]
        shared = [
            row
            for row in spells
            if lo(row.start or row.first_date) <= hi(one.end) and lo(one.start) <= row.ends_hi
        ]
        return next(iter(same + shared), None)

    def more_precise(self, one, recorded):
        """Return the dates that Wikidata knows and the record does not; note those that contradict."""
        if one.is_point or one.is_doubtful:  # one day is less than the record knows; a doubt mends nothing
            if one.is_doubtful:
                self.note(one, _("in doubt; the desk's record stands"))
            return {"start": recorded.start, "end": recorded.end}
        cells, ended = {}, one.end
        if is_to_come(one.end, timezone.localdate().isoformat()):
            ended = ""
            cells = {"term_ends": one.end} if not (recorded.end or recorded.term_ends) else {}
        for name, said in (("start", one.start), ("end", ended)):
            known = getattr(recorded, name)
            if said == known or not is_known(said) or (is_known(known) and lies_within(known, said)):
                cells[name] = known
            elif not is_known(known) or lies_within(said, known):
                cells[name] = said
            else:
                cells[name] = known
                values = {"what": name, "known": words(known), "said": words(said)}
                self.note(
                    one,
                    _("%(what)s on record %(known)s, by Wikidata %(said)s; the desk's record stands")
                    % values,
                )
        return cells

    def sources(self, one):
        """The references of a statement that a reader could look up, as cells of sources."""
        for reference in one.references:
            snaks = reference.get("snaks") if isinstance(reference, dict) else None
            if not isinstance(snaks, dict):
                continue
            first = {
                name: next(iter(list_at(snaks.get(name))), None)
                for name in (URL, TITLE, STATED_IN, PUBLISHED)
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
        item = item_of(next(iter(list_at(one.qualifiers.get(APPOINTED_BY))), None))
        if not item or (recorded and (recorded.appointed_by_id or recorded.appointing_body_id)):
            return
        if body := Organization.objects.filter(wikidata=item).first():
            row["appointing_body"] = body.slug
        elif office := self.office_of(item, one.start):
            row["appointed_by"] = office
        else:
            self.note(
                one, _("appointed by %(item)s, who or which is not on record") % {"item": self.called(item)}
            )

    def office_of(self, item, when):
        """The name of the appointment that the person with this item held then; "" where there is none."""
        offices = Appointment.objects.filter(person__wikidata=item).exclude(start="").with_facts()
        held = [
            row
            for row in offices
            if when != UNKNOWN and row.begins_lo <= hi(when) and row.ends_hi >= lo(when)
        ]
        if held:
            best = max(held, key=lambda row: (-row.post.rank, row.begins_lo))
            return joined(best.person.slug, best.post.slug, best.start)
        for person, post, _rank, one, start, end in self.offices:
            if one.holder == item and when != UNKNOWN and lo(start) <= hi(when) and hi(end) >= lo(when):
                return joined(person, post, start)
        return ""

    def neighbours(self, one, row):
        """Note where Wikidata names a holder before or after whom neither record nor file has in the post."""
        sentences = {
            REPLACES: _("replaced %(item)s, who is not on record in that post"),
            REPLACED_BY: _("was replaced by %(item)s, who is not on record in that post"),
        }
        for claim, sentence in sentences.items():
            for snak in list_at(one.qualifiers.get(claim)):
                item = item_of(snak)
                known = Appointment.objects.filter(person__wikidata=item, post__slug=row["post"]).exists()
                in_file = any(each[3].holder == item and each[1] == row["post"] for each in self.offices)
                if item and not (known or in_file):
                    self.note(one, sentence % {"item": self.called(item)})

    def called(self, item):
        """An item with its name, where the file or the record has it."""
        label = label_of(self.entities.get(item, {}))
        person = None if label else Person.objects.filter(wikidata=item).first()
        return f"{item} ({label or person})" if label or person else item


def _span(one):
    return f"{words(one.start)} – {words(one.end)}" if one.end else words(one.start)


def _vagueness(one):
    """The sort key of statements, those with the most precise dates first."""
    return (lo(one.start) != hi(one.start), -len(one.start), -len(one.end), one.line)


def _row_name(row, recorded):
    if recorded is None:
        return joined(row["person"], row["post"], row["kind"], "", "", row["start"])
    start = row.get("start", recorded.start)
    return joined(row["person"], row["post"], recorded.kind, recorded.intended, recorded.announced, start)
