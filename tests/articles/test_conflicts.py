"""Nobody overwrites anybody: saving over a colleague's revision merges, asks, and loses nothing."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, InheritedRevision, Topic
from tests.articles.admin_desk import READY, change_url, open_form, save
from tests.browserless import messages_of, posted, soup, text_of
from tests.make import (
    change,
    make_article,
    make_author,
    make_editor,
    make_image,
    make_reporter,
    make_topic,
    make_user,
)
from tests.people.make import make_person

pytestmark = pytest.mark.django_db

BODY = "<p>One stands here.</p><p>Two is about the Council.</p><p>Three ends the story.</p>"


@pytest.fixture
def article():
    return make_article(headline="Deng takes up post", standfirst="As it was.", body=BODY)


@pytest.fixture
def rosa(client):
    user = make_reporter(first_name="Rosa", last_name="Reporter")
    client.force_login(user)
    return user


def tomas():
    return make_reporter(first_name="Tomás", last_name="Rivera")


def asked(page):
    """{legend: name of the radio buttons} of a conflict page."""
    clashes = soup(page).select("fieldset.clash")
    return {clash.legend.get_text(strip=True): clash.find("input", type="radio")["name"] for clash in clashes}


def answer(client, article, page, press="_merge", **answers):
    """Press a button of a conflict page, with `answers` by legend: "mine", "theirs", "both" or own words."""
    names, data = asked(page), {}
    for legend, choice in answers.items():
        if choice in ("mine", "theirs", "both"):
            data[names[legend]] = choice
        else:
            data |= {names[legend]: "own", f"{names[legend]}-own": choice}
            data[f"{names[legend]}-own_editor_ready"] = "yes"
    return client.post(change_url(article), posted(page, "merge_form", **data) | {press: "1"}, follow=True)


def stored(article):
    return Article.objects.get(pk=article.pk)


# --- What goes together ------------------------------------------------------------------------------
def test_what_two_people_changed_apart_is_reconciled_and_is_shown_before_it_is_saved(client, rosa, article):
    page = open_form(client, article)
    change(article, by=tomas(), standfirst="Theirs.", body=BODY.replace("Two is", "Two was"))
    page = save(client, article, page=page, headline="Mine", body=BODY.replace("ends", "closes"))
    words = text_of(page)
    assert "Tomás Rivera saved revision 2" in words
    assert "while you were writing on revision 1" in words
    assert "Nothing is saved yet" in words
    assert (stored(article).headline, stored(article).revision_number) == ("Deng takes up post", 2)
    form = soup(page)
    assert form.find(id="id_headline").get_text(strip=True) == "Mine"
    assert form.find(id="id_standfirst").get_text(strip=True) == "Theirs."
    assert form.find("input", attrs={"name": "revision"})["value"] == "2"
    assert "Theirs" in form.select_one("section.merged dl").get_text()
    save(client, article, page=page)
    now = stored(article)
    assert (now.headline, now.standfirst, now.revision_number) == ("Mine", "Theirs.", 3)
    assert now.body == BODY.replace("Two is", "Two was").replace("ends", "closes")


def test_what_was_merged_and_shown_is_merged_again_when_a_third_was_faster(client, rosa, article):
    page = open_form(client, article)
    change(article, standfirst="Theirs.")
    page = save(client, article, page=page, headline="Mine")
    change(article, place="Geneva")
    page = save(client, article, page=page)
    assert "Nothing is saved yet" in text_of(page)
    save(client, article, page=page)
    now = stored(article)
    assert (now.headline, now.standfirst, now.place) == ("Mine", "Theirs.", "Geneva")


def test_topics_bylines_and_officials_are_reconciled_as_sets(client, rosa):
    luck, deng, ban = make_person("Edward Luck"), make_person("Francis Deng"), make_person("Ban Ki-moon")
    ilse, omar = make_author("Ilse Marrow"), make_author("Omar Haddad")
    article = make_article(officials=[luck], topics=[make_topic("Peacekeeping")], authors=[ilse])
    make_topic("Human rights")
    page = open_form(client, article)
    article.topics.add(make_topic("Security Council"))
    article.officials.create(person=deng, role="speaker", position=1)
    article.bylines.create(author=omar, position=1)
    article.save_revision(tomas())
    page = save(
        client,
        article,
        page=page,
        topics=["Peacekeeping", "Human rights"],
        **{"officials-TOTAL_FORMS": "2", "officials-1-person": str(ban.pk), "officials-1-role": "subject"},
    )
    assert "Nothing is saved yet" in text_of(page)
    save(client, article, page=page)
    assert set(article.topics.names()) == {"Peacekeeping", "Human rights", "Security Council"}
    roles = {row.person: row.role for row in article.officials.all()}
    assert roles == {luck: "mentioned", deng: "speaker", ban: "subject"}
    assert [row.author for row in article.bylines.all()] == [ilse, omar]


def test_a_topic_that_only_i_made_up_survives_the_merge(client, article):
    client.force_login(make_user("add_article", "change_article", "view_article", "add_topic"))
    page = open_form(client, article)
    change(article, standfirst="Theirs.")
    page = save(client, article, page=page, topics=["Oil revenue"])
    save(client, article, page=page)
    assert list(article.topics.names()) == ["Oil revenue"]
    assert Topic.objects.filter(name="Oil revenue").count() == 1


def test_a_row_that_somebody_took_away_is_gone_and_said(client, rosa):
    luck, deng = make_person("Edward Luck"), make_person("Francis Deng")
    article = make_article(officials=[luck, deng])
    page = open_form(client, article)
    article.officials.filter(person=luck).delete()
    article.save_revision(tomas())
    page = save(client, article, page=page, headline="Mine")
    assert "Official: Edward Luck" in soup(page).select_one("section.merged").get_text(" ", strip=True)
    save(client, article, page=page)
    assert [row.person for row in article.officials.all()] == [deng]


def test_a_row_that_somebody_took_away_and_i_changed_is_asked_in_a_sentence(client, rosa):
    luck = make_person("Edward Luck")
    article = make_article(officials=[luck])
    page = open_form(client, article)
    article.officials.all().delete()
    article.save_revision(tomas())
    page = save(client, article, page=page, **{"officials-0-role": "speaker"})
    assert page.status_code == 200
    assert list(asked(page)) == ["Official: Edward Luck"]
    answer(client, article, page, **{"Official: Edward Luck": "mine"})
    assert [(row.person, row.role) for row in article.officials.all()] == [(luck, "speaker")]


def test_what_i_wrote_and_they_saved_alike_is_saved_without_a_question(client, rosa, article):
    page = open_form(client, article)
    change(article, headline="The same")
    page = save(client, article, page=page, headline="The same", standfirst="And mine.")
    now = stored(article)
    assert (now.headline, now.standfirst, now.revision_number) == ("The same", "And mine.", 3)


# --- What is asked -----------------------------------------------------------------------------------
@pytest.fixture
def clash(client, rosa, article):
    """The page after Rosa saved a headline and a paragraph that Tomás had changed too, and a standfirst."""
    page = open_form(client, article)
    change(article, by=tomas(), headline="Deng begins work", body=BODY.replace("the Council", "the Assembly"))
    return save(
        client,
        article,
        page=page,
        headline="Deng takes up his post",
        standfirst="Mine.",
        body=BODY.replace("Two is", "Two was"),
        note="A note of mine",
    )


def test_a_conflict_shows_both_texts_word_by_word_and_saves_nothing(client, article, clash):
    assert list(asked(clash)) == ["Headline", "Text, paragraph 2"]
    assert "Tomás Rivera saved revision 2" in text_of(clash)
    mine, theirs = soup(clash).select("fieldset.clash")[1].select(".pick-text")
    assert [part.get_text(strip=True) for part in mine.select("del, ins")] == ["is", "was"]
    assert [part.get_text(strip=True) for part in theirs.select("del, ins")] == ["Council.", "Assembly."]
    assert not soup(clash).select("input[type=radio][checked]")  # a choice is somebody's, never ours
    assert stored(article).revision_number == 2


def test_choices_make_the_story_and_everything_entered_arrives(client, article, clash):
    page = answer(client, article, clash, Headline="mine", **{"Text, paragraph 2": "theirs"})
    assert "Saved as revision 3" in messages_of(page)
    now = stored(article)
    assert (now.headline, now.standfirst, now.note) == ("Deng takes up his post", "Mine.", "A note of mine")
    assert now.body == BODY.replace("the Council", "the Assembly")


def test_own_words_are_cleaned_like_any_others(client, article, clash):
    own = "<p>Two was about the Assembly.<script>x</script></p>"
    answer(client, article, clash, Headline="Deng  is\nthere", **{"Text, paragraph 2": own})
    assert stored(article).headline == "Deng is there"
    assert "<p>Two was about the Assembly.</p>" in stored(article).body
    assert "script" not in stored(article).body


def test_own_words_begin_with_the_words_of_both(clash):
    areas = [area.get_text(strip=True) for area in soup(clash).select("fieldset.clash textarea")]
    assert areas[-1] == "<p>Two was about the Assembly.</p>"


def test_a_place_without_a_choice_is_refused_beside_it_and_the_other_choice_stays(client, article, clash):
    page = answer(client, article, clash, Headline="theirs")
    headline, paragraph = soup(page).select("fieldset.clash")
    assert not headline.select(".errorlist")
    assert "Choose one" in paragraph.select_one(".errorlist").get_text()
    assert headline.find("input", attrs={"value": "theirs"}).has_attr("checked")
    assert stored(article).revision_number == 2


def test_an_empty_headline_of_one_s_own_is_refused_beside_it(client, article, clash):
    page = answer(client, article, clash, Headline=" ", **{"Text, paragraph 2": "mine"})
    assert soup(page).select_one("fieldset.clash .errorlist")
    assert stored(article).revision_number == 2


def test_own_words_from_an_editor_that_did_not_load_are_refused(client, article, clash):
    names = asked(clash)
    data = {names["Headline"]: "mine", names["Text, paragraph 2"]: "own"}
    data[f"{names['Text, paragraph 2']}-own"] = "<p>Half.</p>"
    data[f"{names['Text, paragraph 2']}-own_editor_ready"] = None
    page = client.post(change_url(article), posted(clash, "merge_form", **data) | {"_merge": "1"})
    assert "did not load completely" in text_of(page)


def test_enter_presses_a_button_that_saves_nothing(client, article, clash):
    assert soup(clash).select_one("#merge_form button")["name"] == "_check"
    page = answer(client, article, clash, "_check", Headline="mine", **{"Text, paragraph 2": "theirs"})
    assert list(asked(page)) == ["Headline", "Text, paragraph 2"]
    assert len(soup(page).select("input[type=radio][checked]")) == 2
    assert stored(article).revision_number == 2


def test_looking_at_it_in_the_form_first_saves_nothing(client, article, clash):
    choices = {"Headline": "mine", "Text, paragraph 2": "theirs"}
    page = answer(client, article, clash, "_review", **choices)
    assert soup(page).find(id="id_headline").get_text(strip=True) == "Deng takes up his post"
    assert soup(page).find(id="id_note").get_text(strip=True) == "A note of mine"
    assert stored(article).revision_number == 2
    save(client, article, page=page)
    now = stored(article)
    assert (now.headline, now.standfirst, now.revision_number) == ("Deng takes up his post", "Mine.", 3)


def test_all_of_mine_leaves_theirs_in_their_revision(client, article, clash):
    answer(client, article, clash, "_mine")
    now = stored(article)
    assert (now.headline, now.revision_number) == ("Deng takes up his post", 3)
    assert article.revisions.get(number=2).payload["headline"] == "Deng begins work"


def test_all_of_theirs_keeps_my_words_as_a_revision(client, rosa, article, clash):
    answer(client, article, clash, "_theirs")
    now = stored(article)
    assert (now.headline, now.standfirst, now.revision_number) == ("Deng begins work", "Mine.", 4)
    mine = article.revisions.get(number=3)
    assert (mine.payload["headline"], mine.by) == ("Deng takes up his post", rosa)


def test_a_change_during_the_choice_is_merged_again_and_never_overwritten(client, article, clash):
    change(article, by=tomas(), place="Geneva")
    choices = {"Headline": "mine", "Text, paragraph 2": "theirs"}
    page = answer(client, article, clash, **choices)
    assert "Nothing is saved yet" in text_of(page)
    assert stored(article).headline == "Deng begins work"
    save(client, article, page=page)
    now = stored(article)
    assert (now.headline, now.place) == ("Deng takes up his post", "Geneva")


def test_a_clash_during_the_choice_is_asked_again(client, article, clash):
    change(article, by=tomas(), headline="Deng is at work")
    choices = {"Headline": "mine", "Text, paragraph 2": "theirs"}
    page = answer(client, article, clash, **choices)
    assert list(asked(page)) == ["Headline"]
    _mine, theirs = soup(page).select("fieldset.clash .sides .pick-text")
    assert [part.get_text(strip=True) for part in theirs.select("ins")] == ["is at"]
    answer(client, article, page, Headline="mine")
    now = stored(article)
    assert (now.headline, now.standfirst, now.note) == ("Deng takes up his post", "Mine.", "A note of mine")
    assert "the Assembly" in now.body


def test_one_s_own_second_window_is_asked_about_like_anybody_else_s(client, rosa, article):
    page = open_form(client, article)
    save(client, article, headline="From the first window")
    page = save(client, article, page=page, headline="From the second window")
    assert "You, in another window, saved revision 2" in text_of(page)
    assert "Yours, from the other window" in text_of(page)
    answer(client, article, page, Headline="theirs")
    assert stored(article).headline == "From the first window"


def test_a_form_that_does_not_say_its_revision_is_asked_about_everything(client, rosa, article):
    for revision in ("", "x", "99", "-1", "9" * 40):
        page = save(client, article, revision=revision, headline="Mine")
        assert "Headline" in asked(page), revision
    assert stored(article).headline == "Deng takes up post"


def test_a_picture_and_the_alt_text_of_the_old_one_are_asked_as_one(client, rosa):
    old, new = make_image(), make_image()
    article = make_article(lead_image=old, lead_alt="The old hall.")
    page = open_form(client, article)
    change(article, lead_alt="The old hall, empty.")
    page = save(client, article, page=page, lead_image=str(new.pk), lead_alt="")
    assert list(asked(page)) == ["Lead picture"]
    answer(client, article, page, **{"Lead picture": "mine"})
    assert (stored(article).lead_image, stored(article).lead_alt) == (new, "")


def test_a_fault_in_the_form_comes_before_the_merge_and_nothing_is_saved(client, rosa, article):
    page = open_form(client, article)
    change(article, by=tomas(), standfirst="Theirs.")
    page = save(client, article, page=page, headline="", note="Mine")
    assert "Not saved: Tomás Rivera saved revision 2" in text_of(page)
    page = save(client, article, page=page, headline="Mine")
    assert "Nothing is saved yet" in text_of(page)
    assert stored(article).headline == "Deng takes up post"


def test_a_button_that_acts_does_not_act_on_words_that_nobody_saw(client, article):
    client.force_login(make_editor())
    page = open_form(client, article)
    change(article, standfirst="Theirs.")
    page = save(client, article, "_publish", page=page, headline="Mine")
    assert "Nothing is saved yet" in text_of(page)
    assert not article.editions.exists()


def test_a_forged_answer_is_refused(client, article, clash):
    names = asked(clash)
    for choice in ("everything", "both", ""):
        data = posted(clash, "merge_form", **dict.fromkeys(names.values(), choice)) | {"_merge": "1"}
        page = client.post(change_url(article), data)
        assert "Choose one" in text_of(page)
    data = posted(clash, "merge_form", merge_with="99") | {"_mine": "1"}
    assert client.post(change_url(article), data).status_code == 200
    assert stored(article).headline == "Deng begins work"


def test_who_may_not_change_stories_gets_no_merge(client, article):
    client.force_login(make_reporter())
    page = open_form(client, article)
    change(article, headline="Theirs")
    client.force_login(make_user("view_article"))
    data = posted(page, "article_form", **READY, headline="Mine") | {"_continue": "1"}
    assert client.post(change_url(article), data).status_code == 403
    data["merge_with"] = "2"
    assert client.post(change_url(article), data).status_code == 403


def test_a_live_story_s_address_made_at_publication_is_not_taken_back(client, rosa):
    article = make_article(headline="Deng takes up post")
    page = open_form(client, article)
    article.publish(make_editor(first_name="Erin", last_name="Editor"))
    page = save(client, article, page=page, headline="Mine")
    assert "Meanwhile Erin Editor published the story as edition 1: readers see it since" in text_of(page)
    lines = [" ".join(line.get_text(" ").split()) for line in soup(page).select("section.merged dl > div")]
    assert [line.split()[:2] for line in lines] == [["Headline", "Yours"], ["Address", "Theirs"]]
    assert stored(article).headline == "Deng takes up post"
    save(client, article, page=page)
    assert (stored(article).headline, stored(article).slug) == ("Mine", "deng-takes-up-post")


@pytest.mark.parametrize("days", [None, 1])
def test_an_old_form_without_a_change_leaves_a_published_or_scheduled_story_as_it_is(
    client, rosa, article, days
):
    page = open_form(client, article)
    article.publish(make_editor(), at=days and timezone.now() + datetime.timedelta(days=days))
    page = save(client, article, page=page)
    save(client, article, page=page)
    now = Article.objects.with_state().get()
    assert (now.state, now.slug) == ("scheduled" if days else "live", "deng-takes-up-post")
    assert (now.digest, now.revision_number) == (now.published_digest, 2)


def test_the_address_of_a_publication_is_a_revision_with_the_writer_s_words(article):
    """Whoever publishes has not written: they may publish the writer's next words too."""
    erin = make_editor()
    edition = article.publish(erin)
    revision = stored(article).last_revision
    assert (revision.by, revision.payload["slug"], revision.digest) == (
        erin,
        "deng-takes-up-post",
        stored(article).digest,
    )
    assert (edition.revision, edition.digest) == (revision, revision.digest)
    assert stored(article).updated_by == article.revisions.get(number=1).by
    assert InheritedRevision.written_before(article.revisions.filter(number=2)).number == 1


