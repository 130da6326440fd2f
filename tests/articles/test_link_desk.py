"""The link desk: its queue, a story with what it names, and each act, by buttons alone."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import Act, AuditEntry, SuggestionCount, SuggestionDismissal
from articles.officials import link_desk
from people import name_list
from tests.browserless import posted, soup
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_topic, make_user
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db
QUEUE = "/admin/links/"
BODY = "<p>Ban Ki-moon met Edward Luck in New York.</p>"


@pytest.fixture
def petra(db):
    user = make_user()
    user.groups.set(Group.objects.filter(name="people desk"))
    return user


@pytest.fixture
def officials(db):
    ban, luck = make_person("Ban Ki-moon"), make_person("Edward Luck")
    make_appointment(ban, "Secretary-General", start="2007-01-01", end="2016-12-31")
    make_appointment(luck, "Special Adviser", intended="2007-08-31")
    return ban, luck


@pytest.fixture
def ban(officials):
    return officials[0]


@pytest.fixture
def luck(officials):
    return officials[1]


@pytest.fixture
def desk(client, petra, officials):
    client.force_login(petra)
    return client


def live(**kw):
    return make_live(**{"date": "2007-10-10", "body": BODY, **kw})


def url(article):
    return reverse("admin:links_story", args=[article.pk])


def after_reading(desk, address=QUEUE):
    """The queue after its unread stories were read, as its script and its button do."""
    return desk.post(address, follow=True)


def key(page, name):
    return next(row.key for row in page.context["rows"] if row.who == name)


def press(client, article, button, value, page=None, **changes):
    """Press a button of the story's page; the page that follows."""
    page = page or client.get(url(article))
    data = posted(page, "links_form", **changes) | {button: value}
    return client.post(url(article), data, follow=True)


def linked(article):
    rows = article.live_edition.edition_officials.order_by("position")
    return [(row.person.full_name, row.role) for row in rows]


def names(page):
    return [row.who for row in page.context["rows"]]


def told(page):
    return [str(message) for message in page.context["messages"]]


# --- The queue ---------------------------------------------------------------------------------------
def test_the_queue_shows_live_stories_first_and_then_submitted_ones(desk):
    draft, submitted = make_article(body=BODY), make_article(body=BODY, headline="Submitted")
    submitted.submit(make_reporter())
    first, second = live(headline="Older"), live(headline="Newer")
    queue = after_reading(desk).context["queue"]
    assert [row.article for row in queue.stories] == [second.pk, first.pk, submitted.pk]
    assert draft.pk not in [row.article for row in queue.rows]
    assert queue.suggestions == 6


def test_a_story_without_open_suggestions_is_not_in_the_queue(desk, ban, luck):
    live(officials=[ban, luck])
    live(body="<p>Nobody on record.</p>")
    page = after_reading(desk)
    assert page.context["queue"].already_read == 2
    assert "Nothing is open" in page.content.decode()


def test_a_killed_or_withdrawn_story_is_not_in_the_queue(desk):
    live().withdraw(make_editor(), "Why", "Why")
    live().kill(make_editor(), "Why", "Why")
    assert after_reading(desk).context["queue"].rows == []


def test_a_story_of_many_is_read_one_time_and_again_with_other_words(desk, monkeypatch):
    article, seen = live(), []
    monkeypatch.setattr(link_desk, "found_in", lambda words, *rest: seen.append(words) or [])
    desk.post(QUEUE), desk.post(QUEUE)
    assert len(seen) == 1
    change(article, body="<p>Edward Luck only.</p>")
    article.publish(make_editor())
    desk.post(QUEUE)
    assert len(seen) == 2


def test_one_request_reads_few_texts_and_says_how_many_are_left(desk, monkeypatch):
    monkeypatch.setattr(link_desk, "AT_ONCE", 2)
    for _number in range(3):
        live()
    page = after_reading(desk)
    assert (page.context["queue"].already_read, page.context["queue"].unread) == (2, 1)
    assert "Look at more of them" in page.content.decode()
    assert after_reading(desk).context["queue"].unread == 0


def test_older_stories_are_on_the_next_page_of_the_queue(desk, monkeypatch):
    monkeypatch.setattr(link_desk, "WINDOW", 2)
    stories = [live(headline=f"Story {n}") for n in range(3)]
    page = after_reading(desk)
    older = after_reading(desk, f"{QUEUE}?before={page.context['queue'].before}")
    assert [row.article for row in older.context["queue"].stories] == [stories[0].pk]


def test_the_next_story_follows_the_one_that_was_open_and_comes_round(desk):
    first, second = live(), live()
    after_reading(desk)
    after = reverse("admin:links_next")
    assert desk.get(after).url == url(second)
    assert desk.get(f"{after}?after={second.pk}").url == url(first)
    assert desk.get(f"{after}?after={first.pk}").url == url(second)


def test_next_leads_to_the_queue_where_nothing_is_open(desk):
    assert desk.get(reverse("admin:links_next")).url == QUEUE


