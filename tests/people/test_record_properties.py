"""For random records and days: nobody is present whom the record does not put there, and all views agree."""

import datetime
import json
import re
from contextlib import contextmanager
from itertools import pairwise
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from newsroom.lib.days import day_after, day_of
from newsroom.lib.partial_date import EARLIEST, LATEST, has_first_day, hi, iso, lo
from people.duplicates.merging import merge
from people.duplicates.undoing import undo
from people.facts import fact_rows, facts, held_today, posts_by_rank
from people.models import Appointment, Organization, Person, Post
from people.public import on_a_day, post_pages
from people.public.newest import newest_keys
from people.public.popolo import document_of_facts
from people.public.schema_org import members_of
from people.public.views import person_context, post_context
from people.spans import held
from people.tenures import tenure_of, tenures, with_terms
from people.titles import titles_on
from tests.make import make_user

pytestmark = pytest.mark.django_db
EVERY = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
DATES = ["XXXX", "2007", "2007-05", "2007-05-29", "2008-02", "2009-01-01", "../2007", "2007/..", "2006/2008"]
STAGES = [""] * 6 + DATES[:6]
STARTS = ["", "", *DATES[1:6], *DATES]
ENDS = [""] * 9 + DATES
FEW = [""] * 6 + ["XXXX", "2007-06", "2008"]  # of what seldom ends an appointment
DAYS = ["2004-01-01", "2007-05-15", "2007-05-29", "2007-12-31", "2008-02-10", "2009-06-01", "2026-11-30"]
KINDS = ["substantive", "substantive", "acting", "officer-in-charge"]
NAMES = ["Ada Lovelace", "Grace Hopper", "Mary Somerville"]

row = some.fixed_dictionaries(
    {
        "kind": some.sampled_from(KINDS),
        "intended": some.sampled_from(STAGES),
        "announced": some.sampled_from(STAGES),
        "start": some.sampled_from(STARTS),
        "end": some.sampled_from(ENDS),
        "term_ends": some.sampled_from(FEW),
    }
)


def _first_dates(one):
    """What `an_appointment_is_recorded_once` compares."""
    who, what, dates = one
    return who, what, *(dates[name] for name in ("kind", "intended", "announced", "start"))


records = some.fixed_dictionaries(
    {
        "rows": some.lists(
            some.tuples(some.integers(0, 2), some.integers(0, 2), row),
            min_size=3,
            max_size=9,
            unique_by=_first_dates,
        ),
        "deaths": some.lists(some.sampled_from(FEW), min_size=3, max_size=3),
        "abolished": some.lists(some.sampled_from(FEW), min_size=3, max_size=3),
        "ended": some.lists(some.sampled_from(FEW), min_size=3, max_size=3),
        "seats": some.lists(some.sampled_from([1, 1, None]), min_size=3, max_size=3),
    }
)


def made(record):
    """The record in the database: three posts at the foot of three organizations, one above the other."""
    above = None
    for n, ended in enumerate(record["ended"]):
        above = Organization.objects.create(name=f"Body {n}", slug=f"body-{n}", parent=above, ended=ended)
    posts = [
        Post.objects.create(
            title=f"Post {n}", slug=f"post-{n}", organization=above, seats=seats, abolished=date
        )
        for n, (seats, date) in enumerate(zip(record["seats"], record["abolished"], strict=True))
    ]
    people = []
    for name, death in zip(NAMES, record["deaths"], strict=True):
        given_name, family_name = name.split()
        slug = name.replace(" ", "-").lower()
        people.append(
            Person.objects.create(given_name=given_name, family_name=family_name, slug=slug, death=death)
        )
    rows = [Appointment(person=people[who], post=posts[what], **dates) for who, what, dates in record["rows"]]
    rows = [one for one in rows if _is_storable(one)]
    Appointment.objects.bulk_create(rows)
    for one in rows:
        one.citations.create(symbol="A/1")
    return people, posts


def _is_storable(one):
    """Whether the constraints of the table let it in."""
    rules = [rule for rule in Appointment._meta.constraints if getattr(rule, "holds", None)]
    return all(rule.holds(one) for rule in rules)


@contextmanager
def undone(record):
    """The record in the database for as long as the block lasts: (persons, posts)."""
    with transaction.atomic():
        yield made(record)
        transaction.set_rollback(True)


def present(day):
    """{(person, post)} of who is in post or acting on a day, by the term of that day of every tenure."""
    terms = [tenure.term_on(day) for tenure in tenures(Appointment.objects.with_facts())]
    return {(one.person_id, one.post_id) for one in terms if one.state_on(day).is_live}


# --- Nobody is present by themselves -----------------------------------------------------------------
@EVERY
@given(records, some.sampled_from(DAYS))
def test_nobody_is_present_without_a_start_and_without_an_end_known_to_be_open(record, text):
    day = datetime.date.fromisoformat(text)
    with undone(record):
        for one in Appointment.objects.with_facts():
            if not one.state_on(day).is_live:
                continue
            assert one.start not in ("", "XXXX")
            assert lo(one.start) <= text
            assert lo(one.start) != EARLIEST or hi(one.start) <= text or one.begins_lo != EARLIEST
            organizations = [one.post.organization]
            while organizations[-1].parent_id:
                organizations.append(Organization.objects.get(pk=organizations[-1].parent_id))
            above = [one.person.death, one.post.abolished, *(each.ended for each in organizations)]
            assert all(text <= hi(value) for value in [one.end, *above])
            if one.end:
                assert hi(one.end) != LATEST or text <= lo(one.end)
            else:
                assert not one.term_ends or text <= hi(one.term_ends)


