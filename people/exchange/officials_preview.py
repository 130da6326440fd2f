"""What a wide table of officials would record, row by row, as somebody reads it before confirming.

It reads the report of a run. The records are those of the run, also where it was rolled back.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.partial_date import words
from people.models import Appointment

STAGES = ("intended", "announced", "start", "end", "term_ends")
# The kinds of records that a row may bring beside its appointment.
BROUGHT = {
    "people": gettext_lazy("New people"),
    "organizations": gettext_lazy("New organizations"),
    "posts": gettext_lazy("New posts"),
}


@dataclass(frozen=True)
class OfficialLine:
    """One appointment that a row would record. ``is_seen``: whether readers see it; ``sources``: how many."""

    line: int
    appointment: Appointment
    is_new_person: bool
    is_new_post: bool
    is_new_organization: bool
    sources: int
    is_seen: bool

    @property
    def dates(self):
        """[(name of the stage, date in words)] of the stages that are dated."""
        said = [(name, getattr(self.appointment, name)) for name in STAGES]
        return [
            (Appointment._meta.get_field(name).verbose_name, words(value)) for name, value in said if value
        ]

    @property
    def in_words(self):
        """The same as one sentence, for a command."""
        row, new = self.appointment, _(" (new)")
        person = f"{row.person}{new if self.is_new_person else ''}"
        post = f"{row.post}{new if self.is_new_post else ''}"
        organization = f"{row.post.organization}{new if self.is_new_organization else ''}"
        dates = "; ".join(f"{stage} {when}" for stage, when in self.dates)
        return f"{person}: {post}, {organization} ({row.get_kind_display()}). {dates}. {self.seen_in_words}"

    @property
    def seen_in_words(self):
        if self.is_seen:
            return _("Readers see it.")
        if not self.sources:
            return _("No source: readers do not see it until it has one.")
        return _("Readers do not see it.")


def note_what_readers_see(report):
    """Keep on the report which of its appointments readers see; called while the rows are there."""
    made = [row.instance.pk for row in report.shown if row.kind == "appointments"]
    report.visible = {*Appointment.objects.public().filter(pk__in=made).values_list("pk", flat=True)}


def lines_of(report):
    """Return the OfficialLines of a RecordReport, in the order of the file."""
    new = {(row.kind, row.instance.pk) for row in report.shown if row.kind in BROUGHT and row.state == "new"}
    cited = Counter(row.instance.appointment_id for row in report.shown if row.kind == "citations")
    found = [
        OfficialLine(
            row.line,
            row.instance,
            ("people", row.instance.person_id) in new,
            ("posts", row.instance.post_id) in new,
            ("organizations", row.instance.post.organization_id) in new,
            cited[row.instance.pk],
            row.instance.pk in report.visible,
        )
        for row in report.shown
        if row.kind == "appointments"
    ]
    return sorted(found, key=lambda one: one.line)


def brought_by(report):
    """Return [(label, [names])] of the people, organizations and posts that the table would bring."""
    names = {
        kind: [row.name for row in report.shown if row.kind == kind and row.state == "new"]
        for kind in BROUGHT
    }
    return [(BROUGHT[kind], found) for kind, found in names.items() if found]
