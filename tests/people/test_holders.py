"""Holders: seats, handovers, acting records, numbers; and who appointed them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.models import Appointment, Person, Post
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
day = datetime.date.fromisoformat


def holders(moment):
    return [row.person.full_name for row in Appointment.objects.on(day(moment))]


def test_on_the_last_day_of_the_year_annan_on_the_first_ban():
    make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31")
    assert holders("2006-12-31") == ["Kofi Annan"]
    assert holders("2007-01-01") == ["Ban Ki-moon"]


def test_a_second_holder_of_one_seat_is_refused_with_the_name_of_the_first():
    make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    with pytest.raises(ValidationError) as caught:
        make_appointment("Ban Ki-moon", start="2006-12-01")
    assert caught.value.message_dict == {
        "start": [
            "The post has 1 seat, held by Kofi Annan, 1 January 1997 – 31 December 2006. "
            "Was one of them acting, or is a date wrong?"
        ]
    }


def test_a_handover_on_one_day_is_accepted():
    make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    assert make_appointment("Ban Ki-moon", start="2006-12-31").pk


def test_what_only_may_overlap_is_accepted():
    make_appointment("Kofi Annan", start="1997-01-01", end="2007")
    assert make_appointment("Ban Ki-moon", start="2007").pk


def test_a_certain_overlap_of_years_is_refused():
    make_appointment("Kofi Annan", start="1997", end="2007")
    with pytest.raises(ValidationError):
        make_appointment("Ban Ki-moon", start="2005", end="2010")


def test_a_long_holder_around_a_short_one_is_refused():
    make_appointment("Kofi Annan", start="2000-03-01", end="2000-04-01")
    with pytest.raises(ValidationError):
        make_appointment("Ban Ki-moon", start="1999-01-01", end="2001-01-01")


def test_editing_a_record_does_not_conflict_with_itself():
    made = make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    made.note = "Two terms"
    made.full_clean()


def test_two_seats_take_two_holders_and_no_third():
    post = make_post("Envoy", seats=2)
    make_appointment("Kofi Annan", post, start="2000", end="2005")
    make_appointment("Ban Ki-moon", post, start="2001", end="2006")
    with pytest.raises(ValidationError) as caught:
        make_appointment("Trygve Lie", post, start="2002", end="2004")
    assert "2 seats" in caught.value.message_dict["start"][0]


def test_two_who_follow_each_other_leave_the_second_seat_to_a_third():
    post = make_post("Envoy", seats=2)
    make_appointment("Kofi Annan", post, start="2000-01-01", end="2002-12-31")
    make_appointment("Ban Ki-moon", post, start="2003-01-01", end="2006-12-31")
    assert make_appointment("Trygve Lie", post, start="2000-01-01", end="2006-12-31").pk


def test_blank_seats_are_any_number():
    post = make_post("Goodwill ambassador", seats=None)
    for name in ("Kofi Annan", "Ban Ki-moon", "Trygve Lie"):
        make_appointment(name, post, start="2000-01-01")
    assert len(holders("2001-01-01")) == 3


def test_fewer_seats_than_holders_are_refused_beside_the_seats():
    post = make_post("Envoy", seats=2)
    make_appointment("Kofi Annan", post, start="2000", end="2005")
    make_appointment("Ban Ki-moon", post, start="2001", end="2006")
    post.seats = 1
    with pytest.raises(ValidationError) as caught:
        post.full_clean()
    assert list(caught.value.message_dict) == ["seats"]
    post.seats = 0
    with pytest.raises(ValidationError, match="at least one seat"):
        post.full_clean()


def test_an_acting_holder_overlaps_and_takes_no_seat():
    post = make_post("High Commissioner for Human Rights")
    make_appointment("Sérgio Vieira", post, start="2002-09-12", end="2003-08-19")
    acting = make_appointment("Bertrand Ramcharan", post, kind="acting", start="2003-05-01", end="2004-06-30")
    assert make_appointment("Louise Arbour", post, start="2004-02-01").pk
    acting.kind = "substantive"
    with pytest.raises(ValidationError):
        acting.full_clean()


def test_death_frees_the_seat_although_no_end_is_recorded():
    lee = make_person("Lee Jong-wook", death="2006-05-22")
    post = make_post("Director-General of WHO")
    make_appointment(lee, post, start="2003-07-21")
    assert make_appointment("Margaret Chan", post, start="2007-01-04").pk


def test_a_death_corrected_into_the_successors_time_is_refused_beside_the_death():
    lee = make_person("Lee Jong-wook", death="2006-05-22")
    post = make_post("Director-General of WHO")
    make_appointment(lee, post, start="2003-07-21")
    make_appointment("Margaret Chan", post, start="2007-01-04")
    for death in ("2016-05-22", ""):
        lee.death = death
        with pytest.raises(ValidationError) as caught:
            lee.full_clean()
        assert list(caught.value.message_dict) == ["death"]
    lee.death = "2006-05"
    lee.full_clean()


def test_a_post_revived_under_two_open_records_is_refused():
    post = make_post("Envoy", abolished="2010")
    make_appointment("Kofi Annan", post, start="2000")
    other = make_appointment("Ban Ki-moon", make_post("Other"), start="2005")
    Appointment.objects.filter(pk=other.pk).update(post=post, start="2010")
    post.full_clean()
    post.abolished = ""
    with pytest.raises(ValidationError) as caught:
        post.full_clean()
    assert list(caught.value.message_dict) == ["seats"]


def test_an_unknown_end_blocks_nobody():
    post = make_post("Chief Information Technology Officer")
    make_appointment("Choi Soon-hong", post, start="2007-09-01", end="XXXX")
    assert make_appointment("Karen Smith", post, start="2010-01-01").pk


def test_a_record_cannot_be_made_twice():
    make_appointment("Kofi Annan", kind="acting", start="1997")
    with pytest.raises(ValidationError) as caught:
        make_appointment("Kofi Annan", kind="acting", start="1997")
    assert "already recorded" in str(caught.value)


# --- Numbers and first holders ---------------------------------------------------------------
def test_lie_is_the_first_and_jebb_has_no_number():
    post = make_post("Secretary-General", is_numbered=True)
    jebb = make_appointment("Gladwyn Jebb", post, kind="acting", start="1945-10-24", end="1946-02-01")
    lie = make_appointment("Trygve Lie", post, start="1946-02-02", end="1952-11")
    dag = make_appointment("Dag Hammarskjöld", post, start="1953-04-10", end="1958-04-10")
    again = make_appointment("Dag Hammarskjöld", post, start="1958-04-10", end="1961-09-18")
    make_appointment("Salam Fayyad", post, announced="1961-09-20", start="")
    numbers = post.numbers()
    assert numbers == {lie.pk: 1, dag.pk: 2, again.pk: 2}
    assert jebb.pk not in numbers
    post.is_numbered = False
    assert post.numbers() == {}


def test_the_first_holder_is_named_only_when_the_dates_prove_it():
    post = make_post("Special Adviser", created="2004-07")
    assert post.first_holder() is None
    mendez = make_appointment("Juan Méndez", post, start="2004-08-01", end="2007-03-31")
    make_appointment("Francis Deng", post, start="2007-08", end="2012-07")
    assert post.first_holder() == mendez
    post.created = ""
    assert post.first_holder() is None
    post.created = "2004"
    make_appointment("Virginia Gamba", post, start="XXXX", end="2006")
    assert post.first_holder() is None


def test_two_possible_first_holders_are_none():
    post = make_post("Special Adviser", created="2004")
    make_appointment("Juan Méndez", post, start="2004")
    make_appointment("Francis Deng", post, start="2004-08-01", end="2004-08-02")
    assert post.first_holder() is None


# --- The life of the post --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"start": "2003", "end": "2005"}, "start"),
        ({"start": "2013"}, "start"),
        ({"start": "2005", "end": "2013"}, "end"),
    ],
)
def test_holding_a_post_outside_its_life_is_refused(dates, field):
    post = make_post("Special Adviser", created="2004-07", abolished="2012")
    with pytest.raises(ValidationError) as caught:
        make_appointment("Juan Méndez", post, **dates)
    assert list(caught.value.message_dict) == [field]


def test_holding_a_post_that_may_have_existed_is_accepted():
    post = make_post("Special Adviser", created="2004-07", abolished="2012")
    assert make_appointment("Juan Méndez", post, start="2004", end="2012-12-31").pk


@pytest.mark.parametrize(
    ("change", "field"), [({"created": "2006"}, "created"), ({"abolished": "2006"}, "abolished")]
)
def test_the_life_of_a_post_cannot_shrink_below_its_holders(change, field):
    post = make_post("Special Adviser")
    make_appointment("Juan Méndez", post, start="2004", end="2007")
    Post.objects.filter(pk=post.pk).update(**change)
    post.refresh_from_db()
    with pytest.raises(ValidationError) as caught:
        post.full_clean()
    assert list(caught.value.message_dict) == [field]


# --- Authorities -----------------------------------------------------------------------------
def test_a_person_or_a_body_appoints_never_both():
    ban = make_appointment("Ban Ki-moon")
    assembly = make_organization("General Assembly")
    post = make_post("Special Adviser")
    with pytest.raises(ValidationError) as caught:
        make_appointment("Edward Luck", post, start="2008", appointed_by=ban, appointing_body=assembly)
    assert list(caught.value.message_dict) == ["appointing_body"]
    made = make_appointment("Edward Luck", post, start="2008", end="2012", appointed_by=ban)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=made.pk).update(appointing_body=assembly)
    make_appointment("Jennifer Welsh", post, start="2013")  # nobody known: fine


def test_an_appointment_is_not_its_own_authority():
    made = make_appointment("Ban Ki-moon")
    made.appointed_by = made
    with pytest.raises(ValidationError) as caught:
        made.full_clean()
    assert list(caught.value.message_dict) == ["appointed_by"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.update(appointed_by=made)


def test_deleting_the_appointer_keeps_the_record():
    ban = make_appointment("Ban Ki-moon")
    luck = make_appointment("Edward Luck", "Special Adviser", start="2008", appointed_by=ban)
    ban.delete()
    luck.refresh_from_db()
    assert luck.appointed_by is None


# --- Evidence --------------------------------------------------------------------------------
def test_readers_see_what_is_cited_or_vouched_for():
    cited = make_appointment("Kofi Annan", start="1997", end="2006")
    bare = make_appointment("Ban Ki-moon", start="2007", end="2016", cited=False)
    vouched = make_appointment("António Guterres", start="2017", cited=False, public_without_source=True)
    hidden = make_appointment("Edward Luck", "Special Adviser", start="2008", is_public=False)
    public = Appointment.objects.public()
    assert set(public) == {cited, vouched}
    assert {bare, hidden}.isdisjoint(public)
    bare.citations.create(url="https://example.org/")
    assert bare in Appointment.objects.public()
    Person.objects.filter(pk=bare.person_id).update(is_public=False)
    assert bare not in Appointment.objects.public()


def test_a_source_says_where_it_is_found():
    made = make_appointment(cited=False)
    with pytest.raises(ValidationError) as caught:
        made.citations.model(appointment=made, quote="…").full_clean()
    assert list(caught.value.message_dict) == ["title"]
    with pytest.raises(IntegrityError), transaction.atomic():
        made.citations.create(quote="…")
    assert str(made.citations.create(symbol="S/2007/721", title="Letter")) == "S/2007/721, Letter"
