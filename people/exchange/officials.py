"""Officials in from a table: one row an appointment, all or nothing, every fault named by line and field.

What is already recorded is never overwritten: a row that meets its appointment, its person or its post
leaves them as the desk keeps them, so a second run changes nothing.
"""

import csv
import io
import re
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.lib.partial_date import UNKNOWN, hi, lo, parse
from people.models import (
    Appointment,
    AppointmentKind,
    Citation,
    NameKind,
    Organization,
    Person,
    PersonName,
    Post,
    ProvenFact,
)
from people.models.person import NameOrder

# The columns of the table; those after `source` may be left out.
WHO = ("family", "given", "family_first", "honorific", "nationality")
WHAT = ("organization", "post", "kind")
DATES = ("intended", "announced", "start", "end")
WHY = ("appointed_by", "note", "confidence", "source")
NEEDED = (*WHO, *WHAT, *DATES, *WHY)
OPTIONAL = ("names", "wikidata")
KINDS = {"substantive": "substantive", "acting": "acting", "never_took_effect": "substantive"}
# Where a field of a record comes from, so that a fault is named by its column.
COLUMNS = {
    "family_name": "family",
    "given_name": "given",
    "nationalities": "nationality",
    "name": "organization",
    "title": "post",
    "text": "names",
    "lang": "names",
    "appointing_body": "appointed_by",
    "person": "family",
    "end_reason": "end",
    NON_FIELD_ERRORS: "",
}
NUMBERED = re.compile(r"\d+(st|nd|rd|th)\b")
WEB_ADDRESS = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}/\S+")
FACT_OF_SOURCE = {
    "end": ProvenFact.END,
    "start": ProvenFact.START,
    "announcement": ProvenFact.ANNOUNCED,
}


@dataclass(frozen=True)
class RowError:
    """One fault: its line in the file (from 1), its column (``""`` for the whole row), a sentence."""

    line: int
    field: str
    message: str


@dataclass
class Report:
    """What an import did, or in a dry run would do; with errors nothing was changed.

    ``kept`` names rows that meet an appointment which the desk records with other dates; the desk's record
    stands.
    """

    created: int = 0
    unchanged: int = 0
    skipped: int = 0
    errors: list[RowError] = field(default_factory=list)
    kept: list[RowError] = field(default_factory=list)


def read_officials(text):
    """Return the rows of a CSV text as dicts, each with its ``line``. Lines with # may precede the header.

    Raises ValueError with a sentence when it is no table of officials.
    """
    if "\0" in text:
        raise ValueError(_("This is not a text file."))
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    skipped = 0
    start = lines.tell()
    while (line := lines.readline()).startswith("#") or (line and not line.strip()):
        skipped, start = skipped + 1, lines.tell()
    lines.seek(start)
    try:
        reader = csv.DictReader(lines, strict=True)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or [])]
        if missing:
            raise ValueError(
                _("The first line must name the columns. Missing: %(names)s.") % {"names": ", ".join(missing)}
            )
        return [{**row, "line": reader.line_num + skipped} for row in reader if any(_cells(row))]
    except csv.Error as error:
        raise ValueError(_("This is not a CSV table: %(reason)s.") % {"reason": error}) from None


def _cells(row):
    return [value for value in row.values() if isinstance(value, str) and value.strip()]


class _DryRun(Exception):
    """Undoes everything once the report is written."""


def import_officials(rows, *, dry_run=False, confidences=None):
    """Record the appointments of these rows (as `read_officials` gives them) with persons, posts and sources.

    All or nothing: with any error, or in a dry run, the database stays as it was. ``confidences`` limits to
    rows whose ``confidence`` is one of these. About fifteen queries a row; on SQLite the write lock is held
    throughout.
    """
    report = Report()
    try:
        with transaction.atomic():
            _Run(report).record(rows, confidences)
            if dry_run or report.errors:
                raise _DryRun
    except _DryRun:
        if report.errors:
            report.created = report.unchanged = 0
    return report


