"""Queries written once a process: they answer what the ordinary query answers, or are refused."""

import datetime
from functools import partial

import pytest
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from newsroom.lib import prepared as prepared_
from newsroom.lib.prepared import LONGEST, Prepared, give, prepared
from people.models import Appointment, Citation, Person
from tests.make import make_author, make_image, make_live, make_topic
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
DAY = datetime.date(2007, 10, 10)


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch):
    """A query of a test is no query of the site."""
    monkeypatch.setattr(prepared_, "ALL", [*prepared_.ALL])


# --- One query -------------------------------------------------------------------------------------
@prepared
def _named(*, family_names):
    return Person.objects.filter(family_name__in=family_names).order_by("pk")


def test_rows_are_those_of_the_values_given_now():
    annan, ban = make_person("Kofi Annan"), make_person("Ban Ki-moon")
    assert _named(family_names=["Annan"]) == [annan]
    assert _named(family_names=["Ban"]) == [ban]
    assert _named(family_names=["Annan", "Ban", "Nobody"]) == [annan, ban]
    assert _named.first(family_names=["Nobody"]) is None


def test_an_empty_list_finds_nothing_and_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert _named(family_names=[]) == []


def test_lists_of_many_lengths_share_few_statements():
    make_person("Kofi Annan")
    asked = Prepared(_named.make)
    for length in range(1, 20):
        assert len(asked(family_names=["Annan"] * length)) == 1
    assert len(asked.written) == 6  # 1, 2, 4, 8, 16, 32


def test_a_list_longer_than_longest_is_asked_as_ever():
    annan = make_person("Kofi Annan")
    asked = Prepared(_named.make)
    assert asked(family_names=[*(f"n{n}" for n in range(LONGEST)), "Annan"]) == [annan]
    assert not asked.written


def test_days_and_moments_stand_where_they_belong():
    annan = make_person("Kofi Annan")
    appointment = make_appointment(annan, start="1997-01-01")

    @prepared
    def began(*, by, recorded):
        rows = Appointment.history.filter(history_date__lte=recorded, start_lo__lte=by.isoformat())
        return rows.values_list("id", flat=True)

    now = timezone.now()
    assert began(by=DAY, recorded=now) == [appointment.pk]
    assert began(by=datetime.date(1996, 12, 31), recorded=now) == []
    assert began(by=DAY, recorded=now - datetime.timedelta(days=1)) == []


def test_what_is_none_or_true_is_part_of_the_form():
    hidden, shown = make_person("Kofi Annan", is_public=False), make_person("Ban Ki-moon")

    @prepared
    def persons(*, public, after):
        found = Person.objects.order_by("pk").filter(is_public=public)
        return found.filter(pk__gt=after) if after is not None else found

    assert persons(public=False, after=None) == [hidden]
    assert persons(public=True, after=None) == [shown]
    assert persons(public=True, after=shown.pk) == []


def test_related_rows_come_with_their_row(django_assert_num_queries):
    appointment = make_appointment("Ban Ki-moon", "Secretary-General")

    @prepared
    def held(*, pk):
        return Appointment.objects.filter(pk=pk).with_facts().prefetch_related("citations")

    with django_assert_num_queries(2):
        (found,) = held(pk=appointment.pk)
        assert str(found.person), found.post.organization.name == ("Ban Ki-moon", "United Nations")
        assert [citation.symbol for citation in found.citations.all()] == ["A/RES/61/3"]


def test_what_is_given_is_what_a_prefetch_brings(django_assert_num_queries):
    first, second = make_appointment("Ban Ki-moon", "Chief"), make_appointment("Kofi Annan", "Adviser")
    first.citations.create(symbol="S/2007/1")
    ordinary = list(Appointment.objects.order_by("pk").prefetch_related("citations"))
    rows = list(Appointment.objects.order_by("pk"))
    give(rows, "citations", list(Citation.objects.order_by("pk")))
    with django_assert_num_queries(0):
        assert [told_of(row) for row in rows] == [told_of(row) for row in ordinary]
    assert rows == [first, second]


def told_of(appointment):
    return [(one.symbol, one.appointment is appointment) for one in appointment.citations.all()]


# --- What cannot be written once ---------------------------------------------------------------------
def test_a_query_that_reads_the_clock_is_refused():
    @prepared
    def until_now(*, pk):
        return Person.history.filter(id=pk, history_date__lte=timezone.now())

    with pytest.raises(ValueError, match="neither fixed nor a value"):
        until_now(pk=1)


def test_a_query_that_reckons_with_a_value_is_refused():
    @prepared
    def after(*, pk):
        return Person.objects.filter(pk=pk + 1)

    with pytest.raises(ValueError, match="neither fixed nor a value"):
        after(pk=1)


def test_a_query_that_compares_a_value_with_the_day_is_refused():
    @prepared
    def known(*, day):
        seen = Appointment.objects.filter(start_lo__lte=day.isoformat())
        return seen if day > datetime.date(2026, 11, 30) else seen.exclude(end="")

    with pytest.raises(ValueError, match="another statement for other values"):
        known(day=DAY)


def test_a_value_that_is_not_used_is_refused():
    @prepared
    def everybody(*, pk):
        return Person.objects.all()

    with pytest.raises(ValueError, match="does not use pk"):
        everybody(pk=1)


