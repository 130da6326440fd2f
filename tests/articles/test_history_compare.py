"""Any two versions of a story, compared: words, and what the words do not show."""

import pytest

from articles.models import Author, Topic
from tests.articles.test_history import url
from tests.browserless import errors_beside, soup, text_of
from tests.make import (
    change,
    make_article,
    make_author,
    make_editor,
    make_image,
    make_live,
    make_topic,
    make_user,
)
from tests.people.make import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def erin(client):
    editor = make_editor()
    client.force_login(editor)
    return editor


def compare(client, article, old, new):
    """{label: (words taken out, words put in)} of a comparison."""
    page = client.get(url(article, "compare"), {"from": old, "to": new})
    assert page.status_code == 200
    return {
        row.dt.get_text(): tuple(
            " ".join(" ".join(part.get_text() for part in row.dd.find_all(tag)).split())
            for tag in ("del", "ins")
        )
        for row in soup(page).select(".compared > div")
    }


def test_two_revisions_are_compared_word_by_word(client, erin):
    article = make_article(headline="Ban names adviser", body="<p>He had been named.</p><p>Same.</p>")
    change(article, headline="Ban names Luck", body="<p>He is to be named.</p><p>Same.</p>")
    assert compare(client, article, "r1", "r2") == {
        "Headline": ("adviser", "Luck"),
        "Text: Paragraph 1": ("had been", "is to be"),
    }
    assert compare(client, article, "r2", "r1")["Headline"] == ("Luck", "adviser")


def test_an_edition_is_compared_with_a_revision_and_with_another_edition(client, erin):
    article = make_live(headline="One", slug="typed")
    change(article, headline="Two")
    second = article.publish(erin)
    change(article, headline="Three")
    first = article.editions.get(number=1)
    assert compare(client, article, f"e{first.pk}", f"e{second.pk}")["Headline"] == ("One", "Two")
    assert compare(client, article, f"e{first.pk}", "r3")["Headline"] == ("One", "Three")
    assert compare(client, article, "r3", f"e{second.pk}")["Headline"] == ("Three", "Two")


def test_an_edition_is_shown_with_the_officials_that_it_has_now(client, erin):
    article = make_live()
    edition = article.editions.get()
    article.link_official(make_person("Edward Luck"), make_user("link_officials"))
    assert compare(client, article, "r1", f"e{edition.pk}") == {"Officials": ("", "Edward Luck (mentioned)")}


def test_topics_authors_and_officials_go_by_name(client, erin):
    luck, ban = make_person("Edward Luck"), make_person("Ban Ki-moon")
    peace, war, ilse, ada = make_topic("Peace"), make_topic("War"), make_author("Ilse"), make_author("Ada")
    article = make_article(topics=[peace], officials=[(luck, "speaker")], authors=[ilse])
    article.topics.set([war])
    article.officials.update(person=ban, role="subject", as_printed="the Secretary-General")
    article.bylines.update(author=ada)
    article.save_revision(erin)
    assert compare(client, article, "r1", "r2") == {
        "Authors": ("Ilse", "Ada"),
        "Topics": ("Peace", "War"),
        "Officials": (
            "Edward Luck (speaker)",
            "Ban Ki-moon (subject, printed as “the Secretary-General”)",
        ),
    }


def test_pictures_are_shown(client, erin):
    one, two = make_image(title="The hall"), make_image(title="The door")
    article = make_article(lead_image=one)
    change(article, lead_image=two, body=f'<p>Text.</p><figure data-media="{one.pk}"></figure>')
    found = compare(client, article, "r1", "r2")
    assert found["Lead picture"] == ("The hall", "The door")
    assert found["Pictures in the text"] == ("", "The hall")
    page = client.get(url(article, "compare"), {"from": "r1", "to": "r2"})
    assert len(soup(page).select(".thumb-del img")) == 1
    assert len(soup(page).select(".thumb-ins img")) == 2


def test_a_change_of_a_mark_or_a_format_alone_is_shown(client, erin):
    luck = make_person("Edward Luck")
    article = make_article(body="<p>Edward Luck spoke.</p>")
    change(article, body=f'<p><a data-official="{luck.pk}">Edward Luck</a> spoke.</p>')
    change(article, body=f'<p><a data-official="{luck.pk}">Edward Luck</a> <strong>spoke</strong>.</p>')
    assert compare(client, article, "r1", "r2") == {"Officials marked in the text": ("", "Edward Luck")}
    page = client.get(url(article, "compare"), {"from": "r2", "to": "r3"})
    assert "Only formatting, links or the order of things." in text_of(page)


def test_what_was_deleted_since_is_said(client, erin):
    gone, author = make_topic("Gone"), make_author("Nobody")
    article = make_article(topics=[gone], authors=[author])
    number = gone.pk
    article.topics.set([make_topic("Here")])
    article.bylines.all().delete()
    article.save_revision(erin)
    Topic.objects.filter(pk=gone.pk).delete()
    Author.objects.filter(pk=author.pk).delete()
    found = compare(client, article, "r1", "r2")
    assert found["Topics"] == (f"a topic deleted since (no. {number})", "Here")
    assert "an author deleted since" in found["Authors"][0]


def test_one_and_the_same_differ_in_nothing(client, erin):
    page = client.get(url(make_article(), "compare"), {"from": "r1", "to": "r1"})
    assert "Both say the same." in text_of(page)


def test_without_a_choice_it_compares_what_readers_saw_with_the_desk(client, erin):
    article = change(make_live(headline="One"), headline="Two")
    page = client.get(url(article, "compare"))
    assert [row.dt.get_text() for row in soup(page).select(".compared > div")] == ["Headline"]
    assert "There is only one version." in text_of(client.get(url(make_article(), "compare")))


@pytest.mark.parametrize("key", ["r9", "e999999", "x", "", "r1'--", "e" + "9" * 30])
def test_a_version_of_no_story_or_another_one_is_refused_beside_its_field(client, erin, key):
    make_live()
    page = client.get(url(make_article(), "compare"), {"from": key, "to": "r1"})
    assert page.status_code == 200
    assert errors_beside(page, "from")


def test_an_edition_of_another_story_is_not_shown(client, erin):
    other = make_live(headline="Secret").editions.get()
    page = client.get(url(make_article(), "compare"), {"from": f"e{other.pk}", "to": "r1"})
    assert "This version is not one of this story" in errors_beside(page, "from")


def test_a_comparison_costs_sixteen_queries_at_most(client, erin, django_assert_max_num_queries):
    image, luck = make_image(), make_person("Luck")
    article = make_live(lead_image=image, officials=[luck], authors=[make_author()])
    change(
        article, lead_image=None, headline="Two", body=f'<figure data-media="{image.pk}"></figure><p>x</p>'
    )
    edition = article.editions.get()
    # session, user, permissions (2), story, choices (2), versions (3), names (5)
    with django_assert_max_num_queries(16):
        client.get(url(article, "compare"), {"from": f"e{edition.pk}", "to": "r2"})