class _Run:
    """One import: what it met and made so far."""

    def __init__(self, report):
        self.report = report
        self.made = {}  # appointment id → line, of what this run created
        self.new_posts = set()

    def record(self, rows, confidences):
        entries = []
        for number, row in enumerate(rows, start=2):
            entry = _Entry(row, number)
            if confidences is not None and entry.cells["confidence"] not in confidences:
                self.report.skipped += 1
                continue
            try:
                entry.parse()
            except ValidationError as error:
                self.refuse(entry, error)
            else:
                entries.append(entry)
        # Appointers hold their post before they appoint, so the earlier begun come first.
        for entry in sorted(entries, key=_Entry.begun):
            try:
                with transaction.atomic():
                    self.record_one(entry)
            except ValidationError as error:
                self.refuse(entry, error)
        self.report.errors.sort(key=lambda error: error.line)

    def refuse(self, entry, error):
        for name, messages in error.message_dict.items():
            column = COLUMNS.get(name, name)
            self.report.errors += [RowError(entry.line, column, message) for message in messages]

    def record_one(self, entry):
        person, post = self.person(entry), self.post(entry)
        appointment = Appointment(person=person, post=post, kind=entry.kind, **entry.dates)
        if self.is_recorded(entry, appointment):
            return
        rule = self.authority(entry, appointment)
        appointment.note = entry.note
        appointment.end_reason = entry.end_reason
        appointment.full_clean()
        appointment.save()
        self.made[appointment.pk] = entry.line
        self.report.created += 1
        for citation in entry.citations():
            citation.appointment = appointment
            citation.full_clean()
            citation.save()
        if post.pk in self.new_posts:
            self.describe(post, entry, rule)

    # --- Finding or making ---------------------------------------------------------------------
    def person(self, entry):
        found = Person.objects.filter(given_name=entry.cells["given"], family_name=entry.cells["family"])
        if entry.cells["wikidata"]:
            found = Person.objects.filter(wikidata=entry.cells["wikidata"])
        if len(found) > 1:
            message = _("%(count)d people have this name. Give their Wikidata item, or record it by hand.")
            raise ValidationError({"family": message % {"count": len(found)}})
        if found:
            return found[0]
        person = entry.person()
        person.full_clean()
        person.save()
        for name in entry.names():
            name.person = person
            name.full_clean()
            name.save()
        return person

    def organization(self, name, column):
        found = list(Organization.objects.filter(name=name)[:2])
        if len(found) > 1:
            raise ValidationError(
                {column: _("Several organizations are called “%(name)s”.") % {"name": name}}
            )
        if found:
            return found[0]
        organization = Organization(name=name)
        organization.full_clean()
        organization.save()
        return organization

    def post(self, entry):
        organization = self.organization(entry.cells["organization"], "organization")
        title = entry.cells["post"]
        if found := Post.objects.filter(organization=organization, title=title).first():
            return found
        post = Post(organization=organization, title=title)
        post.full_clean()
        post.save()
        self.new_posts.add(post.pk)
        return post

    def is_recorded(self, entry, appointment):
        """Whether the row meets a recorded appointment: its dates, or a spell the desk dates otherwise."""
        same = Appointment.objects.filter(
            person=appointment.person, post=appointment.post, kind=appointment.kind
        )
        for other in same.with_facts():
            exact = all(getattr(other, name) == getattr(appointment, name) for name in DATES)
            first, last = (
                max(_span(other)[0], _span(appointment)[0]),
                min(_span(other)[1], _span(appointment)[1]),
            )
            if not exact and first > last:
                continue
            if other.pk in self.made:
                message = _("Line %(line)d already records this appointment.") % {"line": self.made[other.pk]}
                raise ValidationError({NON_FIELD_ERRORS: message})
            if not exact:
                message = _("Recorded as %(dates)s; the desk's record stands.") % {
                    "dates": other.span_in_words
                }
                self.report.kept.append(RowError(entry.line, "", message))
            self.report.unchanged += 1
            return True
        return False

    # --- Who appointed them --------------------------------------------------------------------
    def authority(self, entry, appointment):
        """Set who appointed them; return how the post is filled, in words for the post.

        "Kofi Annan; approved by the General Assembly" names a person recorded here, by the appointment they
        held then; anything else names a body, up to its first "on", bracket or semicolon. "(no …)" says
        there was none.
        """
        text = entry.cells["appointed_by"]
        if not text or "(no " in text:
            return ""
        if appointer := self.appointer(text, appointment):
            appointment.appointed_by = appointer
            name, office = appointer.person.full_name, appointer.post.title
            return (
                text.replace(name, office, 1)
                .replace("; ", ", ")
                .replace(f"{office} jointly", f"{office}, jointly")
            )
        body = re.split(r" on | \(|;| jointly |, ", text, maxsplit=1)[0].strip()
        appointment.appointing_body = self.organization(body, "appointed_by")
        for person in self.people_named_in(text):
            if nominator := self.office_of(person, appointment):
                text = text.replace(person.full_name, f"the {nominator.post.title}")
        return text

    def appointer(self, text, appointment):
        for person in self.people_named_in(text):
            if text.startswith(person.full_name):
                if office := self.office_of(person, appointment):
                    return office
                message = _("%(person)s held no post from which to appoint at that time.") % {
                    "person": person
                }
                raise ValidationError({"appointed_by": message})
        return None

    def people_named_in(self, text):
        people = [person for person in Person.objects.exclude(appointments=None) if person.full_name in text]
        return sorted(people, key=lambda person: -len(person.full_name))

    def office_of(self, person, appointment):
        """Return the appointment a person acted from: in force at the announcement, else at the start.

        A designate of December appoints for January. Of several, the highest in rank, then the latest begun.
        """
        offices = list(person.appointments.with_facts().exclude(start=""))
        for when in filter(None, (appointment.announced, appointment.start, appointment.end)):
            held = [
                row
                for row in offices
                if when != UNKNOWN and row.begins_lo <= hi(when) and row.ends_hi >= lo(when)
            ]
            if held:
                return max(held, key=lambda row: (-row.post.rank, row.begins_lo))
        return None

    def describe(self, post, entry, rule):
        """Note on a new post what its rows tell: how it is filled, and whether its holders are numbered."""
        known = (post.appointment_rule, post.is_numbered)
        if entry.kind == AppointmentKind.SUBSTANTIVE:
            post.appointment_rule = post.appointment_rule or rule
        post.is_numbered = post.is_numbered or bool(NUMBERED.match(entry.cells["note"]))
        if (post.appointment_rule, post.is_numbered) != known:
            post.full_clean()
            post.save(update_fields=["appointment_rule", "is_numbered"])


