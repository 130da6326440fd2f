"""The whole record as one Popolo document: everything that the people desk keeps, hidden records too."""

from people.models import Appointment, Organization, Person, Post, ProvenFact
from people.public.popolo import document, keys_of, membership_of, organization_of, person_of, post_of


def whole_record():
    """Return everything the people desk keeps as one document, hidden records too. Eleven queries."""
    rows = list(_all_appointments())
    keys = keys_of(rows)
    people = Person.objects.select_related("portrait").prefetch_related("names", "former_slugs")
    organizations = Organization.objects.select_related("parent").prefetch_related("former_slugs")
    posts = Post.objects.select_related("organization", "replaces")
    posts = posts.prefetch_related("titles", "complete_successions", "former_slugs")
    return document(
        [person_of(one, one.names.all(), whole=True, former=_former(one)) for one in people],
        [organization_of(one, one.parent, whole=True, former=_former(one)) for one in organizations],
        [post_of(one, _titles(one), whole=True, former=_former(one)) for one in posts],
        [_whole_membership(row, keys) for row in rows],
        whole=True,
    )


def _all_appointments():
    rows = Appointment.objects.with_facts().select_related("appointing_body").order_by("pk")
    return rows.prefetch_related("citations")


def _former(record):
    return [former.slug for former in record.former_slugs.all()]


def _titles(post):
    return sorted(post.titles.all(), key=lambda title: (title.text, title.start, title.end, title.pk))


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
