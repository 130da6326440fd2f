"""The form of an appointment says before saving how it reads, what it is on a day, what is in its way."""

import pytest
from django.urls import reverse

from people.models import Appointment
from tests.browserless import soup
from tests.make import make_user
from tests.people.make import make_appointment, make_person, make_post
from tests.people.pages import filled, save, url

pytestmark = pytest.mark.django_db
DESK = [
    f"{verb}_{model}"
    for verb in ("add", "change", "view")
    for model in ("person", "post", "appointment", "citation")
]


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, username="people-desk"))
    return client


def look(client, made=None, **fields):
    """The fragment for these values, unsaved; of a stored appointment what it holds is posted too."""
    if made:
        posted = {**filled(client.get(url("appointment_change", made.pk))), **fields}
        response = client.post(url("appointment_look", made.pk), posted)
    else:
        response = client.post(url("appointment_look_new"), {"kind": "substantive", **fields})
    assert response.status_code == 200
    return soup(response)


def words(fragment, part):
    return " ".join(fragment.find(attrs={"data-look": part}).get_text(" ").split())


@pytest.fixture
def luck():
    return make_appointment(
        "Edward Luck", "Special Adviser", intended="2007-08-31", announced="2008-02-21", start="2008-02-21"
    )


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        (
            {"intended": "31 August 2007", "announced": "2008-02-21"},
            "was named as intended on 31 August 2007; announced 21 February 2008.",
        ),
        ({"start": "May 2007", "end": "2012"}, "took up the post in May 2007; left it in 2012."),
        ({"start": "XXXX"}, "took up the post on a date not known."),
        ({"intended": "2017-02", "end": "2017-02-10"}, "it came to nothing on 10 February 2017."),
        ({"start": "soon", "announced": "2008"}, "was announced in 2008."),
        (
            {"start": "2999-01-01", "end": "3003"},
            "is to take up the post on 1 January 2999; is to leave it in 3003.",
        ),
    ],
)
def test_the_dates_read_as_one_sentence(desk, dates, sentence):
    fields = {"person": make_person("Edward Luck").pk, "post": make_post().pk, **dates}
    said = words(look(desk, **fields), "reads")
    assert "Edward Luck " in said
    assert sentence in said


def test_who_is_still_to_begin_is_in_line_from_then_on_and_not_until_today(desk):
    said = words(
        look(desk, person=make_person("Edward Luck").pk, post=make_post().pk, start="2999-01"), "line"
    )
    assert "from January 2999" in said
    assert "today" not in said


def test_the_saved_form_says_the_sentence_too(desk, luck):
    page = desk.get(url("appointment_change", luck.pk))
    assert "was named as intended on 31 August 2007; announced 21 February 2008; took" in words(
        soup(page), "reads"
    )


@pytest.mark.parametrize(
    ("day", "state", "title"),
    [
        ("2007-08-30", "Not yet", "Nothing of it is known yet"),
        ("2007-10-10", "Intended", "Named as intended Special Adviser"),
        ("2008-03-01", "In post", "Special Adviser: in post since 21 February 2008"),
    ],
)
def test_state_and_title_on_a_day_follow_from_the_unsaved_dates(desk, luck, day, state, title):
    said = words(look(desk, luck, look_on=day), "reads")
    assert state in said
    assert title in said


def test_nothing_that_is_looked_at_is_saved(desk, luck):
    look(desk, luck, start="2009-01-01", look_on="2009-01-01")
    luck.refresh_from_db()
    assert luck.start == "2008-02-21"
    assert luck.history.count() == 1


def test_what_saving_would_refuse_is_said_before(desk):
    annan = make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    ban = make_person("Ban Ki-moon")
    said = look(desk, person=ban.pk, post=annan.post_id, start="2006-01-01")
    assert "Saving would refuse this" in words(said, "checks")
    assert "held by Kofi Annan" in words(said, "checks")
    assert "May overlap" not in words(said, "checks")
    said = words(look(desk, person=ban.pk, post=annan.post_id, start="2007", end="2006"), "checks")
    assert "Left the post before taking it up" in said