def test_a_story_whose_address_was_entered_has_no_revision_of_its_publication():
    article = make_article(slug="typed")
    article.publish(make_editor())
    assert stored(article).revision_number == 1


def test_a_form_opened_before_an_approval_does_not_undo_it_without_new_words(client, rosa, article):
    article.submit(rosa)
    page = open_form(client, article)
    article.approve(make_editor())
    save(client, article, page=page)
    assert (stored(article).status, stored(article).approved_revision.number) == ("approved", 1)


def test_what_publication_cleared_does_not_come_back_from_an_old_form(client):
    editor, hour = make_editor(), timezone.now() + datetime.timedelta(hours=1)
    article = make_article(slug="typed", planned_for=hour, due_at=hour, brief="600 words")
    client.force_login(editor)
    page = open_form(client, article)
    article.publish(editor)
    save(client, article, page=page, headline="Mine")
    now = stored(article)
    assert (now.headline, now.planned_for, now.due_at, now.brief) == ("Mine", None, None, "")


def test_a_wish_that_publication_cleared_is_asked_about_before_another_takes_its_place(client):
    editor, hour = make_editor(), timezone.now() + datetime.timedelta(hours=1)
    article = make_article(slug="typed", planned_for=hour)
    client.force_login(editor)
    page = open_form(client, article)
    article.publish(editor)
    page = save(client, article, page=page, planned_for_1="23:59")
    assert "Somebody else set this to “nothing” while you were writing." in text_of(page)
    assert stored(article).planned_for is None