@EVERY
@given(records, some.sampled_from(DAYS))
def test_python_and_the_database_say_the_same_of_every_row(record, text):
    day = datetime.date.fromisoformat(text)
    with undone(record):
        on = set(Appointment.objects.on(day).values_list("pk", flat=True))
        coming = set(Appointment.objects.coming_on(day).values_list("pk", flat=True))
        for one in Appointment.objects.with_facts():
            state = one.state_on(day)
            assert (one.pk in on) == state.is_live, (one.start, one.end, state)
            assert (one.pk in coming) == state.is_coming, (one.intended, one.announced, state)
            alone = Appointment.objects.get(pk=one.pk)  # without its surroundings
            assert alone.state_on(day) == state


# --- Tenures -------------------------------------------------------------------------------------------
# Two persons in one post: many terms of each, with somebody else between them.
terms = some.lists(
    some.tuples(some.integers(0, 1), some.just(0), row), min_size=3, max_size=7, unique_by=_first_dates
)
spells = records.flatmap(lambda record: terms.map(lambda rows: record | {"rows": rows}))


@EVERY
@given(spells)
def test_a_tenure_takes_in_nobody_else_and_loses_no_end(record):
    with undone(record):
        rows = list(Appointment.objects.with_facts())
        for tenure in tenures(rows):
            for term, then in pairwise(tenure.terms):
                assert not any(_came_between(other, term, then) for other in rows)
            # A term that was never taken up, such as one named after the post had ended, has no end to lose.
            ends = [lo(term.end) for term in tenure.taken_up if hi(term.end) != LATEST]
            assert not tenure.last.end or all(end <= hi(tenure.last.end) for end in ends)


def _came_between(other, term, then):
    """Whether another took the one seat between two terms whose dates do not prove that they met."""
    if other.person_id == term.person_id or other.is_acting or other.post.seats != 1:
        return False
    met = term.end and hi(then.start) <= str(day_after(day_of(lo(term.end))))
    if met or not then.start or other.start in ("", "XXXX"):
        return False
    return lo(term.start) <= lo(other.start) <= hi(then.start)


@EVERY
@given(spells)
def test_lists_join_the_same_terms_as_pages(record):
    with undone(record):
        told = {
            row.pk: tenure.ids for tenure in tenures(Appointment.objects.with_facts()) for row in tenure.terms
        }
        assert {row.pk: tenure_of(row).ids for row in with_terms(Appointment.objects.with_facts())} == told


# --- All views agree -----------------------------------------------------------------------------------
@EVERY
@given(records, some.sampled_from(DAYS))
def test_titles_pages_files_lists_and_drawings_agree_about_a_person_on_a_day(record, text):
    day = datetime.date.fromisoformat(text)
    with undone(record) as (people, posts):
        held_then = present(day)
        assert _by_titles(people, day) == held_then
        assert _by_list(day) == held_then
        assert _by_posts(posts, day) == held_then
        assert _by_organizations(posts, day) == held_then
        assert _by_popolo(day) == held_then
        assert _by_drawings(day) == held_then
        for person in people:
            assert _has_job(person, day) == any(who == person.pk for who, _post in held_then)


def _by_titles(people, day):
    titles = titles_on(people, day).values()
    return {
        (each.appointment.person_id, each.post.pk)
        for title in titles
        for each in (title, *title.also)
        if each.state.is_live
    }


def _by_list(day):
    rows = [row for _organization, rows in on_a_day.table([day]) for row in rows]
    titles = [title for row in rows for cell in row.cells for title in cell.titles]
    return {(title.appointment.person_id, title.post.pk) for title in titles if title.state.is_live}


@EVERY
@given(records, some.lists(some.sampled_from(DAYS), min_size=1, max_size=2, unique=True), some.booleans())
def test_the_pages_of_a_day_together_say_what_the_whole_says(record, texts, is_within):
    days = [datetime.date.fromisoformat(text) for text in texts]
    with undone(record) as (_people, posts), mock.patch.object(post_pages, "SIZE", 1):
        posts[0].former_organizations.create(
            organization=Organization.objects.get(slug="body-0"), end=record["deaths"][0] or "2007-12"
        ) if record["deaths"][0] != "XXXX" else None
        posts[1].complete_successions.create(first="2007-05", last="2008-02-20", title="Report")
        within = set(Organization.objects.filter(slug="body-0").values_list("pk", flat=True))
        within = within if is_within else None
        whole = [row for _house, rows in on_a_day.table(days, within) for row in rows]
        scope = on_a_day.scope_of(days, within)
        near = set()
        if len(days) > 1:
            near = on_a_day.dated_between(days, scope, list(Organization.objects.all()))
            assert near >= {row.post.pk for row in whole if not row.is_same}
        told, after = [], None
        while True:
            rows, compared, shown = on_a_day.page(days, scope, after, near)
            assert len(rows) <= 1
            told += rows + compared
            if (after := shown.following) is None:
                break
        assert sorted(map(_said, told)) == sorted(map(_said, whole))


