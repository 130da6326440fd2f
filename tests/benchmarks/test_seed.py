"""What the bench seeds is what the site itself would have written, and always the same."""

import hashlib

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from articles.body.field import render_body
from articles.models import Article, Edition
from articles.models.desk_search import words_of
from articles.payload import digest_of
from benchmarks.bench.seed import fill
from benchmarks.bench.size import BUSY, SINCE, UNTIL, Size, moments
from benchmarks.bench.words import COMMON
from newsroom import database
from newsroom.lib.names import fold
from newsroom.models import Stamp
from newsroom.search import search
from people.models import Appointment, Citation, Person

SMALL = Size(stories=100, appointments=60, topics=40, authors=5, pictures=5)


@pytest.fixture
def site(db):
    fill(SMALL)


def test_it_has_the_numbers_that_were_asked_for(site):
    assert Edition.objects.live().count() == SMALL.stories
    assert Article.objects.filter(editions=None).count() == 1
    assert Appointment.objects.public().count() == SMALL.appointments
    assert Person.objects.count() == 30
    assert Citation.objects.count() == 80


def test_a_story_has_its_topics_and_officials(site):
    for edition in Edition.objects.live():
        assert edition.edition_topics.count() == 12
        assert edition.edition_officials.count() == 3
        assert len(edition.search_text.split()) > 600


def test_the_audit_log_agrees_and_nothing_of_the_record_is_to_be_mended(site):
    call_command("verify_audit")
    call_command("check_record")


def test_guards_and_indexes_stand_again(site):
    assert database.missing(connection) == []


def test_what_readers_get_is_what_a_publication_makes(site):
    for edition in Edition.objects.prefetch_related("edition_officials")[:20]:
        officials = [row.person_id for row in edition.edition_officials.all()]
        assert edition.body_html == render_body(edition.body, "en", officials)


def test_words_and_digests_are_what_a_publication_makes(site):
    for article in Article.objects.exclude(editions=None)[:20]:
        edition = article.live_edition
        assert article.payload() == edition.revision.payload
        assert digest_of(edition.revision.payload) == edition.digest == article.published_digest
        assert set(article._search_text().split()) == set(edition.search_text.split())
        assert article.words.text == fold("\n".join(words_of(article, lambda field: field.found)))


def test_readers_find_rare_and_common_words(site):
    assert [story.slug for story in search("rare50").stories] == ["story-50"]
    assert len(search(COMMON[0]).stories) == 20


def test_pages_that_were_kept_before_are_made_again(db):
    before, _made = Stamp.objects.get_or_create(pk=1)
    fill(Size(stories=5, appointments=20, topics=20, authors=3, pictures=3))
    assert Stamp.objects.get().version != before.version


def test_one_seed_gives_the_same_bytes_and_another_does_not(db):
    small = Size(stories=20, appointments=20, topics=20, authors=3, pictures=3)
    first, again = digest_after(small), digest_after(small)
    assert first == again
    assert digest_after(Size(**small.as_json() | {"seed": 2})) != first


def digest_after(size):
    """A digest of all rows of people, articles and pictures that a Size gives."""
    seen = hashlib.sha256()
    with transaction.atomic():
        fill(size)
        for label in ("images", "people", "articles"):
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                key = model._meta.pk.attname
                ordered = "number" if model.__name__ == "AuditEntry" else key
                values = [f.attname for f in model._meta.concrete_fields if f.attname != "id" or key != "id"]
                for row in model._base_manager.order_by(ordered).values_list(*values):
                    seen.update(repr(row).encode())
        transaction.set_rollback(True)
    return seen.hexdigest()


@pytest.mark.parametrize("stories", [1, 2, 10, 500, 5000])
def test_moments_go_forward_and_end_with_the_newest_story(stories):
    times = list(moments(stories))
    assert len(times) == stories
    assert times == sorted(times)
    assert times[0] >= SINCE
    assert times[-1] <= UNTIL


def test_one_month_has_a_sitemap_of_a_thousand():
    assert sum((at.year, at.month) == (BUSY.year, BUSY.month) for at in moments(5000)) == 1000