# --- A story -----------------------------------------------------------------------------------------
def test_a_story_shows_its_text_with_marks_and_the_titles_of_its_day(desk):
    text = desk.get(url(live(headline="Talks in New York"))).content.decode()
    assert '<mark class="" data-mark="0">Ban Ki-moon</mark> met' in text
    assert "Secretary-General" in text
    assert "Named as intended Special Adviser" in text
    assert "Talks in New York" in text


def test_a_link_is_one_press_and_before_readers_at_once(desk, ban):
    article = live()
    page = desk.get(url(article))
    ours = key(page, "Ban Ki-moon")
    page = press(desk, article, "link", ours, page, **{f"role-{ours}": "speaker"})
    assert linked(article) == [("Ban Ki-moon", "speaker")]
    assert names(page) == ["Edward Luck"]
    assert "Ban Ki-moon linked as speaker" in page.content.decode()
    assert article.live_edition.headline in desk.get(ban.get_absolute_url()).content.decode()


def test_not_this_person_stays_dismissed_until_the_words_change(desk, luck):
    article = live()
    page = desk.get(url(article))
    page = press(desk, article, "other", key(page, "Edward Luck"), page)
    assert names(page) == ["Ban Ki-moon"]
    assert SuggestionDismissal.objects.get().why == "other"
    change(article, headline="Another headline")
    article.publish(make_editor())
    assert names(desk.get(url(article))) == ["Ban Ki-moon"]
    change(article, body="<p>Edward Luck spoke to the press.</p>")
    article.publish(make_editor())
    assert names(desk.get(url(article))) == ["Edward Luck"]


def test_many_are_linked_or_dismissed_with_one_press(desk):
    article = live()
    keys = [row.key for row in desk.get(url(article)).context["rows"]]
    page = press(desk, article, "link_many", "1", tick=keys)
    assert len(linked(article)) == 2
    assert names(page) == []
    other = live()
    page = press(desk, other, "dismiss_many", "1", tick=keys)
    assert names(page) == []
    assert SuggestionDismissal.objects.filter(article=other).count() == 2


def test_many_without_a_tick_does_nothing_and_says_so(desk):
    article = live()
    assert "Tick one or more" in told(press(desk, article, "link_many", "1"))[0]
    assert linked(article) == []


def test_each_act_is_undone_newest_first_also_from_another_story(desk):
    article = live()
    page = desk.get(url(article))
    page = press(desk, article, "link", key(page, "Ban Ki-moon"), page)
    page = press(desk, article, "passing", key(page, "Edward Luck"), page)
    dismissal, link = page.context["done"]
    press(desk, article, "undo", str(dismissal["number"]))
    assert not SuggestionDismissal.objects.exists()
    press(desk, live(), "undo", str(link["number"]))
    assert linked(article) == []
    assert AuditEntry.objects.filter(act=Act.LINKED).count() == 2


def test_undoing_twice_is_refused_with_a_message(desk):
    article = live()
    page = desk.get(url(article))
    page = press(desk, article, "link", key(page, "Ban Ki-moon"), page)
    number = str(page.context["done"][0]["number"])
    press(desk, article, "undo", number)
    assert "undone already" in told(press(desk, article, "undo", number))[0]


def test_a_linked_official_gets_another_role_or_is_taken_off(desk, luck):
    article = live(officials=[luck])
    press(desk, article, "role", str(luck.pk), **{f"linked-role-{luck.pk}": "subject"})
    assert linked(article) == [("Edward Luck", "subject")]
    press(desk, article, "unlink", str(luck.pk))
    assert linked(article) == []


def test_a_name_that_two_people_bear_is_nobodys_until_chosen(desk):
    one, other = make_person("Ana Clark"), make_person("Ana Clark")
    article = live(body="<p>Ana Clark spoke.</p>")
    page = desk.get(url(article))
    row = page.context["rows"][0]
    assert row.is_ambiguous
    assert {candidate.pk for candidate in row.candidates} == {one.pk, other.pk}
    assert f"person-{row.key}" not in posted(page, "links_form")
    assert "Choose first" in told(press(desk, article, "link", row.key, page))[0]
    press(desk, article, "link", row.key, page, **{f"person-{row.key}": str(other.pk)})
    assert [r.person for r in article.live_edition.edition_officials.all()] == [other]
    assert names(desk.get(url(article))) == []


def test_none_of_them_dismisses_all_whom_the_words_may_mean(desk):
    make_person("Ana Clark"), make_person("Ana Clark")
    article = live(body="<p>Ana Clark spoke.</p>")
    page = desk.get(url(article))
    page = press(desk, article, "other", page.context["rows"][0].key, page)
    assert names(page) == []
    assert SuggestionDismissal.objects.count() == 2


def test_a_submitted_story_gets_its_links_on_the_desk(desk, ban):
    article = make_article(body=BODY, date="2007-10-10")
    article.submit(make_reporter())
    page = desk.get(url(article))
    page = press(desk, article, "link", key(page, "Ban Ki-moon"), page)
    page = press(desk, article, "link", key(page, "Edward Luck"), page)
    assert [row.person.full_name for row in article.officials.all()] == ["Ban Ki-moon", "Edward Luck"]


