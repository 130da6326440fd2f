"""A line that cannot be used is reported with line, field and reason; then nothing is imported."""

import json

import pytest

from articles.archive import import_articles
from articles.models import Article
from people.models import Person
from tests.articles.test_archive import FIRST, SECOND, bring_in, errors_of, media, row  # noqa: F401

pytestmark = pytest.mark.django_db


def only_error(*rows, **kw):
    report = bring_in(*rows, **kw)
    assert len(report.errors) == 1, report.errors
    assert not Article.objects.exists()
    return report.errors[0]


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"id": None}, "id", "id in the archive"),
        ({"headline": ""}, "headline", "needs a headline"),
        ({"headline": "x" * 301}, "headline", "at most 300"),
        ({"headline": 7}, "headline", "must be text"),
        ({"body": ""}, "editions[0].body", "Write the text first"),
        ({"body": "<p> </p>"}, "editions[0].body", "Write the text first"),
        ({"date": "2007-02-30"}, "date", "“2007-02-30” is not a day"),
        ({"date": "10 October 2007"}, "date", "Write it like 2007-10-10"),
        ({"date": "20071010"}, "date", "is not a day"),
        ({"language": "tlh"}, "language", "is none of: en"),
        ({"slug": "no spaces please"}, "slug", "slug"),
        ({"place": "x" * 101}, "place", "at most 100"),
        ({"topics": "R2P"}, "topics", "must be a list"),
        ({"topics": ["R2P", 7]}, "topics[1]", "must be a name"),
        ({"authors": ["…"]}, "authors[0]", "must be a name"),
        ({"hedline": "x"}, "hedline", "no field of this name"),
        ({"status": "spiked"}, "status", "is none of: draft, submitted"),
        ({"status": "draft"}, "status", "published story has editions"),
        ({"editions": [], "status": "published"}, "status", "published story has editions"),
        ({"editions": [], "status": "returned"}, "return_reason", "what the writer should change"),
        ({"officials": ["Nobody Atall"]}, "officials[0].name", "Nobody on record is “Nobody Atall”"),
        ({"officials": [{"slug": "nobody"}]}, "officials[0].slug", "Nobody on record"),
        ({"officials": [{"wikidata": "Q1"}]}, "officials[0].wikidata", "Nobody on record"),
        ({"officials": [{"role": "subject"}]}, "officials[0]", "Give one of name, slug and wikidata"),
        ({"officials": [7]}, "officials[0]", "must be an object"),
        ({"body": '<p><a data-official="Nobody">x</a></p>'}, "body", "Nobody on record"),
        ({"lead_image": {"alt": "x"}}, "lead_image.path", "which file"),
        ({"lead_image": {"path": "x.jpg", "alt": "x", "credit": "y"}}, "lead_image.path", "--media-dir"),
        ({"editions": [{}]}, "editions[0]", "Say when"),
        ({"editions": [{"note": ""}]}, "editions[0].published", "Say when"),
        ({"editions": [{"published": FIRST, "headline": " "}]}, "editions[0].headline", "needs a headline"),
        ({"editions": [7]}, "editions[0]", "must be an object"),
        ({"editions": [{"published": "2007-13-01T00:00:00Z"}]}, "editions[0].published", "is not a moment"),
        ({"editions": [{"published": "2007-10-10T14:05:00"}]}, "editions[0].published", "in which zone"),
        ({"editions": [{"published": "0001-01-01T00:00:00+14:00"}]}, "editions[0].published", "moment"),
        ({"editions": [{"published": "2999-01-01T00:00:00Z"}]}, "editions[0].published", "in the future"),
        ({"editions": [{"published": FIRST, "kind": "update"}]}, "editions[0].kind", "is an original"),
        ({"editions": [{"published": FIRST, "kind": "new"}]}, "editions[0].kind", "is none of"),
        ({"scheduled": {"at": "2007-10-10T14:05:00Z"}}, "scheduled.at", "has passed"),
        ({"withdrawn": {"at": FIRST, "reason": "a", "explanation": "b"}}, "withdrawn.at", "after its last"),
        ({"withdrawn": {"at": SECOND, "reason": "a"}}, "withdrawn.explanation", "words for readers"),
    ],
)
def test_a_bad_value_is_named(fields, where, words):
    error = only_error(row(**fields))
    assert (error.line, error.field) == (1, where)
    assert words in error.reason


