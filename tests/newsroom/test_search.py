"""Search: what is live at this moment, by any word, any name of an official, any alias of a topic."""

import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from newsroom.lib.excerpts import excerpt
from newsroom.search import PAGE, search
from tests.make import change, make_article, make_editor, make_image, make_live, make_topic, make_user
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def found(text, **kw):
    return [story.headline for story in search(text, **kw).stories]


def test_words_are_found_in_headline_standfirst_and_text():
    make_live(headline="Calling", standfirst="In a letter", body="<p>To the Council.</p>")
    assert found("calling") == found("letter") == found("council") == ["Calling"]
    assert found("calling council") == ["Calling"]
    assert found("calling assembly") == []


@pytest.mark.parametrize("typed", ["HAMMARSKJÖLD", "hammarskjold", "Dag Hammarskjold", "Løj", "loj", "LOJ"])
def test_case_and_accents_do_not_matter(typed):
    make_live(headline="Found", body="<p>Dag Hammarskjöld and Ellen Margrethe Løj.</p>")
    assert found(typed) == ["Found"]


@pytest.mark.parametrize("typed", ["Ki-moon", "ki moon", "Ki‑moon", "KI-MOON"])
def test_hyphens_do_not_matter(typed):
    make_live(headline="Found", body="<p>Ban Ki-moon spoke.</p>")
    assert found(typed) == ["Found"]


def test_newest_first_by_publication_not_by_the_order_of_writing(time_machine):
    time_machine.move_to("2026-01-01T12:00:00Z")
    first = make_article(headline="Scheduled first", body="<p>council</p>")
    first.publish(make_editor(), at=timezone.now() + 5 * HOUR)
    make_live(headline="Written later", body="<p>council</p>")
    time_machine.move_to("2026-01-01T18:00:00Z")
    assert found("council") == ["Scheduled first", "Written later"]


def test_only_what_is_live_at_this_moment():
    scheduled = make_article(headline="Scheduled", body="<p>secretword</p>")
    at = timezone.now() + HOUR
    scheduled.publish(make_editor(), at=at)
    make_article(headline="Draft", body="<p>secretword</p>")
    withdrawn = make_live(headline="Withdrawn", body="<p>secretword</p>")
    withdrawn.withdraw(make_editor(), "Why", "Why.")
    make_live(headline="Expired", body="<p>secretword</p>", expires_at=at)
    assert found("secretword") == ["Expired"]
    assert found("secretword", at=at) == ["Scheduled"]


def test_a_killed_story_is_not_found_at_a_moment_before_it_was_killed_either(time_machine):
    time_machine.move_to("2026-01-01T12:00:00Z", tick=False)
    killed = make_live(headline="Killed", body="<p>secretword</p>")
    before = timezone.now()
    time_machine.move_to("2026-01-01T18:00:00Z", tick=False)
    assert found("secretword", at=before) == ["Killed"]
    killed.withdraw(make_editor(), "Why", "Why.", suppressed=True)
    assert found("secretword", at=before) == []


def test_words_of_an_older_edition_are_gone_with_it():
    article = make_live(headline="Story", body="<p>oldword</p>")
    change(article, body="<p>newword</p>")
    article.publish(make_editor())
    assert found("oldword") == []
    assert found("newword") == ["Story"]


def test_the_index_is_of_the_same_transaction():
    with transaction.atomic():
        make_live(body="<p>secretword</p>")
        assert found("secretword")
        transaction.set_rollback(True)
    assert found("secretword") == []


@pytest.mark.parametrize("typed", ["RtoP", "rtop", "R2P", "responsibility to protect"])
def test_any_alias_of_a_topic_finds_its_stories_and_the_topic(typed):
    topic = make_topic("Responsibility to Protect", "R2P", "RtoP")
    make_live(headline="Filed under it", topics=[topic])
    make_live(headline="Not")
    results = search(typed)
    assert [story.headline for story in results.stories] == ["Filed under it"]
    assert [t.name for t in results.topics] == ["Responsibility to Protect"]


def test_any_name_of_an_official_finds_the_official_and_the_stories():
    ban = make_person("Ban Ki-moon")
    ban.names.create(text="반기문", kind="native", lang="ko")
    make_appointment(ban, "Secretary-General", start="2007-01-01")
    make_live(headline="About Ban", officials=[ban])
    for typed in ("Ki Moon Ban", "반기문", "ban ki-moon"):
        results = search(typed)
        assert [(str(p), title.text) for p, title in results.officials] == [
            ("Ban Ki-moon", "Secretary-General")
        ]
    assert found("반기문") == ["About Ban"]
    assert [p.get_absolute_url() for p, _title in search("반기문").officials] == ["/people/ban-ki-moon/"]


def test_an_official_whom_readers_may_not_see_is_not_found():
    make_person("Hidden Person", is_public=False)
    assert search("hidden person").officials == []


