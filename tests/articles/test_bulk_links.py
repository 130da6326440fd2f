"""One person linked in every live story that names them in full: a dry run, the act, its undo."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import Act, AuditEntry, EditionOfficial, LinkBatch, SuggestionDismissal
from articles.officials import bulk_links
from people import name_list
from tests.browserless import posted
from tests.make import change, make_article, make_editor, make_live, make_user
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
BODY = "<p>Then Edward Luck spoke.</p>"


@pytest.fixture
def luck(db):
    return make_person("Edward Luck")


@pytest.fixture
def petra(client):
    user = make_user()
    user.groups.set(Group.objects.filter(name="people desk"))
    client.force_login(user)
    return user


def url(person):
    return reverse("admin:links_person", args=[person.pk])


def stories(page):
    return {place.article for place, _quoted, _role in page.context["rows"]}


def press(client, person, page=None, **changes):
    page = page or client.get(url(person))
    return client.post(url(person), posted(page, "bulk_form", **changes) | {"link": "1"}, follow=True)


def told(page):
    return [str(message) for message in page.context["messages"]]


def linked(person):
    return set(EditionOfficial.objects.filter(person=person).values_list("edition__article", flat=True))


# --- The dry run ---------------------------------------------------------------------------------------
def test_it_lists_each_place_with_story_date_and_sentence_and_links_nothing(client, petra, luck):
    article = make_live(body=BODY, headline="Talks", date="2007-10-10")
    page = client.get(url(luck))
    text = page.content.decode()
    assert stories(page) == {article.pk}
    assert "Then <mark>Edward Luck</mark> spoke." in text
    assert "story of 10 October 2007" in text
    assert not EditionOfficial.objects.exists()


def test_only_live_stories_that_name_them_in_full_and_are_not_linked_are_listed(client, petra, luck):
    make_article(body=BODY)
    make_live(body="<p>With luck, Mr. Luck spoke to Edward.</p>", headline="Edward’s luck")
    make_live(body=BODY, officials=[luck])
    make_live(body=BODY).withdraw(make_editor(), "Why", "Why")
    assert stories(client.get(url(luck))) == set()


def test_other_forms_of_the_name_are_found(client, petra, luck):
    luck.names.create(text="Ed Lück", kind="variant")
    article = make_live(body="<p>Ed Luck spoke.</p>", headline="Talks")
    headline = make_live(headline="Edward Luck named")
    assert stories(client.get(url(luck))) == {article.pk, headline.pk}


def test_a_name_that_two_people_bear_is_left_out_and_counted(client, petra, luck):
    make_person("Edward Luck")
    make_live(body=BODY)
    page = client.get(url(luck))
    assert stories(page) == set()
    assert page.context["run"].unclear == 1
    assert "may mean somebody else" in page.content.decode()


def test_what_was_dismissed_is_left_out(client, petra, luck):
    article = make_live(body=BODY)
    page = client.get(reverse("admin:links_story", args=[article.pk]))
    SuggestionDismissal.store(article, [luck.pk], page.context["rows"][0].offered.evidence_hash, petra)
    assert stories(client.get(url(luck))) == set()


def test_a_name_without_a_second_word_is_searched_for_nowhere(client, petra):
    mononym = make_person("Thant", given_name="Thant", family_name="", name_order="mononym")
    make_live(body="<p>Thant spoke.</p>")
    assert stories(client.get(url(mononym))) == set()


def test_a_page_shows_the_newest_and_leads_to_older_ones(client, petra, luck, monkeypatch):
    monkeypatch.setattr(bulk_links, "PAGE", 2)
    articles = [make_live(body=BODY) for _ in range(3)]
    page = client.get(url(luck))
    assert stories(page) == {articles[1].pk, articles[2].pk}
    older = client.get(f"{url(luck)}?before={page.context['run'].before}")
    assert stories(older) == {articles[0].pk}


# --- The act ---------------------------------------------------------------------------------------------
def test_all_are_linked_in_the_audit_log_and_the_page_says_so(client, petra, luck):
    articles = [make_live(body=BODY) for _ in range(3)]
    page = press(client, luck)
    assert told(page) == ["Edward Luck is linked in 3 stories."]
    assert linked(luck) == {article.pk for article in articles}
    assert AuditEntry.objects.filter(act=Act.LINKED).count() == 3
    assert {article.officials.get().person for article in articles} == {luck}


def test_some_are_linked_with_a_role_for_all(client, petra, luck):
    first, second = make_live(body=BODY), make_live(body=BODY)
    press(client, luck, story=[str(first.pk)], role="speaker")
    assert linked(luck) == {first.pk}
    assert first.officials.get().role == "speaker"
    assert stories(client.get(url(luck))) == {second.pk}


def test_none_chosen_links_none(client, petra, luck):
    make_live(body=BODY)
    assert told(press(client, luck, story=[])) == ["Tick the stories first."]
    assert linked(luck) == set()


def test_a_story_that_changed_since_the_dry_run_is_left_with_a_message(client, petra, luck):
    changed, linked_since, other = (make_live(body=BODY) for _ in range(3))
    page = client.get(url(luck))
    change(changed, body="<p>Another Edward Luck.</p>")
    changed.publish(make_editor())
    linked_since.link_official(luck, petra)
    result = told(press(client, luck, page))
    assert result[0] == "Edward Luck is linked in 1 story."
    assert any("other words now" in words for words in result)
    assert any("linked to this story already" in words for words in result)
    assert linked(luck) == {linked_since.pk, other.pk}


# --- Its undo ----------------------------------------------------------------------------------------------
def undo(client, person, batch):
    return client.post(url(person), {"undo": batch.pk}, follow=True)


def test_the_whole_batch_is_taken_back_with_one_press_and_once_only(client, petra, luck):
    articles = [make_live(body=BODY) for _ in range(2)]
    press(client, luck)
    batch = LinkBatch.objects.get()
    assert told(undo(client, luck, batch)) == ["Taken back in 2 stories."]
    assert linked(luck) == set()
    assert not any(article.officials.exists() for article in articles)
    assert "taken back already" in told(undo(client, luck, batch))[0]


def test_a_link_that_somebody_changed_since_stays(client, petra, luck):
    first, second = make_live(body=BODY), make_live(body=BODY)
    press(client, luck, role="mentioned")
    first.change_official(luck, petra, "speaker")
    result = told(undo(client, luck, LinkBatch.objects.get()))
    assert result[0] == "Taken back in 1 story."
    assert "somebody changed this link since" in result[1]
    assert linked(luck) == {first.pk}
    assert not second.officials.exists()


# --- Who may, and what it costs -------------------------------------------------------------------------
def test_who_may_not_link_neither_sees_nor_links(client, luck):
    article = make_live(body=BODY)
    client.force_login(make_user("view_article", "change_article"))
    assert client.get(url(luck)).status_code == 403
    assert client.post(url(luck), {"link": "1", "story": article.pk}).status_code == 403
    assert linked(luck) == set()


def test_missing_persons_and_batches_are_404(client, petra, luck):
    assert client.get("/admin/links/person/999999/").status_code == 404
    for batch in ("999999", "x", "\0"):
        assert client.post(url(luck), {"undo": batch}).status_code == 404
    other = LinkBatch.objects.create(person=make_person("Kofi Annan"), by=petra)
    assert client.post(url(luck), {"undo": other.pk}).status_code == 404


def test_a_dry_run_costs_twelve_queries_whatever_it_finds(
    client, petra, luck, monkeypatch, django_assert_max_num_queries
):

    for _number in range(5):
        make_live(body=BODY)
    name_list.current()
    # session, user, permissions (2); person, names; stories; links (2), dismissals; name list; batches
    with django_assert_max_num_queries(12):
        client.get(url(luck))


def test_the_person_s_page_leads_here(client, petra, luck):
    page = client.get(reverse("admin:people_person_change", args=[luck.pk]))
    assert url(luck) in page.content.decode()
