"""What one import looks up by name: each record is read once, and what the import saves is kept beside it.

Nothing here decides anything. It answers as a query of the same moment would, without asking twice.
"""

from django.db.models import Q

from people.models import Appointment, Citation, Organization, Person, Post

# Which links of a record are read with it.
LINKS = {Organization: ("parent",), Post: ("organization",), Person: ()}
APPOINTMENT_LINKS = ("person", "post", "appointing_body", "appointed_by__person", "appointed_by__post")


class KnownRecords:
    """Records by address, the appointments of a person and their citations, as far as somebody asked."""

    def __init__(self):
        self.addressed = {}  # (model, address) → record, or None: nobody has it
        self.held = {}  # address of a person → appointments
        self.cited = {}  # id of an appointment → citations

    # --- Reading ahead -------------------------------------------------------------------------
    def read_addresses(self, model, slugs):
        """Read the records at these addresses, present or former. Two queries."""
        slugs = {slug for slug in slugs if slug and (model, slug) not in self.addressed}
        if not slugs:
            return
        self.addressed |= dict.fromkeys((model, slug) for slug in slugs)
        records = model.objects.select_related(*LINKS[model]) if LINKS[model] else model.objects.all()
        former = records.filter(former_slugs__slug__in=slugs)
        for slug, pk in former.values_list("former_slugs__slug", "pk"):
            self.addressed[model, slug] = pk
        found = {row.pk: row for row in records.filter(Q(slug__in=slugs) | Q(pk__in=former.values("pk")))}
        for slug in slugs:
            self.addressed[model, slug] = found.get(self.addressed[model, slug])
        self.addressed |= {(model, row.slug): row for row in found.values()}

    def read_appointments(self, slugs):
        """Read the appointments of the persons at these addresses, with their citations. Two queries."""
        slugs = {slug for slug in slugs if slug not in self.held}
        if not slugs:
            return
        self.held |= {slug: [] for slug in slugs}
        rows = list(
            Appointment.objects.filter(person__slug__in=slugs)
            .select_related(*APPOINTMENT_LINKS)
            .order_by(*Appointment._meta.ordering)
        )
        for row in rows:
            self.held[row.person.slug].append(row)
        self.cited |= {row.pk: [] for row in rows}
        for citation in Citation.objects.filter(appointment__in=[row.pk for row in rows]).order_by("pk"):
            self.cited[citation.appointment_id].append(citation)

    # --- Asking --------------------------------------------------------------------------------
    def at(self, model, slug):
        """The record at an address, present or former; None if there is none."""
        if not slug:
            return None
        self.read_addresses(model, [slug])
        return self.addressed[model, slug]

    def appointments_of(self, slug):
        """The appointments of the person whose present address this is."""
        self.read_appointments([slug])
        return self.held[slug]

    def citations_of(self, appointment):
        return self.cited.setdefault(appointment.pk, [])

    # --- What the import saves -----------------------------------------------------------------
    def remember(self, record):
        """Keep a record that was just saved, in place of what was known of it."""
        if type(record) in LINKS:
            self.addressed[type(record), record.slug] = record
        elif isinstance(record, Appointment):
            mine = self.appointments_of(record.person.slug)
            mine[:] = [other for other in mine if other.pk != record.pk] + [record]
            self.cited.setdefault(record.pk, [])
