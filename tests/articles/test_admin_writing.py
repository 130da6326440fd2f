"""Writing a story on the desk: its fields and relations are saved together, as one revision."""

import pytest
from django.urls import reverse

from articles.models import Article, Topic
from tests.articles.admin_desk import READY, change_url, open_form, save
from tests.browserless import errors_beside, messages_of, posted, soup, text_of
from tests.make import (
    make_article,
    make_author,
    make_editor,
    make_image,
    make_live,
    make_reporter,
    make_topic,
    make_user,
)
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"


@pytest.fixture
def rosa(client):
    user = make_reporter(first_name="Rosa", last_name="Reporter")
    client.force_login(user)
    return user


def add(client, **changes):
    page = client.get(ADD)
    data = posted(page, "article_form", **READY, **changes)
    return client.post(ADD, data, follow=True)


def test_a_reporter_writes_a_story(client, rosa):
    topic = make_topic("Peacekeeping")
    page = add(
        client,
        headline="Assembly votes on\n peacekeeping scale",
        standfirst="A vote.",
        body="<p>The Assembly voted.</p>",
        place="New York",
        date="2007-10-10",
        topics=["Peacekeeping"],
    )
    article = Article.objects.get()
    assert article.headline == "Assembly votes on peacekeeping scale"
    assert [article.owner, article.updated_by, article.revision_number] == [rosa, rosa, 1]
    assert list(article.topics.all()) == [topic]
    assert article.revisions.get().payload["topics"] == [topic.pk]
    assert "Saved as revision 1" in messages_of(page)


def test_no_character_writes_the_words_after_it_backwards(client, rosa):
    add(client, headline="Assembly \u202evotes", standfirst="A \u202dvote.", body="<p>It voted.</p>")
    article = Article.objects.get()
    assert (article.headline, article.standfirst) == ("Assembly votes", "A vote.")


def test_every_save_is_one_revision_with_its_relations(client, rosa):
    article, person = make_article(by=rosa), make_person("Francis Deng")
    ilse, omar = make_author("Ilse Marrow"), make_author("Omar Diallo")
    save(
        client,
        article,
        headline="Deng takes up post",
        **{
            "officials-TOTAL_FORMS": "1",
            "officials-0-person": str(person.pk),
            "officials-0-role": "subject",
            "bylines-TOTAL_FORMS": "2",
            "bylines-0-author": str(ilse.pk),
            "bylines-0-order": "1",
            "bylines-1-author": str(omar.pk),
            "bylines-1-order": "0",
        },
    )
    article.refresh_from_db()
    payload = article.last_revision.payload
    assert article.revision_number == 2
    assert [row["person"] for row in payload["officials"]] == [person.pk]
    assert payload["authors"] == [omar.pk, ilse.pk]


def test_saving_without_a_change_makes_no_revision(client, rosa):
    article = make_article(by=rosa, topics=[make_topic()], officials=[make_person()], authors=[make_author()])
    save(client, article)
    article.refresh_from_db()
    assert article.revision_number == 1


def test_the_order_of_a_byline_can_change_and_a_row_can_go(client, rosa):
    first, second, third = make_author("A A"), make_author("B B"), make_author("C C")
    article = make_article(by=rosa, authors=[first, second, third])
    save(client, article, **{"bylines-0-order": "5", "bylines-1-DELETE": "on"})
    assert [row.author for row in article.bylines.all()] == [third, first]
    assert [row.position for row in article.bylines.all()] == [0, 1]


def test_an_official_taken_out_and_put_in_again_at_once_stays(client, rosa):
    person = make_person("Edward Luck")
    article = make_article(by=rosa, officials=[person])
    added = {
        "officials-TOTAL_FORMS": "2",
        "officials-1-person": str(person.pk),
        "officials-1-role": "speaker",
    }
    save(client, article, **{"officials-0-DELETE": "on"}, **added)
    assert [(row.person, row.role) for row in article.officials.all()] == [(person, "speaker")]


def test_one_official_twice_is_refused_beside_the_row(client, rosa):
    person, article = make_person("Edward Luck"), make_article(by=rosa)
    rows = {
        f"officials-{n}-{name}": value
        for n in (0, 1)
        for name, value in (("person", person.pk), ("role", "subject"))
    }
    page = save(client, article, headline="Kept words", **{"officials-TOTAL_FORMS": "2"}, **rows)
    assert page.status_code == 200
    assert "correct the" in text_of(page)
    assert soup(page).find(id="id_headline").get_text(strip=True) == "Kept words"
    assert article.officials.count() == 0


