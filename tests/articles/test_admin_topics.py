"""Topics and authors on the desk: names once published keep working."""

import pytest
from django.urls import reverse

from articles.models import Author, Topic
from tests.browserless import errors_beside, posted, text_of
from tests.make import make_article, make_author, make_live, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def erin(client):
    rights = [
        f"{verb}_{model}" for model in ("topic", "author") for verb in ("view", "add", "change", "delete")
    ]
    user = make_user("view_article", *rights)
    client.force_login(user)
    return user


def save(client, topic, **changes):
    url = reverse("admin:articles_topic_change", args=[topic.pk])
    data = posted(client.get(url), "topic_form", **changes)
    return client.post(url, data | {"_continue": "1"}, follow=True)


def alias(n, name, slug=""):
    return {f"aliases-{n}-name": name, f"aliases-{n}-slug": slug}


def test_a_topic_comes_with_its_other_names(client):
    url = reverse("admin:articles_topic_add")
    data = posted(client.get(url), "topic_form", name="Responsibility to Protect", slug="")
    data |= {"aliases-TOTAL_FORMS": "2", **alias(0, "R2P"), **alias(1, "RtoP")}
    client.post(url, data | {"_save": "1"})
    topic = Topic.objects.get()
    assert topic.slug == "responsibility-to-protect"
    assert {(row.name, row.slug) for row in topic.aliases.all()} == {("R2P", "r2p"), ("RtoP", "rtop")}


def test_a_renamed_topic_answers_to_its_old_name_and_address(client):
    topic = make_topic("Peace keeping operations")
    save(client, topic, name="Peace operations")
    topic.refresh_from_db()
    assert (topic.name, topic.slug) == ("Peace operations", "peace-operations")
    assert [(row.name, row.slug) for row in topic.aliases.all()] == [
        ("Peace keeping operations", "peace-keeping-operations")
    ]
    save(client, topic, name="Peace keeping operations")
    topic.refresh_from_db()
    assert topic.slug == "peace-keeping-operations"


def test_an_address_changed_by_hand_keeps_the_old_one(client):
    topic = make_topic("Peacekeeping")
    save(client, topic, slug="blue-helmets")
    assert [row.slug for row in topic.aliases.all()] == ["peacekeeping"]


def test_a_topic_keeps_its_address_when_only_its_description_changes(client):
    topic = make_topic("Peacekeeping")
    save(client, topic, description="Blue helmets.")
    topic.refresh_from_db()
    assert (topic.slug, topic.aliases.count()) == ("peacekeeping", 0)


def test_two_topics_do_not_answer_to_one_name(client):
    make_topic("Responsibility to Protect", "R2P")
    other = make_topic("Peacekeeping")
    page = save(client, other, name="R2P")
    assert "already a name of the topic “Responsibility to Protect”" in errors_beside(page, "name")
    page = save(client, other, **{"aliases-TOTAL_FORMS": "1"}, **alias(0, "responsibility to protect"))
    assert "This is already a name of the topic" in text_of(page)
    page = save(client, other, **{"aliases-TOTAL_FORMS": "1"}, **alias(0, "r2p"))
    assert page.status_code == 200
    assert other.aliases.count() == 0


def test_a_topic_in_use_is_not_deleted(client):
    topic = make_topic("Peacekeeping")
    make_article(topics=[topic])
    url = reverse("admin:articles_topic_delete", args=[topic.pk])
    client.post(url, {"post": "yes"})
    assert Topic.objects.exists()


def test_an_author_is_made_and_one_in_use_is_not_deleted(client):
    url = reverse("admin:articles_author_add")
    client.post(
        url, posted(client.get(url), "author_form", name="Ilse Marrow", slug="ilse-marrow") | {"_save": "1"}
    )
    author = Author.objects.get()
    make_article(authors=[author])
    client.post(reverse("admin:articles_author_delete", args=[author.pk]), {"post": "yes"})
    assert Author.objects.exists()


def test_two_authors_do_not_share_an_address(client):
    make_author("Ilse Marrow", slug="ilse-marrow")
    url = reverse("admin:articles_author_add")
    page = client.post(url, posted(client.get(url), "author_form", name="Another", slug="ilse-marrow"))
    assert errors_beside(page, "slug")


def test_every_address_a_topic_had_leads_to_it(client, erin):
    topic = make_topic("Climate", slug="climate")
    make_live(topics=[topic])
    for slug in ("climate-change", "climate-crisis", "climate"):
        save(client, topic, slug=slug)
    for slug in ("climate-change", "climate-crisis"):
        assert client.get(f"/topics/{slug}/").url == "/topics/climate/"
    assert client.get("/topics/climate/").status_code == 200


def test_an_address_that_leads_to_a_topic_is_not_given_to_another(client, erin):
    topic = make_topic("Climate", slug="climate")
    save(client, topic, slug="climate-crisis")
    page = save(client, make_topic("Other"), slug="climate")
    assert "still leads readers" in errors_beside(page, "slug")


def test_an_other_name_of_another_topic_is_refused_in_any_spelling(client, erin):
    make_topic("Générale", "Général affairs")
    page = save(client, make_topic("Other"), **{"aliases-TOTAL_FORMS": "1"}, **alias(0, "General affairs"))
    assert page.status_code == 200
    assert "already a name of the topic" in text_of(page)
