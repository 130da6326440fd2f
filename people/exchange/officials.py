"""Officials in from one wide table: a row an appointment, with its person, post, body and sources.

A second table may bring their citations (people/exchange/citations.py). The rows become rows of our own
tables, which are then checked and taken in like any other. Nothing on record is overwritten: appointments,
persons and posts that are on record stay as they are, so a second run changes nothing.
"""

import csv
import io
import re
from collections import defaultdict
from functools import partial
from itertools import zip_longest

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from newsroom.lib.constraints import FieldCheck
from newsroom.lib.names import any_order, spelling_key
from newsroom.lib.partial_date import UNKNOWN, hi, is_known, lo
from people.exchange import widgets
from people.exchange.citations import CALLED as CALLED_CITATIONS
from people.exchange.citations import CITATION_COLUMNS, CitationEntry, CitationTable
from people.exchange.files import LINE, check_named_once, read_rows
from people.exchange.namesake_questions import NamesakeQuestions
from people.exchange.official_row import DATES, NEEDED, OPTIONAL, OfficialRow, name_key
from people.exchange.officials_preview import note_what_readers_see
from people.exchange.rows import FreeAddresses, as_batches, text_cells
from people.exchange.run import RecordReport, run
from people.exchange.table_reading import TableReading
from people.models import (
    Appointment,
    AppointmentKind,
    Citation,
    Organization,
    Person,
    Post,
)
from people.models.person import NameOrder
from people.namesakes import namesakes

# What the columns of our tables are called here, so that an error names the column of the file.
CALLED = {
    "organizations": {"name": "organization", "slug": "organization"},
    "posts": {"title": "post", "slug": "post"},
    "people": {
        "family_name": "family",
        "given_name": "given",
        "name_order": "family_first",
        "nationalities": "nationality",
        "display_name": "honorific",
        "slug": "family",
    },
    "names": {"text": "names", "lang": "names", "person": "family"},
    "appointments": {"person": "family", "appointing_body": "appointed_by", "end_reason": "end", "id": ""},
    "citations": {"title": "source", "url": "source", "appointment": "source", "id": "source"},
}
REDATED = 1  # years by which the desk may have corrected a start
NUMBERED = re.compile(r"\d+(st|nd|rd|th)\b")


def read_officials(content, reading=None):
    """Return the rows of a table of officials as dicts, each with its ``line``.

    ``content`` are the bytes of a file or a text; lines above the names of the columns are left out.
    ``reading`` (a `new_reading()`) is told what was recognised. Raises ValueError with a sentence.
    """
    return _read(content, NEEDED, OPTIONAL, reading or new_reading())


def read_citations(content, reading=None):
    """Return the rows of a table of citations, as `read_officials` does."""
    return _read(content, CITATION_COLUMNS, (), reading or new_reading())


def new_reading(order=""):
    """What to look for in either table; ``order`` says whether the day or the month comes first, if asked."""
    known = frozenset((*NEEDED, *OPTIONAL, *CITATION_COLUMNS))
    return TableReading(known=known, dates=frozenset((*DATES, "published")), order=order)


def _read(content, needed, optional, reading):
    columns, rows = read_rows(content, reading, last_line=True)
    check_named_once(columns)
    missing = [name for name in needed if name not in columns]
    if missing:
        raise ValueError(
            _("A line must name the columns. Missing: %(names)s.") % {"names": ", ".join(missing)}
        )
    known = {*needed, *optional}
    reading.leave_out(columns, rows, known)
    reading.text = as_text(columns, rows)
    found = ((line, zip_longest(columns, cells[: len(columns)])) for line, cells in rows)
    return [{name: cell for name, cell in row if name in known} | {"line": line} for line, row in found]