def test_a_possible_overlap_is_a_warning_and_an_acting_one_takes_no_seat(desk):
    annan = make_appointment("Kofi Annan", start="1997", end="2007")
    ban = {"person": make_person("Ban Ki-moon").pk, "post": annan.post_id, "start": "2007"}
    said = words(look(desk, **ban), "checks")
    assert "May overlap with Kofi Annan , 1997 – 2007" in said
    assert "refuse" not in said
    said = words(look(desk, **{**ban, "kind": "acting"}), "checks")
    assert "overlap" not in said


def test_seats_are_respected(desk):
    post = make_post("Envoy", seats=2)
    make_appointment("Kofi Annan", post, start="2000", end="2005")
    fields = {"person": make_person("Ban Ki-moon").pk, "post": post.pk, "start": "2001"}
    assert words(look(desk, **fields), "checks") == ""
    make_appointment("Edward Luck", post, start="2000", end="2005")
    assert "refuse" in words(look(desk, **fields), "checks")


@pytest.mark.parametrize(
    ("end", "start", "told"),
    [
        ("2006-12-31", "2007-01-01", ""),
        ("2006-12-30", "2007-01-01", "Between Kofi Annan and this: 1 day."),
        ("2006-06-30", "2007-01-01", "6 months"),
        ("2006", "2007-03-01", "59 days to 14 months"),
        ("2006", "2007", "up to 24 months, not proven"),
        ("", "2007", ""),
        ("XXXX", "2007", ""),
    ],
)
def test_a_gap_to_the_holder_before_is_measured_and_not_proven_where_dates_are_partial(
    desk, end, start, told
):
    annan = make_appointment("Kofi Annan", start="1997-01-01", end=end)
    fields = {"person": make_person("Ban Ki-moon").pk, "post": annan.post_id, "start": start}
    said = words(look(desk, **fields), "checks")
    assert told in said
    assert told or "Between" not in said


def test_a_gap_to_the_next_holder_and_who_acted_in_it(desk):
    guterres = make_appointment("António Guterres", start="2017-02-01")
    make_appointment("Amina Mohammed", guterres.post, kind="acting", start="2016-06-01", end="2017-01-31")
    fields = {"person": make_person("Ban Ki-moon").pk, "post": guterres.post_id}
    said = words(look(desk, **fields, start="2007", end="2016-12-31"), "checks")
    assert "Between this and António Guterres: 31 days." in said
    assert "Amina Mohammed was acting meanwhile" in said


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"person": "x", "post": "99999999999999999999999"},
        {"person": "999999", "post": "-1", "start": "\x00", "kind": "boss", "look_on": "soon"},
        {"citations-TOTAL_FORMS": "many", "start": "2007"},
        {"citations-TOTAL_FORMS": "99999999999", "start": "0001", "end": "9999-12-31"},
    ],
)
def test_no_answer_breaks_the_look(desk, fields):
    fields = {"post": make_post().pk, "person": make_person().pk, **fields}
    assert desk.post(url("appointment_look_new"), fields).status_code == 200


def test_the_look_is_for_who_may_save_and_only_by_post(client, luck):
    address = url("appointment_look", luck.pk)
    assert client.post(address).status_code == 302
    client.force_login(make_user("view_appointment"))
    assert client.post(address).status_code == 403
    assert client.post(url("appointment_look_new")).status_code == 403
    client.force_login(make_user(*DESK))
    assert client.get(address).status_code == 405
    assert client.post(url("appointment_look", 999999)).status_code == 404


def test_the_look_asks_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    post = make_post("Envoy", seats=None)
    for n in range(12):
        make_appointment(f"Person Number{n}", post, start="2000")
    fields = {"person": make_person("Ban Ki-moon").pk, "post": post.pk, "start": "2001"}
    look(desk, **fields)
    # session, user, permissions (2), person, post, other holders, titles of the post; one to spare
    with django_assert_max_num_queries(9):
        look(desk, **fields)


# --- The holder before --------------------------------------------------------------------------
@pytest.fixture
def ban():
    return make_appointment("Ban Ki-moon", start="2007-01-01")


def succeed(client, ban, page=None, **changes):
    """Record Guterres and press the button that ends the present holder."""
    fields = {"person": make_person("António Guterres").pk, "post": ban.post_id, "start": "2017-01-01"}
    base = {"ends_holder_on": "31 December 2016", "ends_holder_base": ban.digest(), "_end_holder": ban.pk}
    return save(client, url("appointment_add"), **{**fields, **base, **changes})