def test_a_pinned_appointment_must_be_the_persons_own(client, rosa):
    person, other = make_person("Francis Deng"), make_person("Edward Luck")
    theirs = make_appointment(person=other, post=make_post(), start="2008")
    article = make_article(by=rosa, officials=[person])
    page = save(client, article, **{"officials-0-appointment": str(theirs.pk)})
    assert "This appointment belongs to somebody else." in text_of(page)
    assert article.officials.get().appointment is None


def test_the_form_shows_the_title_of_the_storys_day(client, rosa):
    luck = make_person("Edward Luck")
    make_appointment(
        person=luck, post=make_post(title="Special Adviser"), intended="2007-08-31", start="2008-02"
    )
    article = make_article(by=rosa, officials=[luck], date="2007-10-10")
    assert "named as intended Special Adviser" in text_of(open_form(client, article))
    save(client, article, date="2009-10-10")
    assert "named as intended" not in text_of(open_form(client, article))


# --- Topics ----------------------------------------------------------------------------------------
def test_an_alias_files_under_its_topic(client, rosa):
    topic, article = make_topic("Responsibility to Protect", "R2P"), make_article(by=rosa)
    save(client, article, topics=["r2p", "Responsibility to protect"])
    assert list(article.topics.all()) == [topic]


def test_a_reporter_cannot_make_up_a_topic(client, rosa):
    article = make_article(by=rosa, topics=[])
    page = save(client, article, topics=["Oil revenue"], headline="Kept words")
    assert "No topic is called “Oil revenue”" in errors_beside(page, "topics")
    assert "Kept words" in text_of(page)
    assert [option.get("value") for option in soup(page).select("#id_topics option")] == ["Oil revenue"]
    assert not Topic.objects.exists()
    article.refresh_from_db()
    assert article.revision_number == 1


def test_who_may_add_topics_does_so_by_typing(client):
    client.force_login(make_editor())
    editor = make_user("change_article", "view_article", "add_topic")
    client.force_login(editor)
    article = make_article()
    save(client, article, topics=["Oil revenue"])
    assert [topic.name for topic in article.topics.all()] == ["Oil revenue"]


@pytest.mark.parametrize("name", ["x" * 101, "…", "   ", "a\0b" * 60])
def test_an_odd_topic_is_no_error_page(client, name):
    client.force_login(make_user("change_article", "view_article", "add_topic"))
    article = make_article(topics=[])
    page = save(client, article, topics=[name])
    assert page.status_code == 200
    assert not Topic.objects.exists()


# --- Bad input -------------------------------------------------------------------------------------
def test_without_a_headline_nothing_is_lost(client, rosa):
    page = add(client, headline=" ", standfirst="A standfirst that took an hour", body="<p>And a text.</p>")
    assert errors_beside(page, "headline")
    assert "A standfirst that took an hour" in text_of(page)
    assert "And a text." in soup(page).find(id="id_body").get_text()
    assert not Article.objects.exists()


def test_a_body_from_half_an_editor_is_refused(client, rosa):
    article = make_article(by=rosa)
    data = posted(open_form(client, article), "article_form", body="<p>New</p>") | {"_continue": "1"}
    data.pop("body_editor_ready", None)
    page = client.post(change_url(article), data)
    assert "did not load completely" in errors_beside(page, "body")
    article.refresh_from_db()
    assert "New" not in article.body


def test_an_oversized_body_is_refused_beside_the_field(client, rosa):
    article = make_article(by=rosa)
    page = save(client, article, body=f"<p>{'word ' * 410_000}</p>", headline="Kept words")
    assert "too long" in errors_beside(page, "body")
    assert "Kept words" in text_of(page)


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("2027-03-14", "02:30", "does not exist"),
        ("2027-11-07", "01:30", "comes twice"),
        ("2027-02-30", "10:00", "valid date"),
        ("2027-03-20", "25:00", "valid time"),
        ("", "10:00", "Give the day"),
        ("2027-03-20", "", "Give the time"),
    ],
)
def test_a_moment_that_is_none_is_refused_beside_the_field(client, rosa, day, clock, words):
    article = make_article(by=rosa)
    page = save(client, article, embargo_until_0=day, embargo_until_1=clock, headline="Kept words")
    assert words in errors_beside(page, "embargo_until")
    assert "Kept words" in text_of(page)


def test_an_expiry_before_the_embargo_ends_is_refused(client, rosa):
    times = {
        "embargo_until_0": "2027-05-02",
        "embargo_until_1": "10:00",
        "expires_at_0": "2027-05-01",
        "expires_at_1": "10:00",
    }
    page = save(client, make_article(by=rosa), **times)
    assert "before its embargo ends" in errors_beside(page, "expires_at")


def test_a_text_is_cleaned_whatever_is_posted(client, rosa):
    article = make_article(by=rosa)
    save(client, article, body='<p onclick="x">Hello<script>alert(1)</script></p><h1>Big</h1>')
    article.refresh_from_db()
    assert "script" not in article.body
    assert "onclick" not in article.body


