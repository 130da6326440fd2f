"""The title of a person on a day, for every branch; one query for any number of persons."""

import datetime

import pytest

from people.models import Appointment, State
from people.titles import titles_on
from tests.people.make import make_appointment, make_organization, make_person, make_post, title_on

pytestmark = pytest.mark.django_db
day = datetime.date.fromisoformat
R2P = "Special Adviser for the Responsibility to Protect"


@pytest.fixture
def luck():
    """Edward Luck as he was known in October 2007: named in a letter, no more."""
    make_appointment("Edward Luck", R2P, intended="2007-08-31", start="")
    return Appointment.objects.get().person


def told(person, moment, **kw):
    title = title_on(person, day(moment), **kw)
    return title and (title.text, title.state.value, title.note)


def test_luck_is_named_as_intended(luck):
    assert told(luck, "2007-10-10") == (
        "named as intended Special Adviser for the Responsibility to Protect",
        "intended",
        "named as intended, 31 August 2007",
    )
    assert title_on(luck, day("2007-10-10")).post_name == R2P
    assert title_on(luck, day("2007-08-30")) is None


@pytest.mark.parametrize("start", ["2008-02-21", "2008-02", "2008", "XXXX"])
def test_adding_lucks_2008_dates_changes_nothing_on_the_2007_day(luck, start):
    before = told(luck, "2007-10-10")
    record = luck.appointments.get()
    record.announced, record.start, record.end, record.end_reason = "2008-02-21", start, "2012-06", "moved"
    record.full_clean()
    record.save()
    assert told(luck, "2007-10-10") == before
    assert not Appointment.objects.on(day("2007-10-10")).exists()


def test_on_one_day_later_he_is_in_post(luck):
    luck.appointments.update(announced="2008-02-21", start="2008-02-21", end="2012-06")
    assert told(luck, "2008-02-20")[1] == "intended"
    assert told(luck, "2008-02-21") == (R2P, "in-post", "in post since 21 February 2008")
    assert told(luck, "2012-06-15") == (R2P, "in-post", "in post until June 2012, day not known")
    assert told(luck, "2012-07-01") == (f"former {R2P}", "left", "in post until June 2012")


def test_guterres_has_the_title_of_the_story_s_day():
    guterres = make_person("António Guterres")
    make_appointment(guterres, "High Commissioner for Refugees", start="2005-06-15", end="2015-12-31")
    make_appointment(guterres, "Secretary-General", announced="2016-10-13", start="2017-01-01")
    assert told(guterres, "2010-05-05")[0] == "High Commissioner for Refugees"
    assert told(guterres, "2016-05-05")[0] == "former High Commissioner for Refugees"
    assert told(guterres, "2016-11-01") == (
        "Secretary-General-designate", "designate", "appointment announced 13 October 2016",
    )  # fmt: skip
    assert told(guterres, "2020-05-05") == ("Secretary-General", "in-post", "in post since 1 January 2017")


@pytest.mark.parametrize(
    ("post", "text"),
    [
        ("Secretary-General", "Secretary-General-designate"),
        ("Director-General of WHO", "Director-General-designate of WHO"),
        ("High Commissioner for Refugees", "High Commissioner-designate for Refugees"),
        (
            "Special Adviser on the Prevention of Genocide",
            "Special Adviser-designate on the Prevention of Genocide",
        ),
    ],
)
def test_a_designate_keeps_a_readable_title(post, text):
    made = make_appointment("Kofi Annan", post, announced="2006", start="2008")
    assert told(made.person, "2007-01-01")[0] == text


def test_of_concurrent_posts_the_higher_rank_then_the_later_begun_wins():
    brown = make_person("Mark Malloch Brown")
    make_appointment(brown, "Administrator of UNDP", start="1999-07-01", end="2005-08-14")
    chef = make_appointment(brown, "Chef de Cabinet", start="2005-01-19", end="2006-03-31").post
    assert told(brown, "2005-03-01")[0] == "Chef de Cabinet"
    chef.rank = 200
    chef.save()
    assert told(brown, "2005-03-01")[0] == "Administrator of UNDP"
    assert told(brown, "2005-09-01")[0] == "Chef de Cabinet"


def test_acting_gives_way_to_substantive_and_goes_before_designate_and_former():
    kanem = make_person("Natalia Kanem")
    unfpa = make_post("Executive Director of UNFPA")
    make_appointment(kanem, "Deputy Executive Director", start="2016-07", end="2017-05")
    make_appointment(kanem, unfpa, kind="acting", start="2017-06", end="2017-10-02")
    make_appointment(kanem, unfpa, announced="2017-09-20", start="2017-10-03")
    assert told(kanem, "2017-09-25")[:2] == ("Acting Executive Director of UNFPA", "acting")
    assert told(kanem, "2017-06-15")[2] == "acting from June 2017, day not known"
    assert told(kanem, "2017-08-15")[2] == "acting since June 2017"
    assert told(kanem, "2017-10-03")[:2] == ("Executive Director of UNFPA", "in-post")


def test_a_post_held_beats_a_post_to_come():
    person = make_person("Susana Malcorra")
    make_appointment(person, "Under-Secretary-General for Field Support", start="2008-05", end="2012-03-31")
    make_appointment(person, "Chef de Cabinet", announced="2012-03-02", start="2012-04-01")
    assert told(person, "2012-03-10")[0] == "Under-Secretary-General for Field Support"
    assert told(person, "2012-04-01")[0] == "Chef de Cabinet"