@pytest.mark.parametrize(
    ("second", "where", "words"),
    [
        ({"published": FIRST, "headline": "New"}, "editions[1].published", "later than the one before"),
        ({"published": "2007-10-09T00:00:00Z"}, "editions[1].published", "later than the one before"),
        ({"published": SECOND, "kind": "original"}, "editions[1].kind", "Only the first"),
        ({"published": SECOND, "kind": "correction", "body": "<p>B</p>"}, "editions[1].note", "Tell readers"),
        ({"published": SECOND}, "editions[1].", "Nothing has changed"),
    ],
)
def test_editions_are_in_order_and_of_the_right_kind(second, where, words):
    error = only_error(row(editions=[{"published": FIRST}, second]))
    assert error.field == where.rstrip(".") or error.field == where
    assert words in error.reason


def test_every_line_is_checked_and_every_error_of_a_line_reported():
    errors = bring_in(row(headline="", date="soon"), row(id="2", slug="b"), row(id="3", place=5)).errors
    assert {(error.line, error.field) for error in errors} == {(1, "headline"), (1, "date"), (3, "place")}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[1]", "one JSON object"),
        (b'{"id": "\xff"}', "not UTF-8"),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_a_line_that_is_no_object_is_named(line, words):
    report = import_articles([json.dumps(row()), line])
    assert [(error.line, error.field) for error in report.errors] == [(2, "")]
    assert words in report.errors[0].reason
    assert not Article.objects.exists()


def test_empty_lines_and_a_byte_order_mark_do_no_harm():
    report = import_articles(["\ufeff" + json.dumps(row()), "", "\n"])
    assert (report.counts["articles"], report.errors) == (1, [])


def test_an_id_may_be_on_one_line_only():
    error = only_error(row(), row(slug="b"))
    assert (error.line, error.field) == (2, "id")
    assert "Line 1" in error.reason


def test_an_address_that_another_story_of_the_month_has_is_refused():
    error = only_error(row(), row(id="2"))
    assert (error.line, error.field) == (2, "editions[0].slug")
    assert "has this address already" in error.reason


def test_two_officials_of_one_name_are_not_guessed():
    for _ in range(2):
        Person.objects.create(given_name="Kim", family_name="Clark")
    error = only_error(row(officials=["Kim Clark"]))
    assert "kim-clark, kim-clark-2" in error.reason


def test_a_name_as_it_is_shown_is_preferred_to_its_parts_in_the_other_order():
    shown = Person.objects.create(given_name="Kim", family_name="Clark")
    Person.objects.create(given_name="Clark", family_name="Kim")
    bring_in(row(officials=["Kim Clark"]))
    assert Article.objects.get().officials.get().person == shown


def test_a_post_that_an_official_never_had_is_named():
    Person.objects.create(given_name="Kofi", family_name="Annan")
    error = only_error(row(officials=[{"name": "Kofi Annan", "post": "Postmaster"}]))
    assert error.field == "officials[0].post"
    assert "no appointment as “Postmaster”" in error.reason


def test_an_official_may_be_in_the_list_once_only():
    Person.objects.create(given_name="Kofi", family_name="Annan")
    error = only_error(row(officials=["Kofi Annan", {"slug": "kofi-annan"}]))
    assert error.field == "officials[1]"


@pytest.mark.parametrize(
    ("picture", "where", "words"),
    [
        ({"path": "missing.jpg", "alt": "x", "credit": "y"}, "path", "There is no file “missing.jpg”"),
        ({"path": "../../etc/passwd", "alt": "x", "credit": "y"}, "path", "leads out of the folder"),
        ({"path": "not-a-picture.jpg", "alt": "x", "credit": "y"}, "path", ""),
        ({"path": "hall.jpg", "credit": "y"}, "alt", "Describe the picture"),
        ({"path": "hall.jpg", "alt": "x"}, "credit", "who gets the credit"),
    ],
)
def test_a_bad_picture_is_named(media, picture, where, words):  # noqa: F811
    error = only_error(row(lead_image=picture), media_dir=media)
    assert error.field == f"lead_image.{where}"
    assert words in error.reason


def test_nul_characters_are_left_out():
    bring_in(row(headline="A\x00 headline", place="New\x00 York"))
    article = Article.objects.get()
    assert (article.headline, article.place) == ("A headline", "New York")


def test_an_oversized_body_is_refused():
    error = only_error(row(body="<p>" + "x" * 2_100_000 + "</p>"))
    assert error.field == "body"


def test_an_error_reads_as_a_sentence():
    assert errors_of(row(headline="")) == ["line 1, headline: A story needs a headline."]