class _Entry:
    """One row, read."""

    def __init__(self, row, number):
        self.line = row.get("line") or number
        self.cells = {name: " ".join((row.get(name) or "").split()) for name in (*NEEDED, *OPTIONAL)}
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
    def kind(self):
        return KINDS[self.cells["kind"]]

    @property
    def note(self):
        """The note for the desk: the row's own, what it says of the authority, and how sure it is."""
        parts = [self.cells["note"]]
        if re.search(r"[;(]| on | jointly ", self.cells["appointed_by"]):
            parts.append(_("Appointed by: %(text)s.") % {"text": self.cells["appointed_by"]})
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
        given, family, honorific = self.cells["given"], self.cells["family"], self.cells["honorific"]
        order = NameOrder.FAMILY_FIRST if self.cells["family_first"] == "yes" else NameOrder.GIVEN_FIRST
        person = Person(
            given_name=given,
            family_name=family,
            name_order=order if family else NameOrder.MONONYM,
            honorific=honorific,
            nationalities=self.cells["nationality"],
            wikidata=self.cells["wikidata"],
        )
        if not family and honorific and not honorific.endswith(".") and " " not in given:
            person.display_name = f"{honorific} {given}"  # U Thant is never called Thant alone
        return person

    def names(self):
        """The variants of the optional column: "Navi Pillay; 반기문 (ko)"."""
        for text in filter(None, map(str.strip, self.cells["names"].split(";"))):
            match = re.fullmatch(r"(.+) \(([A-Za-z-]{2,})\)", text)
            kind = NameKind.NATIVE if match else NameKind.VARIANT
            yield PersonName(text=match[1] if match else text, lang=match[2] if match else "", kind=kind)

    def citations(self):
        """One citation for each source between semicolons; "(end)" and its like say what it proves."""
        for text in filter(None, map(str.strip, self.cells["source"].split(";"))):
            words = set(re.findall(r"\w+", text.rpartition("(")[2])) if text.endswith(")") else set()
            fact = next((FACT_OF_SOURCE[word] for word in FACT_OF_SOURCE if word in words), ProvenFact.WHOLE)
            url = ""
            if WEB_ADDRESS.fullmatch(text):
                url = text if text.startswith("http") else f"https://{text}"
            title = _("From general knowledge, not looked up") if text == "recall" else text
            yield Citation(title=title, url=url, fact=fact)


def _span(appointment):
    """From the first stage to the last day, as ISO text."""
    return lo(appointment.first_date), hi(appointment.end)
