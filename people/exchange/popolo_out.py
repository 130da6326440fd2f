"""The whole record as one Popolo document: everything that the people desk keeps, hidden records too."""

from people.models import Appointment, Organization, Person, Post, ProvenFact
from people.public.popolo import document, keys_of, membership_of, organization_of, person_of, post_of


def whole_record():
    """Return everything the people desk keeps as one document, hidden records too. Sixteen queries."""
    rows = list(_all_appointments())
    keys = keys_of(rows)
    people = Person.objects.select_related("portrait").prefetch_related("names", "former_slugs")
    organizations = Organization.objects.select_related("parent")
    organizations = organizations.prefetch_related("names", "successions__after", "former_slugs")
    posts = Post.objects.select_related("organization", "replaces").prefetch_related(
        "titles", "complete_successions", "former_organizations__organization", "former_slugs"
    )
    return document(
        [person_of(one, one.names.all(), whole=True, former=_former(one)) for one in people],
        [_whole_organization(one) for one in organizations],
        [_whole_post(one) for one in posts],
        [_whole_membership(row, keys) for row in rows],
        whole=True,
    )


def _all_appointments():
    rows = Appointment.objects.with_facts().select_related("appointing_body").order_by("pk")
    return rows.prefetch_related("citations")


def _former(record):
    return [former.slug for former in record.former_slugs.all()]


def _whole_organization(one):
    became = sorted(one.successions.all(), key=lambda row: row.after.slug)
    return organization_of(one, one.parent, one.names.all(), became, whole=True, former=_former(one))


def _whole_post(one):
    titles = sorted(one.titles.all(), key=lambda title: (title.text, title.start, title.end, title.pk))
    return post_of(one, titles, one.former_organizations.all(), whole=True, former=_former(one))


def _whole_membership(row, keys):
    extension = {
        "appointed_by_id": keys.get(row.appointed_by_id, ""),
        "appointing_body_id": row.appointing_body.slug if row.appointing_body else "",
        "note": row.note,
        "is_public": row.is_public,
        "public_without_source": row.public_without_source,
    }
    sources = sorted(row.citations.all(), key=_source_order)
    return membership_of(row, keys[row.pk], extension=extension, citations=sources)


def _source_order(citation):
    facts = list(ProvenFact)
    return facts.index(citation.fact), citation.pk
