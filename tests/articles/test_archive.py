"""An archive is imported with its own dates, once, by the same code as on the desk."""

import datetime
import json

import pytest
import time_machine
from django.utils import timezone

from articles.archive import import_articles
from articles.models import Article, Author, Edition, Topic, Withdrawal
from articles.workflow import Status
from newsroom.images.models import Image
from people.models import Organization, Person, Post
from tests.make import make_author, make_topic, make_user
from tests.newsroom.images.files import picture

pytestmark = pytest.mark.django_db

FIRST = "2007-10-10T14:05:00Z"
SECOND = "2007-10-10T17:40:00Z"
AT_FIRST = datetime.datetime(2007, 10, 10, 14, 5, tzinfo=datetime.UTC)


def row(**kw):
    """A story of the archive, as a dict."""
    return {
        "id": "archive-1",
        "slug": "sacred-calling",
        "date": "2007-10-10",
        "place": "New York",
        "headline": "Preventing mass atrocities is “a sacred calling”",
        "standfirst": "Two names stand beside the words.",
        "body": "<p>A first paragraph.</p>",
        "editions": [{"published": FIRST}],
        **kw,
    }


def bring_in(*rows, **kw):
    return import_articles([json.dumps(row) for row in rows], **kw)


def errors_of(*rows, **kw):
    """The errors of an import as "line field: reason" texts."""
    return [str(error) for error in bring_in(*rows, **kw).errors]


@pytest.fixture
def ban():
    return Person.objects.create(
        given_name="Ki-moon", family_name="Ban", name_order="family-first", wikidata="Q1253"
    )