# --- Two people ----------------------------------------------------------------------------------------
def test_the_same_suggestion_taken_on_two_pages_is_one_link(desk):
    article = live()
    page = desk.get(url(article))
    press(desk, article, "link", key(page, "Ban Ki-moon"), page)
    again = press(desk, article, "link", key(page, "Ban Ki-moon"), page)
    assert [name for name, _role in linked(article)] == ["Ban Ki-moon"]
    assert told(again) == ["Ban Ki-moon is linked to this story already."]


def test_a_page_with_older_words_does_nothing_and_says_so(desk):
    article = live()
    page = desk.get(url(article))
    change(article, body="<p>Ban Ki-moon, another one.</p>")
    article.publish(make_editor())
    after = press(desk, article, "link", key(page, "Ban Ki-moon"), page)
    assert "The words of this story changed" in told(after)[0]
    assert linked(article) == []


# --- Who may, and what is missing ------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["reporter", "picture desk"])
def test_who_may_not_link_finds_no_link_desk(client, officials, role):
    article, user = live(), make_user()
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    for address in (QUEUE, url(article), reverse("admin:links_next")):
        assert client.get(address).status_code == 403
    assert client.post(url(article), {"link": "x"}).status_code == 403
    assert "Link desk" not in client.get("/admin/").content.decode()


def test_a_missing_story_is_404(desk):
    assert desk.get("/admin/links/999999/").status_code == 404
    assert desk.post("/admin/links/999999/", {"link": "x", "seen": "e1"}).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"link": "x"},
        {"link": "x", "person-x": "999999"},
        {"other": "x"},
        {"other": "x", "persons-x": "9,b,\0"},
        {"unlink": "b"},
        {"role": "999999"},
        {"undo": "b"},
        {"_nothing": "1"},
        {},
    ],
)
def test_odd_input_changes_nothing_and_gets_a_message(desk, data):
    article = live()
    seen = desk.get(url(article)).context["story"].what
    response = desk.post(url(article), {"seen": seen, **data})
    assert response.status_code in (302, 404)
    assert linked(article) == []
    assert not SuggestionDismissal.objects.exists()


def test_odd_places_in_the_queue_are_its_beginning(desk):
    article = live()
    assert after_reading(desk, f"{QUEUE}?before=x").context["queue"].stories[0].article == article.pk
    assert desk.get(f"{reverse('admin:links_next')}?after=-1&before=%00").url == url(article)


# --- What it costs ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("stories", [1, 12])
def test_the_queue_costs_few_queries_at_any_size(desk, django_assert_max_num_queries, stories):
    for _number in range(stories):
        live()
        make_article(body=BODY).submit(make_reporter())
    name_list.current()  # read once in each process, six queries
    # session, user, permissions (2); name list; live stories, submitted ones
    with django_assert_max_num_queries(7):
        assert desk.get(QUEUE).context["queue"].unread == stories * 2
    # texts (2); links (2), dismissals; the note of what was looked at, in a transaction
    with django_assert_max_num_queries(15):
        desk.post(QUEUE)
    assert SuggestionCount.objects.count() == min(stories * 2, link_desk.AT_ONCE)


def test_a_queue_that_nobody_read_is_read_at_once_and_then_by_a_button(desk, monkeypatch):
    monkeypatch.setattr(link_desk, "AT_ONCE", 1)
    live(), live()
    form = soup(desk.get(QUEUE)).find("form", class_="side-note")
    assert form.has_attr("data-at-once")
    form = soup(after_reading(desk)).find("form", class_="side-note")
    assert not form.has_attr("data-at-once")
    assert form.find("button").get_text() == "Look at more of them"


def test_a_story_costs_twelve_queries(desk, officials, django_assert_max_num_queries):
    article = live(officials=[officials[0]])
    submitted = make_article(body=BODY)
    submitted.submit(make_reporter())
    name_list.current()
    # session, user, permissions (2); name list; live edition with article; links (2), dismissals; persons;
    # titles. For a story that is not live one more: the article.
    with django_assert_max_num_queries(11):
        desk.get(url(article))
    with django_assert_max_num_queries(12):
        desk.get(url(submitted))


def test_the_day_of_a_story_decides_the_title(desk):
    page = desk.get(url(live(date=datetime.date(2020, 1, 1))))
    assert "Former Secretary-General" in page.content.decode()


def test_a_topic_or_the_dateline_puts_the_house_of_a_title_in_sight(db):
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01").person
    words = {"body": "<p>The Secretary-General spoke.</p>", "date": datetime.date(2008, 3, 1)}
    topic = make_topic("United Nations")
    assert link_desk.story(make_live(**words, slug="bare").pk).open == []
    for article in (
        make_live(**words, slug="topic", topics=[topic]),
        make_live(**words, slug="place", place="United Nations"),
        make_article(**words, slug="draft", topics=[topic]),
    ):
        assert [one.person for one in link_desk.story(article.pk).open] == [ban]