def test_twenty_a_page_by_key():
    for n in range(PAGE + 3):
        make_live(headline=f"Story {n:02}", body="<p>council</p>")
    first = search("council")
    assert len(first.stories) == PAGE
    rest = search("council", before=first.next_key)
    assert [s.headline for s in rest.stories] == ["Story 02", "Story 01", "Story 00"]
    assert rest.next_key is None
    page = Client().get("/search/", {"q": "council", "before": first.next_key})
    assert page.status_code == 200
    assert "Story 02" in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\"'",
        "a OR",
        "NEAR(",
        "*",
        "'; DROP TABLE",
        "x:y",
        "\x00",
        "ك" * 300,
        "& | !",
        "(a",
        "-a",
        "%s",
    ],
)
def test_odd_queries_find_nothing_and_break_nothing(typed):
    make_live()
    assert Client().get("/search/", {"q": typed}).status_code == 200


def test_a_page_costs_few_queries(django_assert_max_num_queries):
    topic = make_topic()
    people = [make_person(f"Ban Number{n}") for n in range(4)]
    for n, person in enumerate(people):
        make_appointment(person, f"Post {n}")
    for n in range(25):
        make_live(headline=f"Ban {n}", topics=[topic], officials=people)
    client = Client()
    with django_assert_max_num_queries(6):  # freshness; officials; their titles; topics; whose name; stories
        page = client.get("/search/", {"q": "ban"})
    assert page.content.count(b'class="card"') == PAGE


def test_stories_of_a_name_come_in_pages_newest_first_and_lose_none(time_machine):
    """Of a topic and of an official of one name, in any order of its words, with many at one moment."""
    topic, person = make_topic("Peace Court"), make_person("Court Peace")
    begin, made = timezone.now(), []
    for n in range(45):
        time_machine.move_to(begin + datetime.timedelta(minutes=n // 9), tick=False)
        links = {"topics": [topic]} if n % 2 else {"officials": [person]}
        if n % 6 == 0:
            links |= {"topics": [topic], "officials": [person]}
        made.append(make_live(headline=f"Number {n}", body="<p>Nothing.</p>", **links))
    keys = [story.editions.get().order_key for story in made]
    found, before = [], None
    for _page in range(3):
        results = search("peace court", before)
        found += [story.order_key for story in results.stories]
        before = results.next_key
    assert before is None
    assert found == sorted(keys, reverse=True)


def test_the_page_marks_what_was_found_and_escapes_what_was_typed():
    make_live(headline="Story", body="<p>A &lt;b&gt; council &amp; an assembly.</p>")
    page = Client().get("/search/", {"q": "council"}).content.decode()
    assert "<mark>council</mark>" in page
    assert "&lt;b&gt;" in page
    assert "<script>" not in Client().get("/search/", {"q": "<script>"}).content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 19, "9" * 30, "9" * 5000])
def test_a_key_that_is_no_key_is_a_404(before):
    assert Client().get("/search/", {"q": "a", "before": before}).status_code == 404


def test_an_excerpt_begins_near_the_word():
    text = " ".join(f"w{n}" for n in range(100))
    assert excerpt(text, ("w50",)).startswith("… w42")
    assert "<mark>w50</mark>" in excerpt(text, ("w50",))


def test_a_topic_that_no_reader_has_seen_is_not_named():
    topic = make_topic("Resignation of the Secretary-General")
    make_article(topics=[topic])
    assert search("resignation").topics == []
    make_live(topics=[topic])
    assert search("resignation").topics == [topic]


# --- Characters within words, words within names ----------------------------------------------------
UNSEEN = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e"]


@pytest.mark.parametrize("between", UNSEEN)
def test_what_is_not_seen_splits_no_word(between):
    make_live(body=f"<p>Parlia{between}ment met.</p>")
    for typed in ("parliament", f"par{between}liament", "Parlia&shy;ment".replace("&shy;", between)):
        (story,) = search(typed).stories
    assert "<mark>Parlia" in story.excerpt


def test_a_name_with_soft_hyphens_is_found():
    person = make_person("Kofi An\u00adnan")
    assert [one for one, _title in search("annan").officials] == [person]


@pytest.mark.parametrize(
    ("typed", "names"), [("lia", []), ("par", ["Parliament"]), ("liament", ["Parliament"])]
)
def test_short_words_match_where_a_word_of_a_topic_begins(typed, names):
    make_live(topics=[make_topic("Parliament")])
    assert [topic.name for topic in search(typed).topics] == names


def test_a_short_word_finds_a_later_word_of_a_topic():
    make_live(topics=[make_topic("Rule of law")])
    assert [topic.name for topic in search("law").topics] == ["Rule of law"]


def test_the_library_is_searched_in_whatever_form_a_word_was_typed(client):
    client.force_login(make_user("view_image"))
    make_image(title="Café")
    page = client.get("/admin/images/image/", {"q": "Cafe\u0301"})
    assert [image.title for image in page.context["cl"].result_list] == ["Café"]