@pytest.mark.parametrize("act", ["cancel_schedule", "move", "expire", "correct"])
def test_what_another_act_of_the_desk_has_set_outlives_an_old_form(client, article, act):
    editor, now = make_editor(first_name="Erin"), timezone.now()
    later = now + datetime.timedelta(days=2)
    if act in ("cancel_schedule", "move"):
        article.publish(editor, at=now + datetime.timedelta(days=1))
    else:
        article.publish(editor)
    client.force_login(make_reporter())
    page = open_form(client, article)
    if act == "cancel_schedule":
        stored(article).cancel_schedule(editor)
    elif act == "move":
        stored(article).reschedule(editor, later)
    elif act == "expire":
        stored(article).set_times(editor, None, later, "The offer ends.")
    else:
        words = {"headline": "Right"}
        stored(article).correct(editor, words, kind="correction", note="It was wrong.", override="Alone")
    before = Article.objects.with_state().get()
    page = save(client, article, page=page)
    save(client, article, page=page)
    after = Article.objects.with_state().get()
    names = ["state", "digest", "published_digest", "slug", "headline", "expires_at", "next_from", "status"]
    names.append("approved_revision_id")
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]


def test_the_preview_shows_merged_words_before_the_editor_is_there(client, rosa, article):
    page = open_form(client, article)
    change(article, standfirst="Theirs.")
    page = save(client, article, page=page, body=BODY.replace("ends", "closes"))
    data = posted(page, "article_form", body_editor_ready=None)
    assert "Three closes the story." in text_of(
        client.post(reverse("admin:articles_article_preview", args=[article.pk]), data)
    )


def test_taking_theirs_keeps_nothing_half_when_another_field_is_refused(client, article, clash):
    Article.objects.filter(pk=article.pk).update(note="Their note")
    page = answer(client, article, clash, "_theirs")
    assert "Somebody else set this to “Their note”" in text_of(page)
    assert (stored(article).headline, stored(article).revision_number) == ("Deng begins work", 2)
    save(client, article, page=page)
    now = stored(article)
    assert (now.headline, now.standfirst, now.note) == ("Deng begins work", "Mine.", "A note of mine")
