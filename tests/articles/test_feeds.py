"""Feeds: valid, full, absolute, permanent in their ids, and the same bytes while nothing changes."""

import datetime
import json
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.lib.feeds import absolute
from tests.make import change, make_author, make_editor, make_image, make_live, make_topic
from tests.people.make import make_appointment, make_person, make_post, move

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
FORMS = ["atom", "rss", "json"]
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def story(time_machine):
    time_machine.move_to(NOON, tick=False)
    official = make_person("Ban Ki-moon")
    make_appointment(official, make_post("Secretary-General"), start="2007-01-01")
    return make_live(
        headline="Ban & the “calling” <b>",
        slug="calling",
        standfirst="Two names.",
        body=f'<p>Said <a data-official="{official.pk}">Ban Ki-moon</a>.</p>',
        topics=[make_topic("Council")],
        authors=[make_author(), make_author("Tom Adeyemi")],
        officials=[official],
        lead_image=make_image(1600, 1000),
    )


def atom(client, path="/feed.atom"):
    return ElementTree.fromstring(client.get(path).content)


def test_atom_says_everything_a_reader_program_needs(client, story):
    feed = atom(client)
    assert feed.findtext(ATOM + "title") == "Public Office"
    assert {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")} == {
        "alternate": f"{SITE}/",
        "self": f"{SITE}/feed.atom",
    }
    entry = feed.find(ATOM + "entry")
    assert entry.findtext(ATOM + "title") == "Ban & the “calling” <b>"
    assert entry.findtext(ATOM + "published") == "2026-03-02T12:00:00+00:00"
    assert [author.findtext(ATOM + "name") for author in entry.findall(ATOM + "author")] == [
        "Ilse Marrow",
        "Tom Adeyemi",
    ]
    assert [category.get("term") for category in entry.findall(ATOM + "category")] == ["Council"]
    content = entry.find(ATOM + "content")
    assert content.get("type") == "html"
    assert f'<a href="{SITE}/people/ban-ki-moon/"' in content.text
    assert f'src="{SITE}/media/' in content.text


def test_rss_carries_the_full_text_and_every_author(client, story):
    item = ElementTree.fromstring(client.get("/feed.rss").content).find("channel/item")
    assert [creator.text for creator in item.findall(CREATOR)] == ["Ilse Marrow", "Tom Adeyemi"]
    assert "Said <a href=" in item.findtext(CONTENT)
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("pubDate") == "Mon, 02 Mar 2026 12:00:00 +0000"
    assert item.findtext("description") == "Two names."


def test_json_feed_is_version_1_1(client, story):
    feed = json.loads(client.get("/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}/feed.json"
    (item,) = feed["items"]
    assert item["url"] == f"{SITE}/news/2026/03/calling/"
    assert item["authors"][0] == {"name": "Ilse Marrow", "url": f"{SITE}/authors/ilse-marrow/"}
    assert item["tags"] == ["Council"]
    assert item["image"].startswith(f"{SITE}/media/")


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("atom", "application/atom+xml"), ("rss", "application/rss+xml"), ("json", "application/feed+json")],
)
def test_each_form_has_its_media_type(client, story, form, media_type):
    response = client.get(f"/feed.{form}")
    assert response["Content-Type"].partition(";")[0] == media_type
    assert not response.cookies
    assert client.head(f"/feed.{form}").status_code == 200
    assert client.post(f"/feed.{form}").status_code == 405


@pytest.mark.parametrize("path", ["/topics/council/", "/authors/ilse-marrow/", "/people/ban-ki-moon/", "/"])
@pytest.mark.parametrize("form", FORMS)
def test_a_page_names_its_feed_and_the_feed_names_the_story(client, story, path, form):
    assert f'href="{path}feed.{form}"' in client.get(path).content.decode()
    assert "calling" in client.get(f"{path}feed.{form}").content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_an_id_survives_a_new_address_and_updated_moves_with_what_is_not_minor(
    client, story, form, time_machine
):
    def ids():
        text = client.get(f"/feed.{form}").content.decode()
        return text.count("tag:127.0.0.1,2026-03-02:story-"), text.count("2026-03-02T13:00:00+00:00")

    assert ids()[0] == 1
    time_machine.move_to(NOON + HOUR, tick=False)
    change(story, slug="another", headline="Another")
    story.publish(make_editor(), kind="minor")
    assert ids() == (1, 0)
    time_machine.move_to(NOON + 2 * HOUR, tick=False)
    change(story, headline="A third")
    story.publish(make_editor())
    updated = atom(client).find(ATOM + "entry").findtext(ATOM + "updated")
    assert updated == "2026-03-02T14:00:00+00:00"