def test_a_designate_beats_an_intended_and_both_beat_a_former_post():
    person = make_person("Alan Doss")
    make_appointment(person, "Envoy one", start="2000", end="2004")
    make_appointment(person, "Envoy two", intended="2007-10", start="")
    assert told(person, "2007-12-01")[:2] == ("named as intended Envoy two", "intended")
    make_appointment(person, "Envoy three", announced="2007-11", start="")
    assert told(person, "2007-12-01")[:2] == ("Envoy three-designate", "designate")


def test_the_former_post_left_last_is_the_title():
    annan = make_person("Kofi Annan")
    make_appointment(annan, "Secretary-General", start="1997-01-01", end="2006-12-31")
    make_appointment(
        annan, "Under-Secretary-General for Peacekeeping Operations", start="1993-03", end="1996-12-31"
    )
    assert told(annan, "2008-01-01") == (
        "former Secretary-General", "left", "in post until 31 December 2006",
    )  # fmt: skip


def test_a_former_acting_holder_was_acting():
    jebb = make_appointment("Gladwyn Jebb", kind="acting", start="1945-10-24", end="1946-02-01").person
    assert told(jebb, "1950-01-01")[0] == "former Acting Secretary-General"


def test_death_makes_a_holder_former():
    lee = make_person("Lee Jong-wook", death="2006-05-22")
    make_appointment(lee, "Director-General of WHO", start="2003-07-21")
    assert told(lee, "2006-05-23") == (
        "the late Director-General of WHO", "left", "died in office, 22 May 2006",
    )  # fmt: skip
    assert told(lee, "2008-05-23")[0] == "former Director-General of WHO"


def test_dates_not_known_claim_no_more_than_is_known():
    choi = make_person("Choi Soon-hong")
    make_appointment(choi, "Chief Information Technology Officer", start="2007-09-01", end="XXXX")
    assert told(choi, "2007-10-10") == (
        "sometime Chief Information Technology Officer",
        "unknown",
        "in post from 1 September 2007 until a date not known",
    )
    smith = make_appointment("Karen Smith", start="XXXX").person
    assert told(smith, "2020-01-01") is None


def test_a_start_nobody_knows_gives_no_title_to_an_earlier_day():
    gamba = make_appointment("Virginia Gamba", "Special Adviser", kind="acting", start="XXXX", end="2025")
    assert told(gamba.person, "2007-10-10") is None
    assert told(gamba.person, "2007-10-10", pinned=gamba.pk) == (
        "sometime Acting Special Adviser", "unknown", "start not known, until 2025",
    )  # fmt: skip
    assert told(gamba.person, "2026-01-01")[0] == "former Acting Special Adviser"


def test_a_day_inside_the_precision_of_the_start_is_softened():
    deng = make_appointment("Francis Deng", "Special Adviser", announced="2007-05-29", start="2007-08").person
    assert told(deng, "2007-08-15")[2] == "in post from August 2007, day not known"
    assert title_on(deng, day("2007-08-15")).certain is False
    assert told(deng, "2007-10-10")[2] == "in post since August 2007"
    assert title_on(deng, day("2007-10-10")).certain is True


def test_a_lapsed_intention_is_no_title():
    fayyad = make_appointment("Salam Fayyad", "Envoy", intended="2017-02-08", start="", end="2017-02-10")
    assert told(fayyad.person, "2017-02-09")[1] == "intended"
    assert told(fayyad.person, "2018-01-01") is None
    pinned = title_on(fayyad.person, day("2018-01-01"), fayyad.pk)
    assert (pinned.state, pinned.text) == (State.LAPSED, "once meant to be Envoy")


def test_a_pinned_appointment_wins_where_it_says_anything():
    person = make_person("Pramila Patten")
    post = make_post("Special Representative on Sexual Violence", rank=10)
    make_appointment(person, post, start="2017-06")
    acting = make_appointment(person, "Special Adviser", kind="acting", start="2020-02", end="2020-11")
    assert told(person, "2020-06-01")[0] == "Special Representative on Sexual Violence"
    assert told(person, "2020-06-01", pinned=acting.pk)[0] == "Acting Special Adviser"
    assert told(person, "2018-06-01", pinned=acting.pk)[0] == "Special Representative on Sexual Violence"


def test_readers_get_no_title_from_what_they_may_not_see():
    made = make_appointment("Kofi Annan", cited=False)
    assert told(made.person, "2010-01-01") is None
    assert told(made.person, "2010-01-01", public=False)[0] == "Secretary-General"


def test_the_titles_of_many_take_one_query(django_assert_num_queries):
    body = make_organization("A body")
    people = []
    for n in range(12):
        post = make_post(f"Post {n}", body)
        post.titles.create(text=f"Old post {n}", end="2006", displayed=True)
        people.append(make_appointment(f"Person Number-{n}", post, start="2000").person)
        make_appointment(people[-1], make_post(f"Second {n}", body), start="1990", end="1999")
    with django_assert_num_queries(1):  # the appointments with posts, organizations and the name of the day
        titles = titles_on(people, day("2005-01-01"))
    assert {titles[person.pk].text for person in people} == {f"Old post {n}" for n in range(12)}
    with django_assert_num_queries(0):
        assert titles[people[0].pk].post.organization.name == "A body"


def test_nobody_takes_no_title():
    assert titles_on([], day("2005-01-01")) == {}
    assert title_on(make_person(), day("2005-01-01")) is None
