"""The shape of a story is declared once, and a later field breaks no older story.

The payloads in tests/articles/payloads/ are revisions of the demo as they were stored before a payload had a
number of its shape: [{"number", "digest", "payload"}].
"""

import dataclasses
import json
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from articles import payload
from articles.checks import CheckedStory
from articles.models import Article, Author, Revision, Topic
from articles.models.content import Content
from articles.models.edition import Edition, as_published
from articles.payload import COLUMNS, FIELDS, NOW, FieldKind, digest_of, of_today
from articles.public.lists import named, with_names
from articles.versions.edition_diff import changes_between
from articles.versions.three_way import merge
from newsroom.images.models import Image
from people.models import Person
from tests.articles.admin_desk import open_form, save
from tests.browserless import text_of
from tests.make import OVERRIDE, change, make_article, make_editor, make_image, make_reporter
from tests.people.make import make_person

KEPT = Path(__file__).parent / "payloads"
STORIES = sorted(path.stem for path in KEPT.glob("*.json"))

pytestmark = pytest.mark.django_db


def kept(story):
    return json.loads((KEPT / f"{story}.json").read_text())


def made(story, upto=99):
    """The story on the desk as it was kept, its revisions stored to the letter, and all that it names."""
    rows = [row for row in kept(story) if row["number"] <= upto]
    for row in rows:
        _name(row["payload"])
    writer = make_reporter()
    article = Article(owner=writer, updated_by=writer, digest=rows[-1]["digest"])
    article.revision_number = rows[-1]["number"]
    payload.put_columns(article, of_today(rows[-1]["payload"]))
    article.save()
    _file(article, rows[-1]["payload"])
    for row in rows:
        _store(article, row, writer)
    return article


def _name(words):
    for pk in words["topics"]:
        Topic.objects.get_or_create(pk=pk, defaults={"name": f"Topic {pk}", "slug": f"topic-{pk}"})
    for pk in words["authors"]:
        Author.objects.get_or_create(pk=pk, defaults={"name": f"Author {pk}", "slug": f"author-{pk}"})
    for row in words["officials"]:
        if not Person.objects.filter(pk=row["person"]).exists():
            make_person(f"Person Number{row['person']}", pk=row["person"])
    if words["lead_image_id"] and not Image.objects.filter(pk=words["lead_image_id"]).exists():
        Image.objects.filter(pk=make_image().pk).update(id=words["lead_image_id"])


def _file(article, words):
    for pk in words["topics"]:
        article.topic_items.create(tag_id=pk)
    for place, pk in enumerate(words["authors"]):
        article.bylines.create(author_id=pk, position=place)
    for place, row in enumerate(words["officials"]):
        article.officials.create(
            person_id=row["person"],
            role=row["role"],
            appointment_id=row["appointment"],
            as_printed=row["as_printed"],
            position=place,
        )


def _store(article, row, by):
    """A revision as an earlier release wrote it: without the number of a shape."""
    columns = "article_id, number, by_id, at, payload, digest, imported"
    values = [
        article.pk,
        row["number"],
        by.pk,
        timezone.now(),
        json.dumps(row["payload"]),
        row["digest"],
        False,
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_revision ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)", values
        )


