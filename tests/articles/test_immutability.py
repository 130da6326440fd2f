"""The database refuses to change what was published; a link changes only with a LinkChange row."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from articles.database import guards
from articles.models import Edition, EditionOfficial, EditionTopic, LinkChange, Revision, Withdrawal
from tests.make import make_editor, make_live, make_topic, make_user
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
FAR = datetime.datetime(9000, 1, 1, tzinfo=datetime.UTC)


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("headline", "Other"),
        ("body", "<p>Other.</p>"),
        ("body_html", "<p>Other.</p>"),
        ("note", "Other"),
        ("live_from", "2001-01-01T00:00:00Z"),
        ("slug", "other"),
        ("override_reason", "other"),
    ],
)
def test_a_queryset_does_not_change_an_edition(column, value):
    make_live()
    refused(lambda: Edition.objects.update(**{column: value}))
    assert getattr(Edition.objects.get(), column) != value


def test_save_does_not_change_an_edition():
    edition = make_live().live_edition
    edition.headline = "Other"
    refused(edition.save)


def test_an_edition_is_not_deleted():
    edition = make_live().live_edition
    refused(lambda: Edition.objects.filter(pk=edition.pk)._raw_delete("default"))
    assert Edition.objects.count() == 1


def test_relations_of_an_edition_are_neither_added_changed_nor_deleted():
    topic, person = make_topic(), make_person()
    edition = make_live(topics=[topic], officials=[person]).live_edition
    at = edition.published_at
    refused(lambda: EditionTopic.objects.create(edition=edition, topic=make_topic("Other"), published_at=at))
    refused(lambda: EditionTopic.objects.update(topic=make_topic("Another")))
    refused(lambda: EditionTopic.objects.all()._raw_delete("default"))
    refused(lambda: EditionOfficial.objects.create(edition=edition, person=make_person(), published_at=at))
    refused(lambda: EditionOfficial.objects.update(role="subject"))
    refused(lambda: EditionOfficial.objects.all()._raw_delete("default"))
    assert edition.edition_officials.get().person == person


def test_a_link_change_links_and_unlinks_and_keeps_who_and_why():
    article, person, staff = make_live(), make_person(), make_user("link_officials")
    edition = article.live_edition
    article.link_official(person, staff, role="subject", reason="Named in paragraph 2")
    assert edition.edition_officials.get().role == "subject"
    article.unlink_official(person, staff, reason="Another Smith")
    assert not edition.edition_officials.exists()
    changes = LinkChange.objects.order_by("pk")
    assert [(c.by, c.reason, c.open) for c in changes] == [
        (staff, "Named in paragraph 2", False),
        (staff, "Another Smith", False),
    ]


def test_after_a_link_change_the_link_is_guarded_again():
    article = make_live()
    edition = article.live_edition
    article.link_official(make_person(), make_user("link_officials"))
    refused(lambda: edition.edition_officials.all()._raw_delete("default"))
    refused(lambda: LinkChange.objects.update(reason="other"))
    refused(lambda: LinkChange.objects.all()._raw_delete("default"))


def test_a_revision_is_not_changed():
    make_live()
    refused(lambda: Revision.objects.update(payload={}))


def test_a_withdrawal_is_not_changed_or_deleted():
    make_live().withdraw(make_editor(), "Wrong man", "We took two men for one.")
    refused(lambda: Withdrawal.objects.update(reason="Other"))
    refused(lambda: Withdrawal.objects.all()._raw_delete("default"))


def test_two_editions_are_never_live_at_once():
    article = make_live()
    first = article.live_edition
    fields = {
        f.attname: getattr(first, f.attname) for f in Edition._meta.concrete_fields if f.attname != "id"
    }
    fields.update(number=2, order_key=first.order_key + 1, live_until=FAR)
    refused(lambda: Edition.objects.create(**fields))


def test_another_story_does_not_take_an_address():
    first, other = make_live(slug="calling").live_edition, make_live()
    fields = {
        f.attname: getattr(first, f.attname) for f in Edition._meta.concrete_fields if f.attname != "id"
    }
    fields.update(article_id=other.pk, number=2, order_key=first.order_key + 1)
    Edition.objects.filter(article=other).update(live_until=FAR)
    fields.update(live_from=FAR + datetime.timedelta(days=1))
    refused(lambda: Edition.objects.create(**fields))


def test_the_database_has_every_guard():
    assert not guards.missing(connection)


def test_a_sealed_edition_stays_sealed_and_a_closed_link_change_closed():
    article = make_live()
    refused(lambda: Edition.objects.update(sealed=False))
    article.link_official(make_person(), make_user("link_officials"))
    refused(lambda: LinkChange.objects.update(open=True))
