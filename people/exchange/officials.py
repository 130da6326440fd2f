"""Officials in from one wide table: a row an appointment, with its person, post, body and sources.

A second table may bring their citations (people/exchange/citations.py). The rows become rows of our own
tables, which are then checked and taken in like any other. Nothing on record is overwritten: appointments,
persons and posts that are on record stay as they are, so a second run changes nothing.
"""

import csv
import io
import re
from collections import defaultdict
from itertools import zip_longest

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from newsroom.lib.constraints import FieldCheck
from newsroom.lib.partial_date import UNKNOWN, hi, lo, parse
from people.exchange import widgets
from people.exchange.citations import CALLED as CALLED_CITATIONS
from people.exchange.citations import CITATION_COLUMNS, CitationTable, key_of
from people.exchange.files import LINE, read_rows
from people.exchange.namesake_questions import NamesakeQuestions
from people.exchange.rows import FreeAddresses, as_batches, text_cells
from people.exchange.run import RecordReport, run
from people.exchange.table_reading import TableReading
from people.models import Appointment, AppointmentKind, NameKind, Organization, Person, Post, ProvenFact
from people.models.person import NameOrder
from people.namesakes import namesakes

# The columns of the table; those after `source` may be left out.
WHO = ("family", "given", "family_first", "honorific", "nationality")
WHAT = ("organization", "post", "kind")
DATES = ("intended", "announced", "start", "end")
WHY = ("appointed_by", "note", "confidence", "source")
NEEDED = (*WHO, *WHAT, *DATES, *WHY)
OPTIONAL = ("names", "wikidata")
KINDS = {
    "substantive": AppointmentKind.SUBSTANTIVE,
    "acting": AppointmentKind.ACTING,
    "officer_in_charge": AppointmentKind.OFFICER_IN_CHARGE,
    "never_took_effect": AppointmentKind.SUBSTANTIVE,
}
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
NUMBERED = re.compile(r"\d+(st|nd|rd|th)\b")
RECALLED = "recall"  # a source that nobody looked up
ADDRESS_IN_TEXT = re.compile(r"(?<=, )https?://\S+$|(?<=, )https?://\S+(?= \()")
WEB_ADDRESS = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}/\S+")
FACT_OF_SOURCE = {
    "end": ProvenFact.END,
    "start": ProvenFact.START,
    "announcement": ProvenFact.ANNOUNCED,
}


def read_officials(content, reading=None):
    """Return the rows of a table of officials as dicts, each with its ``line``.

    ``content`` are the bytes of a file or a text; lines above the names of the columns are left out.
    ``reading`` (a `new_reading()`) is told what was recognised. Raises ValueError with a sentence.
    """
    return _read(content, NEEDED, reading or new_reading())


def read_citations(content, reading=None):
    """Return the rows of a table of citations, as `read_officials` does."""
    return _read(content, CITATION_COLUMNS, reading or new_reading())


def new_reading(order=""):
    """What to look for in either table; ``order`` says whether the day or the month comes first, if asked."""
    known = frozenset((*NEEDED, *OPTIONAL, *CITATION_COLUMNS))
    return TableReading(known=known, dates=frozenset((*DATES, "published")), order=order)


def _read(content, needed, reading):
    columns, rows = read_rows(content, reading, last_line=True)
    missing = [name for name in needed if name not in columns]
    if missing:
        raise ValueError(
            _("A line must name the columns. Missing: %(names)s.") % {"names": ", ".join(missing)}
        )
    return [dict(zip_longest(columns, cells[: len(columns)])) | {"line": line} for line, cells in rows]


def as_text(rows):
    """Return rows as CSV in which each stands in its own line, so that it is found by it when read again."""
    columns = [name for name in rows[0] if name != "line"]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    at = 1
    for row in rows:
        file.write("\n" * (row["line"] - at - 1))
        writer.writerow([" ".join((row[name] or "").split()) for name in columns])
        at = max(at + 1, row["line"])
    return file.getvalue()


