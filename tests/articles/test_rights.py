"""Rights to pictures: asked when a story goes out, at whatever moment, and every day after that."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles import checks
from articles.checks import picture_rights
from articles.models import Act, AuditEntry
from articles.models.gates import GatesClosed
from articles.workflow import Refused
from newsroom.images.models import Image
from tests.make import (
    OVERRIDE,
    change,
    make_article,
    make_editor,
    make_image,
    make_live,
    make_topic,
    make_user,
)
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


def ended(**kw):
    return make_image(title="The hall", rights_until=today() - DAY, **kw)


def to_come():
    return make_image(title="The hall", rights_from=today() + 3 * DAY)


def body(image):
    return f'<p>Before.</p><figure data-media="{image.pk}"><figcaption>The hall.</figcaption></figure>'


def in_days(days):
    return timezone.now() + days * DAY


# --- At publication -----------------------------------------------------------------------------------
@pytest.mark.parametrize("image", [ended, to_come])
def test_a_picture_out_of_its_rights_stops_a_publication_and_says_the_way_out(image):
    image = image()
    with pytest.raises(GatesClosed) as refused:
        make_article(lead_image=image).publish(make_editor())
    (sentence,) = refused.value.by_field["lead_image"]
    assert sentence.startswith(f"“The hall” may be shown {image.rights_in_words}, and the story goes out on ")
    assert sentence.endswith("with new rights, write them on the picture’s page.")
    with pytest.raises(GatesClosed) as refused:
        make_article(body=body(image)).publish(make_editor())
    assert list(refused.value.by_field) == ["body"]


def test_on_its_first_and_on_its_last_day_it_may_be_shown():
    image = make_image(rights_from=today(), rights_until=today())
    assert make_live(lead_image=image).live_edition


def test_a_day_is_a_day_of_the_newsroom(settings):
    """23:30 in New York is the next day in UTC."""
    with time_machine.travel("2027-05-04T03:30:00Z", tick=False):
        image = make_image(rights_until=datetime.date(2027, 5, 3))
        assert make_live(lead_image=image).live_edition
    with time_machine.travel("2027-05-04T04:30:00Z", tick=False), pytest.raises(GatesClosed):
        make_live(lead_image=image)


def test_an_editor_may_publish_past_it_with_a_reason_that_is_recorded():
    article = make_article(lead_image=ended())
    article.publish(make_editor(), gates_override="The agency agreed by telephone.")
    entry = AuditEntry.objects.get(act=Act.GATE)
    assert (entry.reason, entry.after["gates"]) == ("The agency agreed by telephone.", ["rights"])


# --- At scheduling and rescheduling -----------------------------------------------------------------
def test_a_schedule_asks_for_the_day_on_which_it_goes_out():
    soon = make_image(rights_until=today() + DAY)
    with pytest.raises(GatesClosed):
        make_article(lead_image=soon).publish(make_editor(), at=in_days(3))
    make_article(lead_image=soon).publish(make_editor(), at=timezone.now() + datetime.timedelta(minutes=1))
    make_article(lead_image=to_come()).publish(make_editor(), at=in_days(4))


def test_a_reason_given_for_one_moment_is_none_for_another():
    article, editor = make_article(lead_image=ended()), make_editor()
    article.publish(editor, at=in_days(1), gates_override="The agency agreed for tomorrow.")
    article.cancel_schedule(editor)
    with pytest.raises(GatesClosed):
        article.publish(editor, at=in_days(30))


def test_a_schedule_does_not_move_to_a_day_that_the_rights_do_not_cover():
    image, editor = make_image(title="The hall", rights_until=today() + 2 * DAY), make_editor()
    article = make_article(body=body(image))
    article.publish(editor, at=in_days(1))
    with pytest.raises(Refused, match="“The hall” may be shown until") as refused:
        article.reschedule(editor, in_days(5))
    assert refused.value.field == "at"
    assert article.pending_edition.live_from < in_days(2)


def test_one_that_was_let_pass_with_a_reason_moves_with_it():
    article, editor = make_article(lead_image=ended()), make_editor()
    article.publish(editor, at=in_days(1), gates_override="The agency agreed.")
    assert article.reschedule(editor, in_days(5)).live_from > in_days(4)


def test_the_calendar_says_why_it_does_not_move(client):
    image, editor = make_image(title="The hall", rights_until=today() + 2 * DAY), make_editor()
    article = make_article(lead_image=image)
    edition = article.publish(editor, at=in_days(1))
    client.force_login(editor)
    then = timezone.localtime(in_days(5))
    data = {"revision": article.revision_number, "edition": edition.pk, "zone": "America/New_York"}
    data |= {"day": then.date().isoformat(), "time": then.strftime("%H:%M")}
    html = client.post(reverse("admin:articles_article_step", args=[article.pk, "move"]), data)
    assert "“The hall” may be shown until" in html.content.decode()


# --- At a correction -------------------------------------------------------------------------------------
def correct(article, **kw):
    words = {"headline": "Corrected"}
    return article.correct(
        make_editor(), words, kind="correction", note="Was wrong.", override=OVERRIDE, **kw
    )


def after_its_last_day(image):
    """A live story with a picture whose rights end after it went out."""
    article = make_live(lead_image=image)
    Image.objects.filter(pk=image.pk).update(rights_until=today() - DAY)
    return article


def test_a_correction_does_not_carry_on_a_picture_whose_rights_have_ended():
    article = after_its_last_day(make_image())
    with pytest.raises(GatesClosed) as refused:
        correct(article)
    assert list(refused.value.by_field) == ["lead_image"]
    assert article.editions.count() == 1
    correct(article, gates_override="It is coming down tonight.")


def test_a_story_that_may_keep_its_picture_is_corrected_with_it_and_a_new_story_may_not_have_it():
    image = make_image(archive_use=True)
    article = after_its_last_day(image)
    assert correct(article).lead_image == image
    with pytest.raises(GatesClosed):
        make_article(lead_image=image).publish(make_editor())


def test_a_correction_brings_no_picture_into_an_update_that_goes_out_after_its_last_day():
    image, article = make_image(rights_until=today() + 2 * DAY), make_live()
    editor = make_editor()
    change(article, standfirst="To be updated.")
    article.publish(editor, at=in_days(5))
    with pytest.raises(GatesClosed) as refused:
        article.correct(
            make_editor(),
            {"lead_image_id": image.pk},
            kind="correction",
            note="Wrong man.",
            override=OVERRIDE,
        )
    assert list(refused.value.by_field) == ["lead_image"]
    assert article.pending_edition.lead_image is None


# --- While it is out ---------------------------------------------------------------------------------------
def test_the_desk_is_warned_of_a_picture_that_ends_before_the_story():
    image = make_image(title="The hall", rights_until=today() + 9 * DAY)
    article = make_article(lead_image=image)
    found = [finding for finding in checks.look(checks.story_of(article)) if finding.code == "rights-end"]
    assert [finding.is_gate for finding in found] == [False]
    edition = article.publish(make_editor())
    (sentence,) = picture_rights.ending_while_live(edition)
    assert "the story stays out longer" in sentence


def test_a_story_that_expires_in_time_is_not_warned_of():
    image = make_image(rights_until=today() + 9 * DAY)
    article = make_live(lead_image=image, expires_at=in_days(5))
    assert not [f for f in checks.look(checks.story_of(article)) if f.code == "rights-end"]
    assert picture_rights.ending_while_live(article.live_edition) == []


def test_who_schedules_is_warned_at_once(client):
    image = make_image(title="The hall", rights_until=today() + 9 * DAY)
    article, editor = make_article(lead_image=image), make_editor()
    client.force_login(editor)
    then = timezone.localtime(in_days(1))
    data = {"revision": article.revision_number, "zone": "America/New_York"}
    data |= {"day": then.date().isoformat(), "time": then.strftime("%H:%M")}
    url = reverse("admin:articles_article_step", args=[article.pk, "schedule"])
    html = client.post(url, data, follow=True).content.decode()
    assert "goes out on" in html
    assert "the story stays out longer" in html


def test_readers_see_what_was_published_until_somebody_decides(client):
    image = make_image()
    article = after_its_last_day(image)
    assert image.rendition("w800") in client.get(article.get_absolute_url()).content.decode()


# --- Every day ----------------------------------------------------------------------------------------------
def check():
    """(exit code, what the command says)"""
    out = StringIO()
    try:
        call_command("check_rights", stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_nothing_wrong_is_nothing_to_do():
    make_live(lead_image=make_image(rights_until=today() + 90 * DAY))
    assert check() == (0, "0 pictures out of their rights.\n")


def test_a_live_story_with_a_picture_whose_rights_have_ended_is_named():
    article = after_its_last_day(make_image(title="The hall"))
    code, said = check()
    assert code == 1
    assert said.startswith(f"over: {article.headline}, edition 1: “The hall” may be shown until ")
    assert f"and readers see it now. http://127.0.0.1:8000/admin/articles/article/{article.pk}/" in said
    assert said.endswith("1 picture out of its rights.\n")


def test_a_picture_in_the_text_of_a_schedule_is_found_too():
    image = make_image(title="The hall")
    article = make_article(body=body(image))
    article.publish(make_editor(), at=in_days(30))
    Image.objects.filter(pk=image.pk).update(rights_until=today() + 20 * DAY)
    code, said = check()
    assert code == 1
    assert "and the story goes out on" in said


def test_a_portrait_is_checked_too():
    person = make_person("Ban Ki-moon", portrait=ended())
    make_person("Edward Luck", portrait=make_image(rights_until=today()))
    code, said = check()
    assert code == 1
    assert said.startswith("over: Ban Ki-moon: “The hall” may be shown until ")
    assert f"/admin/people/person/{person.pk}/change/" in said
    assert "Luck" not in said


def test_a_last_day_that_is_near_is_shown_without_alarm():
    make_live(lead_image=make_image(rights_until=today() + 3 * DAY))
    code, said = check()
    assert code == 0
    assert said.startswith("soon: ")


@pytest.mark.parametrize("end", ["withdraw", "replace", "keep", "expire"])
def test_what_nobody_sees_or_what_may_stay_is_not_shown(end):
    image = make_image()
    article = after_its_last_day(image)
    editor = make_editor()
    if end == "withdraw":
        article.withdraw(editor, "Wrong man", "We took two men for one.")
    elif end == "replace":
        article.correct(
            editor, {"lead_image_id": None}, kind="minor", override="No longer ours to show.", note=""
        )
    elif end == "keep":
        Image.objects.update(archive_use=True)
    else:
        article.set_times(editor, None, timezone.now() + datetime.timedelta(seconds=1), "A notice.")
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        assert check()[0] == 0


def test_the_daily_look_is_one_query_whatever_is_wrong(django_assert_num_queries):
    for _ in range(3):
        after_its_last_day(make_image())
    with django_assert_num_queries(1):
        found = [trouble.words for trouble in picture_rights.troubles()]
    assert len(found) == 3


# --- On the desk ------------------------------------------------------------------------------------------
def test_editors_and_the_picture_desk_find_it_on_their_desk(client):
    article = after_its_last_day(make_image(title="The hall"))
    for permissions in (
        ["view_article", "change_image"],
        ["view_article", "change_image", "publish_article"],
    ):
        client.force_login(make_user(*permissions))
        html = client.get("/admin/").content.decode()
        assert "Rights to pictures" in html
        assert "“The hall” may be shown until" in html
        assert article.headline in html
    client.force_login(make_user("view_article", "change_article"))
    assert "Rights to pictures" not in client.get("/admin/").content.decode()


def test_the_lane_costs_the_desk_one_query(client, django_assert_num_queries):
    user = make_user("view_article", "change_image")
    client.force_login(user)
    for _ in range(3):
        after_its_last_day(make_image())
    # session, user, permissions; marked, yours, scheduled, changed, coming down, published; rights
    with django_assert_num_queries(10):
        html = client.get("/admin/").content.decode()
    assert html.count("Rights ended") == 3


def test_a_desk_with_nothing_wrong_has_no_such_lane(client):
    make_live(lead_image=make_image(), topics=[make_topic("Halls")])
    client.force_login(make_user("view_article", "change_image"))
    assert "Rights to pictures" not in client.get("/admin/").content.decode()