def as_text(columns, rows):
    """Return rows (line, cells) as CSV in which each stands in its own line, so that it is found again."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    at = 1
    for line, cells in rows:
        file.write("\n" * (line - at - 1))
        writer.writerow([" ".join(cell.split()) for cell in cells])
        at = max(at + 1, line)
    return file.getvalue()


def import_officials(rows, citations=(), *, confidences=None, skip_faulty=False, **kw):
    """Record the appointments of these rows (as `read_officials` gives them) with persons, posts and sources.

    ``citations`` are rows as `read_citations` gives them. All or nothing; ``kw`` as for `run.run`.
    ``skip_faulty`` leaves the rows with errors out and takes the others in; ``errors`` still names what is
    wrong, and the count ``faulty`` how many they are.
    ``confidences`` limits to rows whose ``confidence`` is one of these. The report counts the new
    ``appointments``, those ``already_there`` and the rows ``left_out``, and likewise ``citations``,
    ``citations_there`` and ``citations_left_out``.
    """
    tables = [_numbered(rows), _numbered(citations)]
    report, refused, faults = _take(tables, confidences, kw), [], []
    while skip_faulty and report.errors and not report.of_file:  # each time with fewer rows
        refused += report.refused
        faults += report.errors
        tables = _without(tables, report.refused)
        report = _take(tables, confidences, kw)
    report.counts["faulty"] = len({(row.kind == "citations", row.line) for row in refused})
    report.errors = sorted(faults + report.errors, key=lambda error: error.line)
    return report


def _take(tables, confidences, kw):
    report = run(lambda asking: OfficialsTable(*tables, confidences, asking).batches(), **kw)
    made = [row for row in report.shown if row.kind == "appointments"]
    report.counts["appointments"] = 0 if report.errors else len(made)
    return report


def _numbered(rows):
    """The rows with their lines, which they keep when others are left out."""
    return [{"line": line, **row} for line, row in enumerate(rows, start=2)]


def _without(tables, refused):
    """Both tables without the rows that were refused. A source may stand in either."""
    rows, citations = tables
    of_sources = {row["line"] for row in citations}
    faulty = {row.line for row in refused if row.kind == "citations"} & of_sources
    others = {row.line for row in refused if row.kind != "citations" or row.line not in of_sources}
    keys = {OfficialRow(row, 0).key for row in rows if row["line"] in others}
    cited = [row for row in citations if CitationEntry(row).key not in keys]
    return [
        [row for row in rows if row["line"] not in others],
        [row for row in cited if row["line"] not in faulty],
    ]


class OfficialsTable:
    """One table of officials written out as rows of our tables. Reads the record, writes nothing.

    Records that the file brings are kept unsaved in memory, beside those on record, for rows that follow.
    """

    def __init__(self, rows, citations=(), confidences=None, asking=None):
        self.entries = [OfficialRow(row, number) for number, row in enumerate(rows, start=2)]
        self.confidences = confidences
        self.asking = asking or NamesakeQuestions()
        self.readable = []  # the entries that can be read
        self.report = RecordReport()
        self.report.after.append(partial(note_what_readers_see, self.report))
        self.citations = CitationTable(citations, self.report)
        self.rows = defaultdict(list)  # kind → rows
        self.addresses = FreeAddresses()
        self.people = defaultdict(list)  # name_key or Wikidata item → Persons on record
        self.meant = {}  # the same → the Person whom the file means by it
        self.organizations, self.posts = (
            {},
            {},
        )  # name → Organization, (its address, title) → Post; None: several
        self.new_posts = {}  # address → row
        self.lines = {}  # id() of an unsaved Appointment of the file → its line
        self.spells = defaultdict(list)  # (person, post, kind) → Appointments, on record and of the file
        self.offices = defaultdict(list)  # address of a person → Appointments
        self.in_post = defaultdict(list)  # address of a post → Appointments
        self.holders = {}  # address → Person
        self.brought = {}  # address of a person of the file → the line that brings them
        self.further = defaultdict(set)  # address of a person → further names, on record or of the file
        self.cited = defaultdict(set)  # id of an appointment on record → titles of its sources

    def batches(self):
        self.read_the_record()
        # Appointers hold their post before they appoint, so the earlier begun come first.
        self.readable = sorted(filter(self.is_readable, self.entries), key=OfficialRow.begun)
        for entry in self.readable:
            try:
                self.enter(entry)
            except ValidationError as error:
                self.refuse(entry, error)
        batches = as_batches(_as_text(self.rows), CALLED)
        cited = {"citations": self.citations.rows()}
        return batches + as_batches(_as_text(cited), {"citations": CALLED_CITATIONS}), self.report

    def read_the_record(self):
        """Read what is on record of all that the rows may name. Six queries, however long the table is."""
        on_record = Appointment.objects.filter(person__merged_into=None).with_facts()
        for appointment in on_record.order_by("person__sorted_as", "person", "pk"):
            self.remember(appointment)
            self.citations.know(appointment)
        families = {entry.cells["family"] for entry in self.entries}
        keys = {any_order(" ".join(entry.called)) for entry in self.entries}
        items = {entry.cells["wikidata"] for entry in self.entries} - {""}
        called = Q(family_name__in=families) | Q(name_key__in=keys) | Q(wikidata__in=items)
        for person in Person.objects.filter(called).prefetch_related("names"):
            self.know_person(person)
        for organization in Organization.objects.all():
            several = organization.name in self.organizations
            self.organizations[organization.name] = None if several else organization
        titles = {entry.cells["post"] for entry in self.entries}
        houses = {entry.cells["organization"] for entry in self.entries}
        named = Q(title__in=titles) | Q(organization__name__in=houses)
        for post in Post.objects.filter(named).select_related("organization"):
            self.posts[post.organization.slug, post.title] = post
        cited = Citation.objects.filter(appointment__post__title__in=titles)
        for appointment, title in cited.values_list("appointment", "title"):
            self.cited[appointment].add(title)

    def know_person(self, person):
        self.people[name_key(person.given_name, person.family_name)].append(person)
        self.further[person.slug] |= {name.text for name in person.names.all()}
        if person.wikidata:
            self.people[person.wikidata].append(person)

    def remember(self, appointment):
        """Keep an appointment, on record or of the file, for the rows that follow."""
        self.spells[_key(appointment)].append(appointment)
        self.offices[appointment.person.slug].append(appointment)
        self.in_post[appointment.post.slug].append(appointment)
        self.holders.setdefault(appointment.person.slug, appointment.person)

    def is_readable(self, entry):
        if self.confidences is not None and entry.cells["confidence"] not in self.confidences:
            self.report.counts["left_out"] += 1
            self.citations.left_out.add(entry.key)
            return False
        try:
            entry.parse()
        except ValidationError as error:
            self.refuse(entry, error)
            return False
        return True

    def refuse(self, entry, error):
        self.citations.left_out.add(entry.key)
        for name, messages in error.message_dict.items():
            column = "" if name == NON_FIELD_ERRORS else name
            for message in messages:
                self.report.refuse("appointments", entry.line, entry.name, column, message)

    def enter(self, entry):
        """Write out one row; ValidationError by column where it cannot be understood."""
        person, post = self.person(entry), self.post(entry)
        appointment = Appointment(person=person, post=post, kind=entry.kind, **entry.dates)
        recorded = self.recorded(entry, appointment)
        self.note_what_stands(entry, person, recorded)
        if recorded:
            self.citations.know(recorded, entry.key)
            return
        row, rule = self.authority(entry, appointment)
        row |= {"end_reason": entry.end_reason, "note": entry.note, **entry.dates}
        name = widgets.full_name(appointment)
        self.rows["appointments"].append(
            {LINE: entry.line, "person": person.slug, "post": post.slug, "kind": entry.kind, **row}
        )
        self.citations.know(appointment, entry.key)
        sources = () if entry.key in self.citations.keys else entry.sources()
        self.rows["citations"] += [{LINE: entry.line, "appointment": name, **one} for one in sources]
        if _is_sound(appointment):
            self.lines[id(appointment)] = entry.line
            self.remember(appointment)
        if post.slug in self.new_posts:
            self.describe(self.new_posts[post.slug], entry, rule)

    # --- The record's own, or a new one --------------------------------------------------------
    def person(self, entry):
        """Whom a row means: by the item, else by the name and a post held at that time.

        Else somebody is asked who has the name. A name means one person throughout the file.
        """
        key = entry.cells["wikidata"] or entry.called
        if key not in self.meant:
            found = self.people[key]
            same = found if entry.cells["wikidata"] else self.same_by_facts(entry, found)
            self.meant[key] = same[0] if len(same) == 1 else self.asked_about(entry, found)
            self.meant.setdefault(entry.called, self.meant[key])
        return self.meant[key]

    def same_by_facts(self, entry, found):
        """Those of the Persons on record who held a post of this name's rows at the time that a row says."""
        rows = [one for one in self.readable if one.called == entry.called]
        return [person for person in found if any(self.holds(person, row) for row in rows)]

    def holds(self, person, entry):
        organization = self.organizations.get(entry.cells["organization"])
        post = organization and self.posts.get((organization.slug, entry.cells["post"]))
        if post is None:
            return False
        said = Appointment(person=person, post=post, kind=entry.kind, **entry.dates)
        return any(_share_time(other, said) for other in self.spells[_key(said)])

    def asked_about(self, entry, found):
        """The person on record of the same name, if somebody says so; else a new one."""
        person = Person(**entry.person())
        others = list({one.pk: one for one in (*namesakes(person), *found)}.values())
        if not others:
            return self.new_person(entry)
        number = min(one.line for one in self.readable if one.called == entry.called)  # asked once for all
        try:
            return self.asking.ask(number, person.full_name, others) or self.new_person(entry)
        except ValidationError as error:
            answer = _("If so, give the Wikidata item on record; if not, give both their items.")
            raise ValidationError({"family": f"{error.message} {answer}"}) from None

    def new_person(self, entry):
        values = entry.person()
        person = Person(**values)
        person.slug = self.addresses.give(Person, person.full_name)
        self.brought[person.slug] = entry.line
        self.further[person.slug] |= {name["text"] for name in entry.names()}
        self.rows["people"].append({LINE: entry.line, "slug": person.slug, **values})
        self.rows["names"] += [{LINE: entry.line, "person": person.slug, **name} for name in entry.names()]
        return person

    def organization(self, entry, name, column):
        if name not in self.organizations:
            self.refuse_another_spelling(column, name, filter(None, self.organizations.values()))
            made = Organization(name=name, slug=self.addresses.give(Organization, name))
            self.rows["organizations"].append({LINE: entry.line, "slug": made.slug, "name": name})
            self.organizations[name] = made
        if self.organizations[name] is None:
            message = _("Several organizations are called “%(name)s”.") % {"name": name}
            raise ValidationError({column: message})
        return self.organizations[name]

    def refuse_another_spelling(self, column, name, known):
        """ValidationError where a record that we know, or one of the file, has almost this name."""
        key = spelling_key(name)
        if alike := [one for one in known if spelling_key(str(one)) == key]:
            message = _(
                "“%(known)s” is known, by almost the same name. Write it so, or record another first."
            )
            raise ValidationError({column: message % {"known": alike[0]}})

    def post(self, entry):
        organization = self.organization(entry, entry.cells["organization"], "organization")
        title = entry.cells["post"]
        key = (organization.slug, title)
        if key not in self.posts:
            there = [post for (slug, _title), post in self.posts.items() if slug == organization.slug]
            self.refuse_another_spelling("post", title, there)
            self.posts[key] = self.new_post(entry, organization, title)
        return self.posts[key]

    def new_post(self, entry, organization, title):
        post = Post(organization=organization, title=title, slug=self.addresses.give(Post, title))
        row = {LINE: entry.line, "slug": post.slug, "title": title, "organization": organization.slug}
        self.rows["posts"].append(row)
        self.new_posts[post.slug] = row
        return post

    def describe(self, row, entry, rule):
        """Note on a new post what its rows say: how it is filled, and whether its holders are numbered."""
        if entry.kind == AppointmentKind.SUBSTANTIVE:
            row["appointment_rule"] = row.get("appointment_rule") or rule
        if NUMBERED.match(entry.cells["note"]):
            row["is_numbered"] = True

    def recorded(self, entry, appointment):
        """The appointment on record that the row is about, though the desk may date it otherwise; or None.

        ValidationError where an earlier row of the file is about the same one.
        """
        for other in sorted(self.spells[_key(appointment)], key=lambda one: _distance(one, appointment)):
            is_exact = _distance(other, appointment) == EXACT
            if not is_exact and not self.may_be_same(entry, appointment, other):
                continue
            if line := self.lines.get(id(other)):
                if is_exact and self.says_the_same(entry, line):
                    note = _("Line %(line)d says the same as line %(before)d and is taken once.")
                    self.report.notes.append(note % {"line": entry.line, "before": line})
                    return other
                message = _("Line %(line)d already records this appointment.") % {"line": line}
                raise ValidationError({NON_FIELD_ERRORS: message})
            if not is_exact:
                said = {"line": entry.line, "dates": other.span_in_words}
                message = _("Line %(line)d: Recorded as %(dates)s; the desk's record stands.")
                self.report.notes.append(message % said)
            self.report.counts["already_there"] += 1
            return other
        return None

    def says_the_same(self, entry, line):
        return any(one.cells == entry.cells for one in self.readable if one.line == line)

    def may_be_same(self, entry, appointment, other):
        """Whether a row may be about an appointment that is dated otherwise.

        Two rows of the file that begin on other days are two spells. The desk may have dated a spell on
        record otherwise: it is another one where the earlier of both ended on a day not known and the later
        began years after it, where another row is about the one on record, which was not certainly going
        on, or where somebody else began in the post between both.
        """
        if not _share_time(other, appointment):
            return False
        if not _begin_apart(other, appointment):
            return True
        earlier, later = sorted((other, appointment), key=lambda one: lo(one.first_date))
        return not (
            id(other) in self.lines
            or (earlier.end == UNKNOWN and _years_between(earlier, later) > REDATED)
            or (self.is_meant_elsewhere(entry, other) and not _goes_on(other, appointment))
            or self.somebody_between(entry, earlier, later)
        )

    def is_meant_elsewhere(self, entry, other):
        """Whether another row about the same person in the same post begins as this appointment does."""
        rows = (one for one in self.readable if one is not entry and one.about == entry.about)
        return any(not _begin_apart(other, Appointment(**one.dates)) for one in rows)

    def somebody_between(self, entry, earlier, later):
        """Whether another person began, between both, in a post that one person holds at a time."""
        if earlier.post.seats != 1:
            return False
        held = [row for row in self.in_post[earlier.post.slug] if row.person.slug != earlier.person.slug]
        held += [
            Appointment(kind=one.kind, **one.dates)
            for one in self.readable
            if one.position == entry.position and one.called != entry.called
        ]
        return any(_begins_between(earlier, row, later) for row in held)

    def note_what_stands(self, entry, person, recorded):
        """Note the cells of a row that are left out, since the record or an earlier row says otherwise."""
        cells = [] if self.brought.get(person.slug) == entry.line else self.cells_of_person(entry, person)
        if recorded:
            cells += self.cells_of_appointment(entry, recorded)
        if cells:
            values = {"line": entry.line, "cells": ", ".join(f"{name} “{cell}”" for name, cell in cells)}
            self.report.notes.append(
                _("Line %(line)d: left out, since what is on record or in an earlier line stands: %(cells)s.")
                % values
            )

    def cells_of_person(self, entry, person):
        """[(column, cell)] of what a row says about a person otherwise than the record or an earlier row."""
        there = {
            "given": person.given_name,
            "family": person.family_name,
            "honorific": person.honorific,
            "nationality": person.nationalities,
            "wikidata": person.wikidata,
            "family_first": "yes" if person.name_order == NameOrder.FAMILY_FIRST else "no",
        }
        said = [(name, entry.cells[name]) for name in there]
        names = [("names", name["text"]) for name in entry.names()]
        return [(name, cell) for name, cell in said if cell not in ("", there[name])] + [
            (name, text) for name, text in names if text not in self.further[person.slug]
        ]

    def cells_of_appointment(self, entry, recorded):
        """The same of what a row says about an appointment that is on record."""
        found = [("note", entry.cells["note"])] if entry.note not in ("", recorded.note) else []
        has_authority = recorded.appointed_by_id or recorded.appointing_body_id
        if not has_authority and entry.cells["appointed_by"] and "(no " not in entry.cells["appointed_by"]:
            found.append(("appointed_by", entry.cells["appointed_by"]))
        if entry.key not in self.citations.keys:
            new = [one["title"] for one in entry.sources() if one["title"] not in self.cited[recorded.pk]]
            found += [("source", title) for title in new]
        return [(name, cell) for name, cell in found if cell]

    # --- Who appointed them --------------------------------------------------------------------
    def authority(self, entry, appointment):
        """Return (the cells that say who appointed them, how the post is filled in words for the post).

        "Kofi Annan; approved by the General Assembly" names a person on record, by the appointment they held
        then; anything else names a body, up to its first "on", bracket or semicolon. "(no …)" says that there
        was none.
        """
        text = entry.cells["appointed_by"]
        if not text or "(no " in text:
            return {}, ""
        if appointer := self.appointer(text, appointment):
            name, office = appointer.person.full_name, appointer.post.title
            rule = text.replace(name, office, 1).replace("; ", ", ")
            return {"appointed_by": widgets.full_name(appointer)}, rule.replace(
                f"{office} jointly", f"{office}, jointly"
            )
        name = re.split(r" on | \(|;| jointly |, ", text, maxsplit=1)[0].strip()
        body = self.organization(entry, name, "appointed_by")
        for person in self.people_named_in(text):
            if nominator := self.office_of(person, appointment):
                text = text.replace(person.full_name, f"the {nominator.post.title}")
        return {"appointing_body": body.slug}, text

    def appointer(self, text, appointment):
        for person in self.people_named_in(text):
            if text.startswith(person.full_name):
                if office := self.office_of(person, appointment):
                    return office
                message = _("%(person)s held no post from which to appoint at that time.")
                raise ValidationError({"appointed_by": message % {"person": person}})
        return None

    def people_named_in(self, text):
        """The holders of appointments whom a text names, the longest name first."""
        named = [person for person in self.holders.values() if person.full_name in text]
        return sorted(named, key=lambda person: -len(person.full_name))

    def office_of(self, person, appointment):
        """Return the appointment a person acted from: in force at the announcement, else at the start.

        A designate of December appoints for January. Of several, the highest in rank, then the latest begun.
        """
        offices = [row for row in self.offices[person.slug] if row.start]
        for when in filter(None, (appointment.announced, appointment.start, appointment.end)):
            held = [
                row
                for row in offices
                if when != UNKNOWN and row.begins_lo <= hi(when) and row.ends_hi >= lo(when)
            ]
            if held:
                return max(held, key=lambda row: (-row.post.rank, row.begins_lo))
        return None