def import_officials(rows, citations=(), *, confidences=None, **kw):
    """Record the appointments of these rows (as `read_officials` gives them) with persons, posts and sources.

    ``citations`` are rows as `read_citations` gives them. All or nothing; ``kw`` as for `run.run`.
    ``confidences`` limits to rows whose ``confidence`` is one of these. The report counts the new
    ``appointments``, those ``already_there`` and the rows ``left_out``, and likewise ``citations``,
    ``citations_there`` and ``citations_left_out``.
    """
    report = run(lambda asking: OfficialsTable(rows, citations, confidences, asking).batches(), **kw)
    made = [row for row in report.shown if row.kind == "appointments"]
    report.counts["appointments"] = 0 if report.errors else len(made)
    report.errors.sort(key=lambda error: error.line)
    return report


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
        self.citations = CitationTable(citations, self.report)
        self.rows = defaultdict(list)  # kind → rows
        self.addresses = FreeAddresses()
        self.people = defaultdict(list)  # (given, family) or Wikidata item → Persons on record
        self.meant = {}  # the same → the Person whom the file means by it
        self.organizations, self.posts = (
            {},
            {},
        )  # name → Organization, (its address, title) → Post; None: several
        self.new_posts = {}  # address → row
        self.lines = {}  # id() of an unsaved Appointment of the file → its line
        self.spells = defaultdict(list)  # (person, post, kind) → Appointments, on record and of the file
        self.offices = defaultdict(list)  # address of a person → Appointments
        self.holders = {}  # address → Person

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
        """Read what is on record of all that the rows may name. Four queries, however long the table is."""
        on_record = Appointment.objects.filter(person__merged_into=None).with_facts()
        for appointment in on_record.order_by("person__sorted_as", "person", "pk"):
            self.remember(appointment)
            self.citations.know(appointment)
        families = {entry.cells["family"] for entry in self.entries}
        items = {entry.cells["wikidata"] for entry in self.entries} - {""}
        for person in Person.objects.filter(Q(family_name__in=families) | Q(wikidata__in=items)):
            self.know_person(person)
        for organization in Organization.objects.all():
            several = organization.name in self.organizations
            self.organizations[organization.name] = None if several else organization
        titles = {entry.cells["post"] for entry in self.entries}
        for post in Post.objects.filter(title__in=titles).select_related("organization"):
            self.posts[post.organization.slug, post.title] = post

    def know_person(self, person):
        self.people[person.given_name, person.family_name].append(person)
        if person.wikidata:
            self.people[person.wikidata].append(person)

    def remember(self, appointment):
        """Keep an appointment, on record or of the file, for the rows that follow."""
        self.spells[_key(appointment)].append(appointment)
        self.offices[appointment.person.slug].append(appointment)
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
        if recorded := self.recorded(entry, appointment):
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
        self.rows["people"].append({LINE: entry.line, "slug": person.slug, **values})
        self.rows["names"] += [{LINE: entry.line, "person": person.slug, **name} for name in entry.names()]
        return person

    def organization(self, entry, name, column):
        if name not in self.organizations:
            made = Organization(name=name, slug=self.addresses.give(Organization, name))
            self.rows["organizations"].append({LINE: entry.line, "slug": made.slug, "name": name})
            self.organizations[name] = made
        if self.organizations[name] is None:
            message = _("Several organizations are called “%(name)s”.") % {"name": name}
            raise ValidationError({column: message})
        return self.organizations[name]

    def post(self, entry):
        organization = self.organization(entry, entry.cells["organization"], "organization")
        title = entry.cells["post"]
        key = (organization.slug, title)
        if key not in self.posts:
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
        for other in self.spells[_key(appointment)]:
            exact = all(getattr(other, name) == getattr(appointment, name) for name in DATES)
            if not exact and not _share_time(other, appointment):
                continue
            if line := self.lines.get(id(other)):
                message = _("Line %(line)d already records this appointment.") % {"line": line}
                raise ValidationError({NON_FIELD_ERRORS: message})
            if not exact:
                said = {"line": entry.line, "dates": other.span_in_words}
                message = _("Line %(line)d: Recorded as %(dates)s; the desk's record stands.")
                self.report.notes.append(message % said)
            self.report.counts["already_there"] += 1
            return other
        return None

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


def _share_time(one, other):
    """Whether the times from the first stage to the last day have a day in common."""
    first = max(lo(one.first_date), lo(other.first_date))
    return first <= min(hi(one.end), hi(other.end))