def _said(row):
    return row.post.pk, row.post.organization.pk, row.name, repr([cell.key for cell in row.cells])


def _by_posts(posts, day):
    found = set()
    for post in Post.objects.select_related("organization", "replaces").prefetch_related("titles"):
        post.successor_slug = ""
        found |= {(fact.appointment.person_id, post.pk) for fact in post_context(post, day)["live"]}
    return found


def _by_organizations(posts, day):
    ids = list(Post.objects.values_list("pk", flat=True))
    groups = held_today(posts_by_rank(ids=ids, organization=None, day=day), Organization.objects.all(), day)
    return {
        (fact.appointment.person_id, post.pk)
        for _organization, listed in groups
        for post, found in listed
        for fact in found
        if fact.state.is_live
    }


def known_on(day):
    """The Facts of all that readers may see."""
    return facts(list(fact_rows(Appointment.objects.public(), day, timezone.now())), day)


def _by_popolo(day):
    document = document_of_facts(known_on(day))
    ids = {record.slug: record.pk for model in (Person, Post) for record in model.objects.all()}
    return {
        (ids[one["person_id"]], ids[one["post_id"]])
        for one in document["memberships"]
        if one["x_newsroom"]["state"] in ("in-post", "acting")
    }


def _by_drawings(day):
    """Who is drawn up to that day in the colour of somebody in post, or of somebody acting and not ended."""
    rows = list(Appointment.objects.with_facts())
    drawn = [(tenure, held(tenure, day)) for tenure in tenures(rows)]
    return {
        (tenure.first.person_id, tenure.first.post_id)
        for tenure, stretch in drawn
        if stretch
        and (
            stretch.state == "in-post"
            or (stretch.state == "acting" and tenure.term_on(day).state_on(day).is_live)
        )
    }


def _acts_on(tenure, stretch, day):
    return stretch.state == "acting" and tenure.term_on(day).state_on(day).is_live


def _has_job(person, day):
    person.name_rows = []
    structured = str(person_context(person, day)["structured"])
    data = json.loads(re.search(r">(.*)</script>", structured, re.DOTALL)[1])
    return bool(data["mainEntity"].get("jobTitle"))


@EVERY
@given(records, some.sampled_from(DAYS))
def test_an_end_that_may_have_come_is_told_in_words_in_the_table_and_to_machines(record, text):
    day = datetime.date.fromisoformat(text)
    with undone(record):
        for fact in known_on(day):
            start = fact.start
            is_open = start != iso(start) or (lo(start) != hi(start) and text < hi(start))
            if not (fact.speaks and fact.state.is_live) or is_open:
                continue  # of a start that may lie after the day the note says only that
            assert ("until" in fact.note) == bool(fact.ends), (fact.note, fact.ends)
            (member,) = members_of(fact.organization, [fact])
            assert member["endDate"] == iso(fact.ends)
            assert bool(member["description"]) == bool(fact.ends)


# --- Merges ----------------------------------------------------------------------------------------------
@settings(EVERY, max_examples=15)
@given(records, some.sampled_from(DAYS))
def test_a_merge_and_its_undoing_change_nothing_of_who_was_present(record, text):
    from people.duplicates.faults import MergeRefused

    day = datetime.date.fromisoformat(text)
    with undone(record) as (people, _posts):
        before = present(day), _by_titles(people, day)
        by = make_user()
        try:
            log = merge(Person, people[0].pk, people[1].pk, by)
        except MergeRefused:
            return
        kept = people[0].pk
        joined = {(kept if who == people[1].pk else who, post) for who, post in present(day)}
        assert joined == present(day)
        assert _by_list(day) == present(day)
        undo(log.pk, by)
        assert (present(day), _by_titles(people, day)) == before


# --- What came last ----------------------------------------------------------------------------------
def all_keys(until):
    """The keys of every event until a day (ISO text), from the rows in Python, newest first."""
    keys = []
    for one in Appointment.objects.with_facts():
        values = [one.intended, one.announced, one.start, one.effective_end]
        if one.announced == one.start:
            values[1] = ""
        if not one.took_up:
            values[2] = ""
        keys += [(lo(value), one.pk, n) for n, value in enumerate(values) if has_first_day(value)]
    return sorted((key for key in keys if key[0] <= until), reverse=True)


@EVERY
@given(records, some.sampled_from(DAYS), some.sampled_from([1, 2, 40]))
def test_the_newest_events_by_index_are_those_of_the_whole_record(record, text, size):
    day = datetime.date.fromisoformat(text)
    with undone(record):
        expected = all_keys(text)
        assert newest_keys(day, size=size) == expected[:size]
        for n in range(0, len(expected), size):
            assert newest_keys(day, expected[n], size) == expected[n + 1 :][:size]
