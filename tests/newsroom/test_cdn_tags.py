"""A public page tells a CDN what it is of, where the setting asks for it."""

import pytest
from django.test import Client

from articles.models.edition import Edition
from newsroom.lib.cdn_tags import MOST
from tests.make import make_author, make_live, make_topic
from tests.people.make import make_appointment, make_person
from tests.served import Served

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tagging(settings, tmp_path):
    settings.CDN_TAGS = True
    settings.RELEASE = tmp_path.name  # Redis may still hold what another test kept


def tags(address, status=200):
    response = Client().get(address)
    assert response.status_code == status
    assert response["Cache-Tag"] == response["Surrogate-Key"].replace(" ", ",")
    return response["Surrogate-Key"].split()


def make_story(**kw):
    make_live(**kw)
    return Edition.objects.live().get()


def test_nothing_is_said_unless_the_setting_asks_for_it(settings):
    settings.CDN_TAGS = False
    response = Client().get("/")
    assert not response.has_header("Surrogate-Key")
    assert not response.has_header("Cache-Tag")


def test_a_story_is_of_its_officials_and_of_the_topic_of_its_related_stories():
    person, first, second = make_person(), make_topic("Sudan"), make_topic("Famine")
    story = make_story(officials=[person], topics=[first, second])
    assert tags(story.get_absolute_url()) == [
        "all",
        "articles-article",
        f"story-{story.article_id}",
        f"topic-{first.pk}",
        f"official-{person.pk}",
    ]


def test_the_editions_of_a_story_are_of_the_story():
    story = make_story()
    for address in ("editions/", "editions/1/"):
        assert f"story-{story.article_id}" in tags(f"{story.get_absolute_url()}{address}")


def test_a_story_with_very_many_officials_is_dropped_with_the_lists():
    people = [make_person(f"Person Number{n}") for n in range(MOST + 1)]
    found = tags(make_story(officials=people).get_absolute_url())
    assert found[-1] == "lists"
    assert len(found) == 2 + MOST + 1


def test_what_changes_with_any_publication_is_of_the_lists():
    make_story(topics=[make_topic("Sudan")])
    assert tags("/") == ["all", "front", "lists"]
    assert tags("/news/") == ["all", "articles-archive", "lists"]
    assert tags("/search/?q=story") == ["all", "search", "lists"]
    assert tags("/feed.atom") == ["all", "articles-feed", "lists"]
    assert tags("/sitemap.xml") == ["all", "articles-sitemap_index", "lists"]


def test_an_address_at_which_a_story_may_still_appear_is_of_the_lists():
    assert tags("/news/2007/10/not-yet/", 404) == ["all", "articles-article", "lists"]
    assert tags("/nowhere/", 404) == ["all", "lists"]


def test_a_topic_an_author_and_their_feeds_are_of_themselves_alone():
    topic, author = make_topic("Sudan"), make_author()
    make_story(topics=[topic], authors=[author])
    assert tags("/topics/sudan/") == ["all", "articles-topic", f"topic-{topic.pk}"]
    assert tags("/topics/sudan/feed.json") == ["all", "articles-topic_feed", f"topic-{topic.pk}"]
    assert tags(author.get_absolute_url()) == ["all", "articles-author", f"author-{author.pk}"]


@pytest.mark.parametrize("form", ["", ".json"])
def test_pages_of_the_record_are_of_what_they_show(form):
    term = make_appointment(start="1997-01-01")
    view = "twin" if form else ""
    for record, own in ((term.person, []), (term.post, ["lists"]), (term.post.organization, ["lists"])):
        kind = record._meta.model_name
        address = record.get_absolute_url()
        address = f"{address.rstrip('/')}{form}" if form else address
        name = f"people-{kind}_{view}" if view else f"people-{kind}"
        assert tags(address) == ["all", name, f"{kind}-{record.pk}", *own]


def test_a_kept_page_says_it_again_and_before_django_is_asked(settings):
    settings.SHARED_CACHE = False
    story = make_story()
    served = Served()
    answers = [served.get(story.get_absolute_url()) for _ in range(3)]
    assert served.answered > 0
    assert {answer.headers["Surrogate-Key"] for answer in answers} == {
        f"all articles-article story-{story.article_id} topic-{story.edition_topics.get().topic_id}"
    }


def test_the_desk_says_nothing():
    assert not Client().get("/admin/login/").has_header("Surrogate-Key")