@pytest.fixture
def media(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    picture(1800, 1200).save(folder / "hall.jpg")
    (folder / "not-a-picture.jpg").write_text("no picture at all")
    return folder


# --- What comes in --------------------------------------------------------------------------------
def test_a_story_comes_in_with_its_own_dates():
    report = bring_in(row())
    edition = Edition.objects.get()
    assert not report.errors
    assert (report.counts["articles"], report.counts["editions"]) == (1, 1)
    assert edition.live_from == edition.published_at == AT_FIRST
    assert edition.address_args() == ["2007", "10", "sacred-calling"]
    assert str(edition.date) == "2007-10-10"
    assert edition.imported
    assert edition.revision.imported
    assert edition.by is None
    assert Edition.objects.live().count() == 1


def test_the_day_of_a_story_without_one_is_that_of_its_publication_in_the_newsroom():
    bring_in(row(date=None, editions=[{"published": "2007-11-01T02:00:00Z"}]))
    edition = Edition.objects.get()
    assert (str(edition.date), edition.month) == ("2007-10-31", "2007-10")


def test_editions_follow_each_other_and_the_desk_holds_the_newest():
    correction = {"published": SECOND, "kind": "correction", "note": "It was a plan.", "body": "<p>New.</p>"}
    bring_in(row(editions=[{"published": FIRST, "body": "<p>Old.</p>"}, correction]))
    first, second = Edition.objects.order_by("number")
    assert (first.body, second.body) == ("<p>Old.</p>", "<p>New.</p>")
    assert first.live_until == second.live_from
    assert (second.kind, second.note) == ("correction", "It was a plan.")
    article = Article.objects.get()
    assert article.body == "<p>New.</p>"
    assert not article.is_changed
    assert Edition.objects.live(AT_FIRST).get() == first


def test_only_the_editions_may_have_a_headline():
    bring_in(row(headline=None, editions=[{"published": FIRST, "headline": "Own words"}]))
    assert Edition.objects.get().headline == "Own words"


def test_a_changed_slug_keeps_the_month_and_the_old_address():
    bring_in(row(editions=[{"published": FIRST}, {"published": "2007-12-01T12:00:00Z", "slug": "a-calling"}]))
    assert [e.address_args()[1:] for e in Edition.objects.order_by("number")] == [
        ["10", "sacred-calling"],
        ["10", "a-calling"],
    ]


def test_the_body_is_cleaned():
    bring_in(row(body='<p onclick="x()">Text<script>alert(1)</script></p><h1>Head</h1>'))
    assert Edition.objects.get().body == "<p>Text</p><h2>Head</h2>"


def test_an_alias_brings_its_topic_and_a_new_name_makes_one():
    topic = make_topic("Responsibility to Protect", "R2P")
    report = bring_in(row(topics=["R2P", "responsibility  to protect", "Peacekeeping"]))
    names = {t.topic.name for t in Edition.objects.get().edition_topics.all()}
    assert names == {topic.name, "Peacekeeping"}
    assert report.made["topics"] == ["Peacekeeping"]
    assert Topic.objects.count() == 2


def test_authors_keep_their_order_and_are_made_once():
    make_author("Tom Adeyemi")
    report = bring_in(
        row(authors=["Ilse Marrow", "Tom Adeyemi"]), row(id="2", slug="b", authors=["Ilse Marrow"])
    )
    first = Edition.objects.get(slug="sacred-calling")
    assert [a.author.name for a in first.edition_authors.all()] == ["Ilse Marrow", "Tom Adeyemi"]
    assert report.made["authors"] == ["Ilse Marrow"]
    assert Author.objects.count() == 2


@pytest.mark.parametrize(
    "key",
    [
        {"name": "Ban Ki-moon"},
        {"name": "ki moon ban"},
        {"name": "반기문"},
        {"slug": "ban-ki-moon"},
        {"wikidata": "Q1253"},
    ],
)
def test_an_official_is_found_by_any_name_slug_or_wikidata(ban, key):
    ban.names.create(text="반기문", lang="ko", kind="native")
    bring_in(row(officials=[{**key, "role": "speaker", "as_printed": "Secretary-General Ban"}]))
    link = Edition.objects.get().edition_officials.get()
    assert (link.person, link.role, link.as_printed) == (ban, "speaker", "Secretary-General Ban")
    assert link.origin == "import"


def test_an_official_marked_in_the_text_is_linked_by_id(ban):
    bring_in(row(body='<p>Said <a data-official="Ban Ki-moon">Mr. Ban</a>.</p>'))
    edition = Edition.objects.get()
    assert edition.body == f'<p>Said <a data-official="{ban.pk}">Mr. Ban</a>.</p>'
    assert edition.edition_officials.get().role == "mentioned"


def test_a_post_pins_the_appointment_that_the_story_means(ban):
    body = Organization.objects.create(name="United Nations")
    foreign, first = (
        ban.appointments.create(post=Post.objects.create(title=title, organization=body), start=start)
        for title, start in (("Foreign Minister", "2004-01"), ("Secretary-General", "2007-01-01"))
    )
    again = ban.appointments.create(post=first.post, start="2012-01-01")
    bring_in(
        row(officials=[{"name": "Ban Ki-moon", "post": "secretary general"}]),
        row(
            id="2", slug="b", date="2013-05-05", officials=[{"name": "Ban Ki-moon", "post": first.post.slug}]
        ),
        row(id="3", slug="c", officials=[{"name": "Ban Ki-moon", "post": "Foreign Minister"}]),
    )
    pins = [e.edition_officials.get().appointment for e in Edition.objects.order_by("slug")]
    assert pins == [again, foreign, first]


def test_a_picture_comes_from_the_folder_once(media):
    picture = {"path": "hall.jpg", "alt": "A hall.", "caption": "Before.", "credit": "Us"}
    bring_in(row(lead_image=picture), row(id="2", slug="b", lead_image=picture), media_dir=media)
    image = Image.objects.get()
    assert {e.lead_image for e in Edition.objects.all()} == {image}
    assert (image.alt, image.credit) == ("A hall.", "Us")


def test_a_story_may_describe_a_known_picture_in_its_own_words(media):
    picture = {"path": "hall.jpg", "alt": "A hall.", "caption": "Before.", "credit": "Us"}
    bring_in(row(lead_image=picture), media_dir=media)
    bring_in(row(id="2", slug="b", lead_image=picture | {"alt": "قاعة", "caption": ""}), media_dir=media)
    edition = Edition.objects.get(slug="b")
    assert Image.objects.count() == 1
    assert edition.lead_alt == "قاعة"


def test_a_picture_in_the_text_is_imported_too(media):
    figure = '<figure data-media="hall.jpg" data-alt="A hall." data-credit="Us"></figure>'
    bring_in(row(body="<p>A.</p>" + figure), media_dir=media)
    assert f'data-media="{Image.objects.get().pk}"' in Edition.objects.get().body


def test_a_scheduled_story_is_not_live_yet():
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        bring_in(row(editions=None, scheduled={"at": "+3d"}))
        assert not Edition.objects.live().exists()
        assert Article.objects.get().pending_edition.live_from == timezone.now() + datetime.timedelta(days=3)


def test_an_update_of_a_live_story_may_be_scheduled():
    bring_in(row(scheduled={"at": "+2h", "kind": "update", "headline": "Later"}))
    live, later = Edition.objects.order_by("number")
    assert live.live_until == later.live_from
    assert later.headline == "Later"


def test_a_withdrawn_story_says_why():
    withdrawn = {"at": "2007-10-12T09:00:00Z", "reason": "Two people in one.", "explanation": "It was wrong."}
    bring_in(row(withdrawn=withdrawn))
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.reason, withdrawal.explanation) == ("Two people in one.", "It was wrong.")
    assert not Edition.objects.live().exists()
    assert Edition.objects.live(AT_FIRST).exists()