def test_a_query_that_keeps_a_record_is_refused():
    post = make_post()

    @prepared
    def of_post(*, day):
        return post.appointments.filter(start_lo__lte=day.isoformat())

    with pytest.raises(ValueError, match="keeps a record"):
        of_post(day=DAY)


def test_a_record_is_no_value():
    with pytest.raises(TypeError, match="no value of a statement"):
        _named(family_names=[make_person()])


# --- Every query of the site ------------------------------------------------------------------------
OFFICIALS = ("Ban Ki-moon", "Kofi Annan", "Edward Luck")
ADDRESSES = (
    "/",
    "/news/",
    "/news/?before={key}",
    "/news/{year}/",
    "/news/{year}/{month}/",
    "/news/{year}/{month}/story-3/",
    "/topics/council/",
    "/topics/council/?before={key}",
    "/authors/ilse-marrow/",
    "/corrections/",
    "/search/?q=story",
    "/search/?q=Ban",
    "/feed.atom",
    "/people/",
    "/people/?on=2007-10-10",
    "/people/?on=2007-10-10&and=2016-10-10",
    "/people/changes/",
    "/people/ban-ki-moon/",
    "/people/ban-ki-moon/?before={key}",
    "/people/kofi-annan/",
    "/people/edward-luck/",
    "/posts/",
    "/posts/secretary-general/",
    "/posts/special-adviser/",
    "/organizations/united-nations/",
    "/organizations/united-nations/?on=2007-10-10",
    "/organizations/secretariat/",
)


@pytest.fixture
def house():
    """A newsroom in which every page has something to show."""
    above = make_organization("United Nations")
    below = make_organization("Secretariat", parent=above)
    chief = make_post("Secretary-General", above)
    adviser = make_post("Special Adviser", below)
    chief.titles.create(text="Chief", start="2006", end="2008")
    below.names.create(text="Office", start="2000", end="2008")
    adviser.former_organizations.create(organization=above, start="2000", end="2005")
    annan, ban, luck = (make_person(name) for name in OFFICIALS)
    luck.names.create(kind="former", text="Ed Luck", start="2000", end="2010")
    first = make_appointment(annan, chief, start="1997-01-01", end="2002-01-01", end_reason="term-ended")
    make_appointment(annan, chief, start="2002-01-01", end="2006-12-31", end_reason="term-ended")
    by = make_appointment(ban, chief, start="2007-01-01", end="2016-12-31", end_reason="term-ended")
    make_appointment(luck, adviser, intended="2007-05-31", start="2008-02-21", end="2012", appointed_by=by)
    make_appointment("Some Body", adviser, start="2014", is_public=False)
    topic, other, author = make_topic("Council"), make_topic("Courts", in_navigation=True), make_author()
    for n in range(1, 25):
        story = make_live(
            topics=[topic, other],
            authors=[author],
            officials=[(ban, "speaker"), luck],
            headline=f"Story {n}",
            slug=f"story-{n}",
            body=f'<blockquote data-official="{ban.pk}"><p>Said {n}.</p></blockquote><p>Kofi Annan.</p>',
            lead_image=make_image() if n == 3 else None,
        )
    story.article_citations.create(appointment=first, fact="start")
    return story


def told(row):
    """All that was loaded of a row, with what came along."""
    if not isinstance(row, models.Model):
        return row
    loaded = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    along = {name: told(one) for name, one in row._state.fields_cache.items()}
    prefetched = getattr(row, "_prefetched_objects_cache", {})
    along |= {name: [told(one) for one in many] for name, many in prefetched.items()}
    return type(row), row._state.db, loaded, along


@pytest.fixture
def compared(monkeypatch):
    """Every query that is asked is asked in the ordinary way as well; a set of those that were."""
    asked, answer = set(), Prepared.__call__

    def compare(self, *form, **values):
        rows = answer(self, *form, **values)
        ordinary = self.make(*form, **values)
        in_order = list if ordinary.ordered else partial(sorted, key=repr)  # else any order is right
        found, expected = ([told(row) for row in some] for some in (rows, ordinary))
        assert in_order(found) == in_order(expected), self.__qualname__
        asked.add(self)
        return rows

    monkeypatch.setattr(Prepared, "__call__", compare)
    return asked


def ask_every_page(house):
    edition = house.editions.get()
    year, month = edition.month.split("-")
    key = f"{int(edition.published_at.timestamp() * 1e6)}.{edition.pk}"
    for address in ADDRESSES:
        address = address.format(key=key, year=year, month=month)
        assert Client().get(address).status_code == 200, address


def test_every_query_of_a_page_answers_what_the_ordinary_one_answers(house, compared):
    ask_every_page(house)
    site = [one for one in prepared_.ALL if "<locals>" not in one.__qualname__]
    ours = {one for one in site if not one.__module__.startswith("tests.")}
    assert {one.__qualname__ for one in ours - compared} == set()


def test_no_query_remembers_the_day_on_which_it_was_written(house, compared, time_machine):
    ask_every_page(house)
    for one in compared:
        for form in one.written.values():
            values = form.stand_ins[0]
            before = form.written_for(connection)
            time_machine.move_to(timezone.now() + datetime.timedelta(days=400))
            assert type(form)(one.make, form.asked, values).written_for(connection) == before, (
                one.__qualname__
            )