def _is_sound(appointment):
    """Whether its own dates agree. Where they do not, the import refuses the row."""
    rules = [rule for rule in Appointment._meta.constraints if isinstance(rule, FieldCheck) and rule.holds]
    return all(rule.holds(appointment) for rule in rules)


def _as_text(rows):
    return defaultdict(list, {kind: [text_cells(row) for row in rows] for kind, rows in rows.items()})


def _key(appointment):
    return appointment.person.slug, appointment.post.slug, appointment.kind


EXACT, ALIKE, APART = range(3)


def _distance(one, other):
    """How far two spells of one person in one post are from being the same."""
    if all(getattr(one, name) == getattr(other, name) for name in DATES):
        return EXACT
    return APART if _begin_apart(one, other) else ALIKE


def _begin_apart(one, other):
    """Whether the first step that is dated in both was taken on days that cannot be the same."""
    for step in ("start", "announced", "intended"):
        said, known = getattr(one, step), getattr(other, step)
        if is_known(said) and is_known(known):
            return max(lo(said), lo(known)) > min(hi(said), hi(known))
    return False


def _goes_on(recorded, said):
    """Whether the one on record was certainly in force when the other began: one record of two terms."""
    begin, end = recorded.certain_span
    return begin <= lo(said.first_date) <= end


def _years_between(earlier, later):
    """At least so many years lie between the first days of both."""
    return int(lo(later.first_date)[:4]) - int(hi(earlier.first_date)[:4])


def _begins_between(earlier, row, later):
    """Whether a substantive spell certainly begins after one and before another."""
    is_held = row.kind == AppointmentKind.SUBSTANTIVE and is_known(row.start)
    return is_held and hi(earlier.first_date) < lo(row.start) and hi(row.start) < lo(later.first_date)


def _share_time(one, other):
    """Whether the times from the first stage to the last day have a day in common."""
    first = max(lo(one.first_date), lo(other.first_date))
    return first <= min(hi(one.end), hi(other.end))