class OfficialRow:
    """One row of the file, read."""

    def __init__(self, row, number):
        self.line = row.get("line") or number
        self.cells = {name: " ".join((row.get(name) or "").split()) for name in (*NEEDED, *OPTIONAL)}
        self.key = key_of(self.cells)
        self.dates = {}

    def parse(self):
        """Read dates and choices; raises ValidationError with every fault of the row by column."""
        errors = {}
        for name in DATES:
            try:
                self.dates[name] = parse(self.cells[name])
            except ValueError as error:
                errors[name] = str(error)
        for name in ("organization", "post"):
            if not self.cells[name]:
                errors[name] = _("This is needed.")
        if self.cells["family_first"] not in ("yes", "no", ""):
            errors["family_first"] = _("Write yes or no.")
        if self.cells["kind"] not in KINDS:
            errors["kind"] = _("Write one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        elif self.cells["kind"] == "never_took_effect" and self.cells["start"]:
            errors["start"] = _("What never took effect has no start.")
        if errors:
            raise ValidationError(errors)

    def begun(self):
        first = self.dates["intended"] or self.dates["announced"] or self.dates["start"]
        return (first == UNKNOWN, lo(first), self.line)

    @property
    def name(self):
        return " ".join(filter(None, (self.cells["given"], self.cells["family"], self.cells["post"])))

    @property
    def called(self):
        """The name by which other rows mean the same person."""
        return self.cells["given"], self.cells["family"]

    @property
    def kind(self):
        return KINDS[self.cells["kind"]]

    @property
    def note(self):
        """The note for the desk: the row's own, what it says of the authority, and how sure it is."""
        parts = [self.cells["note"]]
        if re.search(r"[;(]| on | jointly ", self.cells["appointed_by"]):
            parts.append(_("Appointed by: %(text)s.") % {"text": self.cells["appointed_by"]})
        if RECALLED in self.parts_of_source():
            parts.append(_("From general knowledge, not looked up."))
        if self.cells["confidence"]:
            parts.append(
                _("Imported with %(confidence)s confidence.") % {"confidence": self.cells["confidence"]}
            )
        return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)

    @property
    def end_reason(self):
        note = self.cells["note"].lower()
        if self.cells["kind"] == "never_took_effect":
            return Appointment.EndReason.WITHDRAWN
        if self.dates["end"] and re.search(r"\b(died in office|killed)\b", note):
            return Appointment.EndReason.DIED
        if self.dates["end"] and re.search(r"\bresigned\b", note):
            return Appointment.EndReason.RESIGNED
        return ""

    def person(self):
        """The cells of a new person."""
        given, family, honorific = self.cells["given"], self.cells["family"], self.cells["honorific"]
        order = NameOrder.FAMILY_FIRST if self.cells["family_first"] == "yes" else NameOrder.GIVEN_FIRST
        values = {
            "given_name": given,
            "family_name": family,
            "name_order": order if family else NameOrder.MONONYM,
            "honorific": honorific,
            "nationalities": self.cells["nationality"],
            "wikidata": self.cells["wikidata"],
        }
        if not family and honorific and not honorific.endswith(".") and " " not in given:
            values["display_name"] = f"{honorific} {given}"  # U Thant is never called Thant alone
        return values

    def names(self):
        """The cells of the names in the optional column: "Navi Pillay; 반기문 (ko)"."""
        for text in filter(None, map(str.strip, self.cells["names"].split(";"))):
            match = re.fullmatch(r"(.+) \(([A-Za-z-]{2,})\)", text)
            kind = NameKind.NATIVE if match else NameKind.VARIANT
            yield {"text": match[1] if match else text, "lang": match[2] if match else "", "kind": kind}

    def parts_of_source(self):
        return [part for part in map(str.strip, self.cells["source"].split(";")) if part]

    def sources(self):
        """The cells of each source between semicolons; "(end)" and its like say what it is evidence for.

        What somebody only recalls is no source: the note for the desk says so.
        """
        for text in self.parts_of_source():
            if text == RECALLED:
                continue
            words = set(re.findall(r"\w+", text.rpartition("(")[2])) if text.endswith(")") else set()
            fact = next((FACT_OF_SOURCE[word] for word in FACT_OF_SOURCE if word in words), ProvenFact.WHOLE)
            url = ""
            if WEB_ADDRESS.fullmatch(text):
                url = text if text.startswith("http") else f"https://{text}"
            elif match := ADDRESS_IN_TEXT.search(text):
                url = match[0]
                text = ADDRESS_IN_TEXT.sub("", text).strip()
            yield {"title": text, "url": url, "fact": fact}