@pytest.mark.parametrize("form", FORMS)
def test_the_same_stories_are_the_same_bytes_whatever_the_clock_says(client, story, form, time_machine):
    before = client.get(f"/feed.{form}").content
    time_machine.move_to(NOON + 1000 * HOUR, tick=False)
    assert client.get(f"/feed.{form}").content == before


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_feed_is_a_feed_and_knows_no_clock(client, form, time_machine):
    time_machine.move_to(NOON, tick=False)
    before = client.get(f"/feed.{form}").content
    time_machine.move_to(NOON + HOUR, tick=False)
    assert client.get(f"/feed.{form}").content == before


@pytest.mark.parametrize("form", FORMS)
def test_characters_that_xml_cannot_hold_do_not_break_a_feed(client, form):
    make_live(headline="Form\x0cfeed", slug="x", standfirst="\x01One\ufffe", body="<p>Two\x0b.</p>")
    response = client.get(f"/feed.{form}")
    assert response.status_code == 200
    if form != "json":
        ElementTree.fromstring(response.content)


def test_a_correction_comes_first_in_the_text(client, story, time_machine):
    time_machine.move_to(NOON + HOUR, tick=False)
    change(story, body="<p>Right words.</p>")
    story.publish(make_editor(), kind="correction", note="It was Tuesday.")
    text = atom(client).find(ATOM + "entry").findtext(ATOM + "content")
    assert text.index("It was Tuesday.") < text.index("Right words.")


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        ("/feed.atom", 2),  # 1 freshness; 2 stories with names and pictures
        ("/topics/council/feed.atom", 3),  # and the topic
        ("/people/ban-ki-moon/feed.atom", 3),  # and the person
        ("/posts/secretary-general/feed.atom", 3),  # and the post
    ],
)
def test_what_a_feed_costs(client, story, path, cost):
    for n in range(5):
        make_live(
            headline=f"More {n}", lead_image=make_image(), authors=[make_author(f"A {n}", slug=f"a{n}")]
        )
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) == cost


@pytest.mark.parametrize("form", FORMS)
def test_a_former_name_leads_to_the_feed_of_the_present_one(client, story, form):
    from articles.models import Topic

    Topic.objects.get().aliases.create(name="SC", slug="sc")
    response = client.get(f"/topics/sc/feed.{form}")
    assert (response.status_code, response["Location"]) == (301, f"/topics/council/feed.{form}")
    move(story.officials.get().person, "ban")
    response = client.get(f"/people/ban-ki-moon/feed.{form}")
    assert (response.status_code, response["Location"]) == (301, f"/people/ban/feed.{form}")


def test_a_topic_or_author_nobody_has_seen_has_no_feed(client):
    make_topic("Secret inquiry", "SI")
    make_author("New Reporter", slug="new-reporter")
    for path in ("/topics/secret-inquiry/", "/topics/si/", "/authors/new-reporter/"):
        assert client.get(path).status_code == 404, path
        assert client.get(path + "feed.atom").status_code == 404, path


@pytest.mark.parametrize("path", ["/topics/none/feed.atom", "/people/none/feed.rss", "/feed.xml", "/feed."])
def test_a_feed_of_nothing_is_a_404(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (
            '<img src="/a.webp" srcset="/a.webp 1w, /b.webp 2w">',
            '<img src="S/a.webp" srcset="S/a.webp 1w, S/b.webp 2w">',
        ),
        ('<a href="//other.org/x">', '<a href="//other.org/x">'),
        ('<a href="https://other.org/x">', '<a href="https://other.org/x">'),
        ('<p>he wrote href="/x" there</p>', '<p>he wrote href="/x" there</p>'),
    ],
)
def test_addresses_become_absolute_only_where_they_are_addresses(given, wanted):
    assert absolute(given, "S") == wanted