@pytest.mark.parametrize("status", ["draft", "submitted", "approved"])
def test_a_story_may_be_imported_as_a_draft(status):
    user = make_user()
    bring_in(row(editions=None, status=status, note="Check the months."), by=user)
    article = Article.objects.get()
    assert (article.status, article.note, article.owner) == (status, "Check the months.", user)
    assert article.last_revision.by == user
    assert bool(article.approved_revision) == (status == "approved")
    assert not Edition.objects.exists()


def test_a_returned_story_brings_its_reason():
    bring_in(row(editions=None, status="returned", return_reason="Too thin."))
    article = Article.objects.get()
    assert (article.status, article.return_reason) == (Status.RETURNED, "Too thin.")


def test_changes_that_readers_have_not_seen_stay_on_the_desk():
    bring_in(row(desk={"headline": "Not yet"}))
    article = Article.objects.get()
    assert article.headline == "Not yet"
    assert article.is_changed
    assert Edition.objects.live().get().headline.startswith("Preventing")


# --- Once, and all or nothing ---------------------------------------------------------------------
def test_a_second_run_changes_nothing(ban):
    rows = [row(topics=["R2P"], authors=["Ilse Marrow"], officials=["Ban Ki-moon"])]
    bring_in(*rows)
    before = counts()
    report = bring_in(*rows)
    assert (report.counts["articles"], report.counts["already_there"]) == (0, 1)
    assert counts() == before


def test_a_dry_run_changes_nothing_and_says_what_would_be_imported(media, settings):
    picture = {"path": "hall.jpg", "alt": "A hall.", "credit": "Us"}
    report = bring_in(row(topics=["R2P"], lead_image=picture), media_dir=media, dry_run=True)
    assert (report.counts["articles"], report.counts["editions"], report.made["topics"]) == (1, 1, ["R2P"])
    assert not any(counts().values())
    assert not files_of(settings.MEDIA_ROOT)


def test_with_one_bad_line_nothing_is_imported(media, settings):
    picture = {"path": "hall.jpg", "alt": "A hall.", "credit": "Us"}
    report = bring_in(row(lead_image=picture), row(id="2", slug="b", headline=""), media_dir=media)
    assert [error.line for error in report.errors] == [2]
    assert not any(counts().values())
    assert not files_of(settings.MEDIA_ROOT)


def counts():
    return {m.__name__: m.objects.count() for m in (Article, Edition, Topic, Author, Image)}


def files_of(folder):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
