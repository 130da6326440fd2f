"""How one cell of a table reads and is written: dates, yes and no, choices, numbers, the names of records."""

from django.utils.translation import gettext as _
from import_export.widgets import Widget

from newsroom.lib.partial_date import parse
from people.exchange.known_records import KnownRecords
from people.models import Appointment

YES = ("yes", "true", "1", "y")
NO = ("no", "false", "0", "n")


class TextCell(Widget):
    """Text; ``strip`` takes off the spaces at its ends."""

    def __init__(self, strip=True):
        super().__init__()
        self.strip = strip

    def clean(self, value, row=None, **kwargs):
        return value.strip() if self.strip else value


class DateText(Widget):
    """A partial date as text: 2007-05 stays a month."""

    def clean(self, value, row=None, **kwargs):
        return parse(value)


class YesNo(Widget):
    def clean(self, value, row=None, **kwargs):
        word = value.strip().lower()
        if word not in (*YES, *NO):
            raise ValueError(_("Write yes or no."))
        return word in YES

    def render(self, value, obj=None, **kwargs):
        return "yes" if value else "no"


class Number(Widget):
    """A whole number, or none."""

    def clean(self, value, row=None, **kwargs):
        text = value.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise ValueError(_("Write a whole number."))
        return int(text)


class Choice(Widget):
    """One of a field's stored values."""

    def __init__(self, values):
        super().__init__()
        self.values = values

    def clean(self, value, row=None, **kwargs):
        word = value.strip().lower()
        if word not in self.values:
            offered = ", ".join(filter(None, self.values))
            raise ValueError(_("Write one of: %(values)s.") % {"values": offered})
        return word


class Address(Widget):
    """A person, post or organization by its address (slug), present or former."""

    def __init__(self, model):
        super().__init__()
        self.model = model
        self.known = KnownRecords()

    def clean(self, value, row=None, **kwargs):
        slug = value.strip()
        if not slug:
            return None
        if found := self.known.at(self.model, slug):
            return found
        raise ValueError(
            _("There is no %(kind)s at the address “%(slug)s”.")
            % {"kind": self.model._meta.verbose_name, "slug": slug}
        )

    def render(self, value, obj=None, **kwargs):
        return value.slug if value else ""


# --- Appointments, which have no address of their own -----------------------------------------------
def short_name(appointment):
    """The name of an appointment in a table, from the columns of its row or of the record.

    ``kofi-annan/secretary-general/1997-01-01``: person, post, and the date they took it up, else when it
    was announced, else intended.
    """
    person, post, _kind, intended, announced, start = key_of(appointment)
    return joined(person, post, start or announced or intended)


def full_name(appointment):
    """The unambiguous name, where `short_name` names several: with the kind and all first dates."""
    return joined(*key_of(appointment))


def joined(*parts):
    """The parts of a name between slashes. That of an interval is written ``--``, as ISO 8601 allows."""
    return "/".join(part.replace("/", "--") for part in parts)


def key_of(appointment):
    row = appointment
    return (row.person.slug, row.post.slug, row.kind, row.intended, row.announced, row.start)


class AppointmentName(Widget):
    """An appointment by `short_name`, or by `full_name` where the short one would name several."""

    def __init__(self, names=None):
        super().__init__()
        self.names = names or {}
        self.known = KnownRecords()

    def clean(self, value, row=None, **kwargs):
        name = value.strip()
        if not name:
            return None
        found = self.known.appointments_of(name.partition("/")[0])
        found = [one for one in found if name in (short_name(one), full_name(one))]
        if not found:
            raise ValueError(
                _("No appointment is on record as “%(name)s”. Write person/post/date, by their addresses.")
                % {"name": name}
            )
        if len(found) > 1:
            raise ValueError(
                _("Several appointments are “%(name)s”. Write person/post/kind/intended/announced/start.")
                % {"name": name}
            )
        return found[0]

    def render(self, value, obj=None, **kwargs):
        return self.names.get(value.pk) or full_name(value) if value else ""


def names_of_all():
    """Return {id: name} of every appointment, the shortest name that names no other. One query."""
    short, full, seen = {}, {}, {}
    rows = Appointment.objects.values_list(
        "pk", "person__slug", "post__slug", "kind", "intended", "announced", "start"
    )
    for pk, person, post, kind, intended, announced, start in rows.order_by("pk").iterator():
        short[pk] = joined(person, post, start or announced or intended)
        full[pk] = joined(person, post, kind, intended, announced, start)
        seen[short[pk]] = seen.get(short[pk], 0) + 1
    return {pk: short[pk] if seen[short[pk]] == 1 else full[pk] for pk in short}