def stored_text(revision):
    """The payload of a revision as it stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM articles_revision WHERE id = %s", [revision.pk])
        value = cursor.fetchone()[0]
    return json.loads(value) if isinstance(value, str) else value


# --- A later field breaks no older story -----------------------------------------------------------
@pytest.mark.parametrize("story", STORIES)
def test_the_digest_of_every_kept_payload_is_what_it_was(story):
    for row in kept(story):
        assert digest_of(of_today(row["payload"])) == row["digest"]


@pytest.mark.parametrize("story", STORIES)
def test_the_desk_copy_of_a_kept_story_says_what_its_revision_said(story):
    article = made(story)
    assert article.payload() == article.last_revision.payload
    assert digest_of(article.payload()) == article.digest
    assert "shape" not in stored_text(article.last_revision)


@pytest.mark.parametrize("story", STORIES)
def test_saving_a_kept_story_without_a_change_makes_no_revision_and_no_new_state(client, story):
    article = made(story)
    Article.objects.update(status="approved", approved_revision=article.last_revision)
    client.force_login(make_editor())
    save(client, article)
    now = Article.objects.get()
    assert (now.status, now.digest, now.revision_number) == (
        "approved",
        article.digest,
        article.revision_number,
    )


def test_what_was_approved_before_is_published_as_it_was_approved():
    article = made("approved")
    Article.objects.update(status="approved", approved_revision=article.last_revision)
    edition = article.publish(make_editor(), revision=1)
    assert (edition.revision.number, edition.digest) == (1, kept("approved")[0]["digest"])
    assert digest_of(as_published(edition)) == edition.digest
    assert Article.objects.with_state().get().state == "live"


@pytest.mark.parametrize("story", ["live_and_changed", "corrected"])
def test_a_live_story_with_newer_words_on_the_desk_is_corrected(story):
    first, second = kept(story)
    article = made(story, upto=1)
    article.publish(make_editor())
    _store(article, second, make_reporter())
    Article.objects.update(revision_number=2, digest=second["digest"], status="draft", standfirst="")
    article = Article.objects.get()
    payload.put_columns(article, of_today(second["payload"]))
    article.save()
    assert article.is_changed
    told = {"kind": "correction", "note": "The headline was wrong.", "override": OVERRIDE}
    edition = article.correct(make_editor(), {"headline": "Right"}, **told)
    assert (edition.headline, edition.standfirst) == ("Right", first["payload"]["standfirst"])
    desk = Article.objects.get()
    assert (desk.headline, desk.standfirst) == ("Right", second["payload"]["standfirst"])
    assert Article.objects.with_state().get().state == "changed"
    before, after = (named(row) for row in with_names(Edition.objects.order_by("number")))
    assert [change.place for change in changes_between(before, after)] == ["Headline"]


def test_an_old_revision_is_restored_exactly():
    article = made("three_revisions")
    revision = article.restore(make_editor(), 1)
    old = kept("three_revisions")[0]
    assert (revision.number, revision.digest) == (4, old["digest"])
    assert revision.payload == of_today(old["payload"])
    assert stored_text(revision) == of_today(old["payload"]) | {"shape": NOW}


def test_words_typed_over_a_kept_revision_are_merged_with_what_was_saved_since(client):
    article = made("approved")
    client.force_login(make_reporter())
    page = open_form(client, article)
    change(Article.objects.get(), standfirst="Theirs.")
    page = save(client, article, page=page, headline="Mine")
    assert "while you were writing on revision 1" in text_of(page)
    save(client, article, page=page)
    now = Article.objects.get()
    assert (now.headline, now.standfirst, now.revision_number) == ("Mine", "Theirs.", 3)


@pytest.mark.parametrize("story", STORIES)
def test_a_kept_base_merges_with_texts_of_today(story):
    base = of_today(kept(story)[0]["payload"])
    mine, theirs = base | {"headline": "Mine"}, base | {"place": "Geneva, theirs"}
    found = merge(base, mine, theirs)
    assert not found.conflicts
    assert found.payload == base | {"headline": "Mine", "place": "Geneva, theirs"}


# --- A payload and its shape -----------------------------------------------------------------------
def test_a_revision_is_stored_with_the_number_of_its_shape_and_read_without():
    revision = make_article().revisions.get()
    assert stored_text(revision)["shape"] == NOW
    assert revision.payload.keys() == {field.name for field in FIELDS}


def test_a_later_field_counts_in_the_digest_only_where_it_says_something(monkeypatch):
    monkeypatch.setattr(payload, "LATER", {"later": ""})
    before = {"headline": "H"}
    assert digest_of(before | {"later": ""}) == digest_of(before)
    assert digest_of(before | {"later": "Now"}) != digest_of(before)


# --- The table -------------------------------------------------------------------------------------
def test_every_column_of_a_story_s_content_is_a_field_of_the_table():
    """A field of Content that the table does not know would be lost from revisions and editions."""
    content = {field.attname for field in Content._meta.get_fields()}
    assert content | {"slug"} == {field.name for field in COLUMNS}


def test_field_names_are_unique_and_each_later_field_has_its_own_shape():
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    assert sorted(field.since for field in FIELDS if field.since > 1) == list(range(2, NOW + 1))


def test_the_default_of_a_later_field_is_the_default_of_its_column():
    for field in FIELDS:
        if field.since > 1:
            assert field.default == field.model_field.get_default(), field.name


def test_the_form_asks_for_every_field(client):
    client.force_login(make_editor())
    page = client.get("/admin/articles/article/add/").content.decode()
    rows = {"authors": "bylines-TOTAL_FORMS", "officials": "officials-TOTAL_FORMS"}
    for field in FIELDS:
        assert f'name="{rows.get(field.name, field.attribute)}"' in page, field.name


def test_every_word_that_readers_or_the_desk_look_for_is_found():
    words = {
        field.name: f"{field.name.replace('_', '')}word"
        for field in COLUMNS
        if field.kind.is_words and field.kind not in (FieldKind.BODY, FieldKind.ADDRESS)
    }
    article = make_article(**words, body="<p>bodyword</p>", slug="slugword")
    edition = article.publish(make_editor())
    words |= {"body": "bodyword", "slug": "slugword"}
    for field in COLUMNS:
        if field.name in words:
            assert (words[field.name] in edition.search_text) == field.searched, field.name
            found = Article.objects.matching(words[field.name]).exists()
            assert found == field.found, field.name
    assert Revision.objects.get().payload["headline"] == "headlineword"


def test_the_checks_know_every_field_that_the_table_has_checked():
    known = {field.name for field in dataclasses.fields(CheckedStory)}
    assert {field.attribute for field in FIELDS if field.checked or field.named_in} - known == set()
    assert [field.name for field in FIELDS if field.named_in and not field.checked] == []
