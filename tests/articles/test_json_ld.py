"""Structured data: what a story says of itself to machines, and that no word of it can end its block."""

import datetime
import json
import re

import pytest

from newsroom.lib.json_ld import json_ld, pruned
from tests.make import change, make_author, make_editor, make_image, make_live, make_topic
from tests.people.make import make_appointment, make_person, make_post

SITE = "http://127.0.0.1:8000"
NOON = datetime.datetime(2007, 10, 10, 12, tzinfo=datetime.UTC)


def structured(client, path):
    text = client.get(path).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return json.loads(block)


@pytest.fixture
def story(db, time_machine):
    time_machine.move_to(NOON, tick=False)
    ban, luck = make_person("Ban Ki-moon"), make_person("Edward Luck")
    make_appointment(ban, make_post("Secretary-General"), start="2007-01-01", end="2016-12-31")
    make_appointment(luck, make_post("Special Adviser"), intended="2007-08-31")
    return make_live(
        headline="A </script><script>calling",
        slug="calling",
        standfirst="Two names.",
        place="New York",
        topics=[make_topic("Council"), make_topic("Prevention")],
        authors=[make_author(), make_author("Tom Adeyemi")],
        officials=[(ban, "subject"), luck],
        lead_image=make_image(1600, 1000),
    )


def test_a_story_is_a_news_article_with_the_titles_of_its_day(client, story):
    data = structured(client, "/news/2007/10/calling/")
    assert data["@type"] == "NewsArticle"
    assert data["@id"] == data["mainEntityOfPage"] == f"{SITE}/news/2007/10/calling/"
    assert data["headline"] == "A </script><script>calling"
    assert data["datePublished"] == data["dateModified"] == "2007-10-10T12:00:00+00:00"
    assert [author["name"] for author in data["author"]] == ["Ilse Marrow", "Tom Adeyemi"]
    assert data["author"][0]["url"] == f"{SITE}/authors/ilse-marrow/"
    assert data["articleSection"] == "Council"
    assert data["isAccessibleForFree"] is True
    assert data["inLanguage"] == "en"
    assert [(p["name"], p["jobTitle"]) for p in data["about"]] == [("Ban Ki-moon", "Secretary-General")]
    assert [(p["name"], p["jobTitle"]) for p in data["mentions"]] == [
        ("Edward Luck", "named as intended Special Adviser")
    ]


def test_a_picture_comes_in_three_shapes_with_its_true_size(client, story):
    images = structured(client, "/news/2007/10/calling/")["image"]
    assert [(image["width"], image["height"]) for image in images] == [(1200, 675), (1200, 900), (1000, 1000)]
    for image in images:
        assert client.get(image["url"].removeprefix(SITE)).status_code in (200, 302)
        assert image["creditText"] == "Illustration: Desk"


def test_the_publisher_is_named_with_a_logo_that_is_there(client, story, settings):
    publisher = structured(client, "/news/2007/10/calling/")["publisher"]
    assert publisher["@type"] == "NewsMediaOrganization"
    assert publisher["name"] == "Public Office"
    assert publisher["logo"]["url"].startswith(SITE)


def test_a_correction_is_said_with_its_time(client, story, time_machine):
    time_machine.move_to(NOON + datetime.timedelta(hours=1), tick=False)
    change(story, body="<p>Right.</p>")
    story.publish(make_editor(), kind="correction", note="It was Tuesday.")
    data = structured(client, "/news/2007/10/calling/")
    assert data["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "It was Tuesday.",
            "datePublished": "2007-10-10T13:00:00+00:00",
        }
    ]
    assert data["dateModified"] == "2007-10-10T13:00:00+00:00"


def test_a_story_without_authors_is_the_houses_own(client, db):
    path = make_live(slug="x").editions.get().get_absolute_url()
    assert structured(client, path)["author"][0]["name"] == "Public Office"


def test_a_hidden_person_is_not_in_the_data(client, db):
    path = make_live(officials=[make_person("Hidden Person", is_public=False)]).editions.get()
    assert "Hidden Person" not in client.get(path.get_absolute_url()).content.decode()


def test_an_authors_page_is_a_profile_page(client, story):
    data = structured(client, "/authors/ilse-marrow/")
    assert (data["@type"], data["mainEntity"]["name"]) == ("ProfilePage", "Ilse Marrow")


@pytest.mark.parametrize("text", ["</script>", "<!--", "&lt;", "\u2028\u2029", "]]>", '"\\'])
def test_no_text_can_end_the_block_and_all_of_it_arrives(text):
    block = json_ld({"name": text})
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside) == {"name": text}


def test_what_says_nothing_is_left_out():
    assert pruned({"a": None, "b": "", "c": [], "d": {"e": ""}, "f": 0, "g": False, "h": [None, "x"]}) == {
        "f": 0,
        "g": False,
        "h": ["x"],
    }
