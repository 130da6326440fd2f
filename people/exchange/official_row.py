"""One row of the wide table of officials, read: its columns, dates and choices, and what it says of whom."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from newsroom.lib.names import fold
from newsroom.lib.partial_date import UNKNOWN, lo, parse
from people.exchange.citations import key_of
from people.models import Appointment, AppointmentKind, NameKind, ProvenFact
from people.models.person import NameOrder

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
RECALLED = "recall"  # a source that nobody looked up
ADDRESS_IN_TEXT = re.compile(r"(?<=, )https?://\S+$|(?<=, )https?://\S+(?= \()")
WEB_ADDRESS = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}/\S+")
FACT_OF_SOURCE = {
    "end": ProvenFact.END,
    "start": ProvenFact.START,
    "announcement": ProvenFact.ANNOUNCED,
}


def name_key(*parts):
    """The parts of a name as all its spellings have them."""
    return tuple(fold(part) or part for part in parts)


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
        """The name by which other rows mean the same person: Ciarán KEANE is Ciaran Keane."""
        return name_key(self.cells["given"], self.cells["family"])

    @property
    def position(self):
        """The post, by the words of the row."""
        return self.cells["organization"], self.cells["post"]

    @property
    def about(self):
        """What rows about the spells of one person in one post have in common."""
        return *self.called, *self.position, self.kind

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
