"""Citations of officials from a second table: a row a citation, which names its appointment in words.

A row names an appointment by the person's names, the title of the post and the day it was taken up, all as
the table of officials has them. A row that names none or several is refused with its line.
"""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from newsroom.lib.partial_date import parse
from people.exchange import widgets
from people.exchange.files import LINE
from people.models import Citation

NAMED_BY = ("family", "given", "post", "start")
SAYS = ("fact", "title", "url", "symbol", "published", "quote")
CITATION_COLUMNS = (*NAMED_BY, *SAYS)
SAME = ("fact", "title", "url", "symbol", "published")  # what makes two citations of a record the same
# What an error calls a column, so that nobody looks for it in the table of officials.
CALLED = {name: f"citations: {name}" for name in SAYS} | {"appointment": "citations: post", "": "citations"}


class CitationTable:
    """One table of citations, matched with appointments on record and of the table of officials.

    ``rows`` are dicts, each with its ``line``; ``report`` takes what is refused.
    """

    def __init__(self, rows, report):
        self.entries = [CitationEntry(row) for row in rows]
        self.report = report
        self.named = defaultdict(dict)  # what a row may call an appointment → {its full name: Appointment}
        self.left_out = set()  # what rows may call appointments that the import leaves out
        self.keys = {entry.key for entry in self.entries}

    def know(self, appointment, key=None):
        """An appointment on record or of the file, which rows may name by its own words or by ``key``."""
        person, post = appointment.person, appointment.post
        own = (person.family_name, person.given_name, post.title, appointment.start)
        for name in {own, key or own}:
            self.named[name][widgets.full_name(appointment)] = appointment

    def rows(self):
        """Return rows of our table for what is not on record yet; refuse what names no one appointment."""
        there = self._on_record()
        found = []
        for entry in self.entries:
            if entry.key in self.left_out and entry.key not in self.named:
                self.report.counts["citations_left_out"] += 1
                continue
            try:
                name, appointment = self.appointment(entry)
            except ValidationError as error:
                (column, messages), *_others = error.message_dict.items()
                self.report.refuse("citations", entry.line, entry.name, f"citations: {column}", messages[0])
                continue
            same = (appointment.pk or name, *entry.same)
            if same in there:
                self.report.counts["citations_there"] += 1
                continue
            there.add(same)
            self.report.counts["citations"] += 1
            found.append({LINE: entry.line, "appointment": name, **entry.says})
        return found

    def appointment(self, entry):
        """Return (full name, Appointment) of the one that a row names; ValidationError by column."""
        named = self.named.get(entry.key, {})
        if len(named) == 1:
            return next(iter(named.items()))
        values = {"who": entry.name, "start": entry.key[3] or _("no date")}
        if named:
            message = _("Several appointments are %(who)s, taken up %(start)s. Record this source by hand.")
            raise ValidationError({"start": message % values})
        message = _("No appointment is %(who)s, taken up %(start)s, on record or in the table of officials.")
        raise ValidationError({"start": message % values})

    def _on_record(self):
        """The citations on record of every appointment that the rows name. One query."""
        named = [one for entry in self.entries for one in self.named.get(entry.key, {}).values()]
        ids = {one.pk for one in named if one.pk}
        rows = Citation.objects.filter(appointment__in=ids).values_list("appointment", *SAME)
        return set(rows)


class CitationEntry:
    """One row of the table, read."""

    def __init__(self, row):
        self.line = row["line"]
        cells = {name: " ".join((row.get(name) or "").split()) for name in CITATION_COLUMNS}
        self.says = {name: cells[name] for name in SAYS}
        self.says["fact"] = self.says["fact"].lower() or "whole"
        self.key = key_of(cells)
        self.same = tuple(_date(self.says[name]) if name == "published" else self.says[name] for name in SAME)
        self.name = " ".join(filter(None, (cells["given"], cells["family"]))) + f", {cells['post']}"


def key_of(cells):
    """What names an appointment in both tables: family, given, post, start."""
    return (cells["family"], cells["given"], cells["post"], _date(cells["start"]))


def _date(text):
    """A date as it is stored; what is none stays as it is, and its own column reports it."""
    try:
        return parse(text)
    except ValueError:
        return text