# --- Who may ---------------------------------------------------------------------------------------
def test_who_may_only_read_reads_the_text_and_saves_nothing(client):
    article = make_article(body="<p>Read <strong>me</strong>.</p>")
    client.force_login(make_user("view_article"))
    page = open_form(client, article)
    assert "Read me ." in text_of(page) or "Read me." in text_of(page)
    assert not soup(page).find(attrs={"name": "_continue"})
    assert client.post(change_url(article), {"headline": "Mine"}).status_code == 403
    article.refresh_from_db()
    assert article.headline != "Mine"


def test_a_story_that_is_not_there_leads_back_to_the_desk(client, rosa):
    page = client.get("/admin/articles/article/999/change/", follow=True)
    assert "doesn’t exist" in messages_of(page)


def test_only_a_draft_that_was_never_published_can_be_deleted(client):
    editor = make_editor()
    client.force_login(editor)
    draft, live = make_article(), make_live()
    assert (
        client.post(reverse("admin:articles_article_delete", args=[live.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert (
        client.post(reverse("admin:articles_article_delete", args=[draft.pk]), {"post": "yes"}).status_code
        == 302
    )
    assert list(Article.objects.all()) == [live]


def test_a_reporter_deletes_nothing(client, rosa):
    draft = make_article(by=rosa)
    assert (
        client.post(reverse("admin:articles_article_delete", args=[draft.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Article.objects.exists()


# --- Searches --------------------------------------------------------------------------------------
def test_the_searches_answer_writers_only(client):
    names = ["officials", "pictures", "find_person", "find_picture", "topics"]
    for name in names:
        url = reverse(f"admin:articles_article_{name}")
        assert client.get(url).status_code == 302  # to the login
    client.force_login(make_user())
    for name in ["find_person", "find_picture", "topics"]:
        assert client.get(reverse(f"admin:articles_article_{name}")).status_code == 403
    client.force_login(make_reporter())
    for name in names:
        url = reverse(f"admin:articles_article_{name}")
        assert client.get(url).json()["results"] == []
        assert client.post(url).status_code == 405


@pytest.mark.parametrize("term", ["\0", "%", "'", "\\", "x" * 5000, "🙂"])
def test_odd_words_find_nothing_and_break_nothing(client, rosa, term):
    for name in ("find_person", "topics", "find_picture"):
        assert client.get(reverse(f"admin:articles_article_{name}"), {"term": term}).status_code == 200


def test_topics_are_found_by_another_name(client, rosa):
    make_topic("Responsibility to Protect", "R2P")
    rows = client.get(reverse("admin:articles_article_topics"), {"term": "r2"}).json()["results"]
    assert rows == [{"id": "Responsibility to Protect", "text": "Responsibility to Protect (R2P)"}]


# --- The lead picture --------------------------------------------------------------------------------
def test_a_lead_picture_is_chosen_shown_and_described(client, rosa):
    image, article = make_image(alt="An empty hall", caption="Before a session"), make_article(by=rosa)
    save(client, article, lead_image=str(image.pk), lead_caption="After the session")
    article.refresh_from_db()
    assert (article.lead_image, article.lead_caption) == (image, "After the session")
    form = soup(open_form(client, article))
    assert form.select_one(".lead-thumb")["src"] == image.rendition("4x3-480")
    assert form.find(id="id_lead_alt")["placeholder"] == "An empty hall"


@pytest.mark.parametrize("value", ["999", "x", "-1"])
def test_a_picture_that_is_none_is_refused_beside_the_field(client, rosa, value):
    article = make_article(by=rosa)
    page = save(client, article, lead_image=value, headline="Kept words")
    assert errors_beside(page, "lead_image")
    assert "Kept words" in text_of(page)


@pytest.mark.parametrize("value", ["999", "x", "9" * 40])
def test_an_official_that_is_none_is_refused_and_no_error_page(client, rosa, value):
    article = make_article(by=rosa)
    rows = {"officials-TOTAL_FORMS": "1", "officials-0-person": value, "officials-0-role": "subject"}
    page = save(client, article, headline="Kept words", **rows)
    assert page.status_code == 200
    assert "Kept words" in text_of(page)
    assert article.officials.count() == 0


@pytest.mark.parametrize("total", ["", "x", "-1", "99999", "1e3"])
def test_rows_miscounted_by_a_client_are_no_error_page(client, rosa, total):
    article = make_article(by=rosa)
    page = save(client, article, **{"officials-TOTAL_FORMS": total})
    assert page.status_code == 200
    article.refresh_from_db()
    assert article.revision_number == 1