def test_the_present_holder_is_offered_to_be_ended_the_day_before(desk, ban):
    fields = {"person": make_person("António Guterres").pk, "post": ban.post_id}
    offered = look(desk, **fields, start="2017-01-01").find(attrs={"data-look": "holder"})
    assert "Save, and end Ban Ki-moon on that date" in offered.get_text(" ")
    assert offered.find(id="id_ends_holder_on")["value"] == "2016-12-31"
    assert look(desk, **fields, start="2017").find(id="id_ends_holder_on")["value"] == "2017"
    typed = {"ends_holder_on": "2016-12", "ends_holder_proposed": "2016-12-31"}
    assert (
        look(desk, **fields, start="2017-01-02", **typed).find(id="id_ends_holder_on")["value"] == "2016-12"
    )
    assert not look(desk, **fields, start="2006-01-01").find(id="id_ends_holder_on")
    assert not look(desk, **fields, start="2017-01-01", kind="acting").find(id="id_ends_holder_on")


def test_one_press_ends_the_holder_and_records_the_successor(desk, ban):
    page = succeed(desk, ban, ends_holder_reason="term-ended")
    assert page.status_code == 302
    ban.refresh_from_db()
    assert (ban.end, ban.end_reason) == ("2016-12-31", "term-ended")
    assert Appointment.objects.get(person__family_name="Guterres").start == "2017-01-01"
    row = ban.history.first()
    assert row.history_user.username == "people-desk"
    assert row.history_change_reason == "Ended with the appointment of António Guterres"
    assert "Ended with the appointment of" in desk.get(url("appointment_history", ban.pk)).content.decode()


def test_an_ordinary_save_never_ends_anybody(desk, ban):
    page = succeed(desk, ban, _end_holder="")
    fields = {"person": make_person("Amina Mohammed").pk, "post": ban.post_id, "start": "2017-01-01"}
    page = save(desk, url("appointment_add"), **fields, ends_holder_on="2016-12-31")
    assert "held by Ban Ki-moon" in page.content.decode()
    ban.refresh_from_db()
    assert ban.end == ""
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_holder_on": ""}, "Say on which day they left."),
        ({"ends_holder_on": "soon"}, "Write a year, a month or a day"),
        ({"ends_holder_on": "2006"}, "Left the post before taking it up"),
        ({"ends_holder_base": "stale"}, "was changed after you opened this page"),
        ({"_end_holder": "999999"}, "was changed after you opened this page"),
        ({"_end_holder": "x"}, "was changed after you opened this page"),
        ({"ends_holder_on": "2018"}, "held by Ban Ki-moon"),
    ],
)
def test_a_faulty_end_is_shown_and_nothing_is_saved(desk, ban, changes, said):
    page = succeed(desk, ban, **changes)
    assert page.status_code == 200
    assert said in page.content.decode()
    ban.refresh_from_db()
    assert ban.end == ""
    assert Appointment.objects.count() == 1


def test_a_holder_whom_somebody_ended_meanwhile_is_not_ended_twice(desk, ban):
    before = ban.digest()
    Appointment.objects.filter(pk=ban.pk).update(end="2016-11-30")
    page = succeed(desk, ban, ends_holder_base=before)
    assert "was changed after you opened this page" in page.content.decode()
    ban.refresh_from_db()
    assert ban.end == "2016-11-30"


# --- Pickers and sources ------------------------------------------------------------------------
def test_words_that_found_nobody_go_along_to_the_new_record(desk):
    form = desk.get(url("person_add"), {"called": "Amina J. Mohammed", "_popup": "1"}).content.decode()
    assert 'value="Amina J."' in form
    assert 'value="Mohammed"' in form
    assert 'value="Deputy Chief"' in desk.get(url("post_add"), {"called": "Deputy Chief"}).content.decode()


def test_a_source_names_the_date_that_it_proves(desk, luck):
    page = desk.get(url("appointment_change", luck.pk)).content.decode()
    assert ">Intended, 31 August 2007</option>" in page
    assert 'data-cite="intended"' in page
    assert reverse("admin:people_appointment_look", args=[luck.pk]) in page
