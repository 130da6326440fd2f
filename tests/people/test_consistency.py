"""The consistency report: what it finds and what not, how to correct it, and what is accepted as no error."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.models import ArticleCitation
from people.consistency import FindingKind, findings
from people.models import Accepted, Appointment, Person
from tests.browserless import soup
from tests.make import make_article, make_editor, make_user
from tests.people.make import make_appointment, make_merge, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
PAGE = "/admin/people/merge/consistency/"


def found(sort):
    return [(str(one.record), one.text) for one in findings() if one.kind == sort]


def recorded(**kw):
    """An appointment as an old import may have left it: past the rules of the form."""
    row = Appointment(person=make_person(kw.pop("name", "Kofi Annan")), **kw)
    Appointment.objects.bulk_create([row])
    return row


# --- What is found ---------------------------------------------------------------------------------
def test_an_overlap_that_is_only_possible_is_shown_as_such():
    post = make_post()
    make_appointment("Kofi Annan", post, start="1997", end="2006-12-31")
    make_appointment("Ban Ki-moon", post, start="1997-05-01", end="1997-08-31")
    assert found(FindingKind.OVERLAP) == [
        (
            "Ban Ki-moon, Secretary-General, 1997",
            "May share days with Kofi Annan, 1997 – 31 December 2006.",
        )
    ]


@pytest.mark.parametrize(
    ("end", "start"),
    [
        ("2006-12", "2006-12"),
        ("2006", "2006"),
        ("2006", "2006-06"),
        ("2006-12-31", "2006-12"),
        ("2006-12-31", "2006-12-31"),
        ("2005-03/2006-12", "2006-01"),
        ("XXXX", "2006-06"),
        ("2006~", "2006-06"),
    ],
)
def test_a_hand_over_whose_days_are_not_known_is_no_finding(end, start):
    post = make_post()
    make_appointment("Kofi Annan", post, start="1997-01-01", end=end)
    make_appointment("Ban Ki-moon", post, start=start, end="2016-12-31")
    assert found(FindingKind.OVERLAP) == []


def test_a_vague_hand_over_hides_no_third_holder():
    post = make_post()
    make_appointment("Kofi Annan", post, start="1997-01-01", end="2006-06-30")
    make_appointment("Ban Ki-moon", post, start="2006", end="2016-12-31")
    recorded(name="Third Holder", post=post, start="2006-03-01", end="2006-12-31")
    texts = dict(found(FindingKind.OVERLAP))
    assert "Shares days with Kofi Annan" in texts["Third Holder, Secretary-General, 2006"]


def test_who_began_after_a_term_that_has_no_end_on_record_may_share_days():
    post = make_post()
    make_appointment("Kofi Annan", post, start="1997-01-01", term_ends="2006-12-31")
    recorded(name="Ban Ki-moon", post=post, start="2007-01-01")
    assert found(FindingKind.OVERLAP)[0][1].startswith("May share days with Kofi Annan")


def test_a_certain_overlap_from_elsewhere_is_shown_as_certain():
    post = make_post()
    make_appointment("Kofi Annan", post, start="1997-01-01", end="2006-12-31")
    recorded(name="Ban Ki-moon", post=post, start="2000-01-01", end="2001-01-01")
    assert found(FindingKind.OVERLAP)[0][1].startswith("Shares days with Kofi Annan")


@pytest.mark.parametrize(
    ("seats", "kind", "start"),
    [
        (2, "substantive", "2006-06"),
        (None, "substantive", "2006-06"),
        (1, "acting", "2006-06"),
        (1, "substantive", "2007"),
    ],
)
def test_free_seats_acting_and_days_apart_are_no_overlap(seats, kind, start):
    post = make_post(seats=seats)
    make_appointment("Kofi Annan", post, start="1997-01-01", end="2006")
    make_appointment("Ban Ki-moon", post, start=start, end="2016-12-31", kind=kind)
    assert found(FindingKind.OVERLAP) == []


def test_a_proven_gap_between_two_holders_is_found():
    post = make_post()
    make_appointment("Kofi Annan", post, start="1997-01-01", end="2006-12-31")
    make_appointment("Ban Ki-moon", post, start="2007-03-01")
    assert found(FindingKind.GAP) == [
        ("Secretary-General", "Nobody on record from 1 January 2007 to 28 February 2007.")
    ]


@pytest.mark.parametrize(
    ("post", "dates", "told"),
    [
        (
            {"created": "2007-05"},
            {"start": "2007", "end": "2009"},
            "2007 may be before the post was created: May 2007.",
        ),
        ({"created": "2008"}, {"start": "2007", "end": "2009"}, "2007 is before the post was created: 2008."),
        (
            {"abolished": "2009-03"},
            {"start": "2007", "end": "2009"},
            "2009 may be after the post was abolished: March 2009.",
        ),
        (
            {"abolished": "2008"},
            {"start": "2007", "end": "2009"},
            "2009 is after the post was abolished: 2008.",
        ),
        ({"created": "2007"}, {"start": "2007", "end": "2009"}, None),
    ],
)
def test_a_holder_outside_the_life_of_the_post_is_found(post, dates, told):
    recorded(post=make_post(**post), **dates)
    assert [text for _row, text in found(FindingKind.OUTSIDE)] == [text for text in [told] if text]


def test_a_holder_after_the_end_of_the_organization_is_found():
    body = make_organization("League of Nations", started="1920", ended="1946-04")
    recorded(post=make_post("Secretary-General", body), start="1940", end="1947")
    assert found(FindingKind.OUTSIDE)[0][1] == "1947 is after the organization ended: April 1946."


def test_an_authority_that_was_not_in_post_at_the_announcement_is_found():
    annan = make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    row = make_appointment(
        "Francis Deng", "Adviser", announced="2007-05-29", start="2007-08", appointed_by=annan
    )
    told = found(FindingKind.AUTHORITY)
    assert told[0][0] == str(row)
    assert "Kofi Annan was not Secretary-General on 29 May 2007" in told[0][1]
    Appointment.objects.filter(pk=row.pk).update(announced="2006")
    assert found(FindingKind.AUTHORITY) == []


def test_what_was_recorded_while_its_person_was_merged_is_found():
    kept, gone = make_person("Juan Méndez"), make_person("Juan Mendez")
    make_merge(kept, gone)
    row = Appointment(person=gone, post=make_post(), start="2004")
    Appointment.objects.bulk_create([row])
    assert [record for record, _text in found(FindingKind.MERGED)] == [str(row)]
    assert gone.__class__._base_manager.get(pk=gone.pk).get_absolute_url() == kept.get_absolute_url()


def test_a_record_open_past_a_death_or_an_abolition_is_found():
    dead = make_person("Yukiya Amano", death="2019-07-18")
    make_appointment(dead, "Director General", start="2009-12-01")
    make_appointment("Kofi Annan", make_post("Envoy", abolished="2012"), start="2011")
    assert [text for _row, text in found(FindingKind.OPEN)] == [
        "No end is recorded, but Yukiya Amano died: 18 July 2019.",
        "No end is recorded, but the post or its organization ended: 2012.",
    ]


def test_a_post_without_holder_and_one_whose_holder_left_are_found():
    make_post("Envoy")
    make_appointment("Kofi Annan", make_post("Adviser"), start="2001", end="2003")
    make_appointment("Ban Ki-moon", make_post("Old post", abolished="2003"), start="2001", end="2003")
    assert [row for row, _text in found(FindingKind.EMPTY)] == ["Adviser", "Envoy"]


def test_persons_and_records_without_a_source_are_found_and_our_stories_are_sources():
    bare = make_appointment("Kofi Annan", "Envoy", start="2001", cited=False)
    half = make_appointment("Ban Ki-moon", "Adviser", start="2001", cited=False)
    make_appointment("Ban Ki-moon", "Secretary-General", start="2007")
    assert [row for row, _text in found(FindingKind.PERSON)] == ["Kofi Annan"]
    assert [row for row, _text in found(FindingKind.SOURCE)] == [str(bare), str(half)]
    report = ArticleCitation.objects.create(appointment=bare, article=make_article())
    assert [row for row, _text in found(FindingKind.PERSON)] == ["Kofi Annan"]  # a draft is no source
    report.article.publish(make_editor())
    assert found(FindingKind.PERSON) == []


def test_a_clean_record_has_no_finding():
    make_appointment("Kofi Annan", make_post(created="1945"), start="1997-01-01", end="2006-12-31")
    make_appointment("Ban Ki-moon", start="2007-01-01")
    assert findings() == []


def test_five_thousand_appointments_are_five_queries(django_assert_num_queries):
    organization, posts, people = make_organization(), [], []
    for n in range(100):
        posts.append(make_post(f"Post {n}", organization))
    for n in range(500):
        people.append(Person(given_name="Ann", family_name=f"Number{n}", slug=f"ann-{n}"))
    Person.objects.bulk_create(people)
    rows = [
        Appointment(person=people[n % 500], post=posts[n % 100], start=f"{1900 + n // 100}-01-01")
        for n in range(5000)
    ]
    for row in rows:
        row.end = f"{row.start[:4]}-12-31"
    Appointment.objects.bulk_create(rows, 500)
    # Appointments with facts and appointers; complete successions; those with a source; posts without
    # holder; known ones.
    with django_assert_num_queries(5):
        assert len(findings()) == 5600  # each without a source, 500 persons, 100 posts that are vacant today


# --- The page ----------------------------------------------------------------------------------------
@pytest.fixture
def desk(client):
    client.force_login(make_user("mend_records", "view_appointment", "change_appointment", "add_citation"))
    return client


def test_each_finding_leads_to_the_field_that_corrects_it(desk):
    post = make_post()
    first = make_appointment("Kofi Annan", post, start="1997-01-01", end="2006-12-31")
    row = recorded(name="Ban Ki-moon", post=post, start="2006-06")
    page = soup(desk.get(PAGE))
    links = [a["href"] for a in page.select(".finding .mend-ways a")]
    own = reverse("admin:people_appointment_change", args=[row.pk])
    other = reverse("admin:people_appointment_change", args=[first.pk])
    assert links == [f"{own}#id_start", other, f"{own}#citations-group", f"{own}#citations-group"]
    form = desk.get(own).text
    assert 'id="id_start"' in form
    assert 'id="citations-group"' in form


def test_a_kind_is_chosen_and_counted(desk):
    make_appointment("Kofi Annan", start="1997", cited=False)
    page = soup(desk.get(PAGE, {"kind": "source"}))
    assert len(page.select(".finding")) == 1
    assert page.select_one(".tabs-of [aria-current]").get_text(strip=True) == "Records without a source1"
    assert desk.get(PAGE, {"kind": "nonsense"}).status_code == 404


def test_what_is_no_error_stays_away_until_the_record_changes(desk):
    row = make_appointment("Kofi Annan", start="1997", cited=False)
    key = next(one.key for one in findings() if one.kind == FindingKind.SOURCE)
    desk.post(f"{PAGE}?kind=source", {"key": key, "reason": "The archive burnt."})
    assert not soup(desk.get(PAGE, {"kind": "source"})).select(".finding")
    assert "The archive burnt." in desk.get(PAGE, {"known": "1"}).text
    Appointment.objects.filter(pk=row.pk).update(start="1997-01-01")
    assert len(soup(desk.get(PAGE, {"kind": "source"})).select(".finding")) == 1


def test_a_reason_is_asked_for_beside_its_field(desk):
    make_appointment("Kofi Annan", start="1997", cited=False)
    key = findings()[0].key
    page = soup(desk.post(PAGE, {"key": key, "reason": " "}))
    assert "This field is required." in page.select_one("details[open] .errorlist").get_text()
    assert not Accepted.objects.exists()


def test_what_was_no_error_is_listed_again_on_request(desk):
    make_appointment("Kofi Annan", start="1997", cited=False)
    key = findings()[0].key
    desk.post(PAGE, {"key": key, "reason": "Known."})
    desk.post(f"{PAGE}?known=1", {"key": key, "_back": "1"})
    assert not Accepted.objects.exists()


def test_a_press_records_the_end_that_follows_from_a_death(desk):
    row = make_appointment(make_person("Yukiya Amano", death="2019-07-18"), "Head", start="2009-12-01")
    key = next(one.key for one in findings() if one.kind == FindingKind.OPEN)
    desk.post(PAGE, {"key": key, "_end": "1"})
    row.refresh_from_db()
    assert (row.end, row.end_reason) == ("2019-07-18", "died")
    assert found(FindingKind.OPEN) == []
    assert row.history.count() == 2


def test_only_who_may_sees_the_report_and_only_who_changes_ends(client):
    make_appointment(make_person("Yukiya Amano", death="2019-07-18"), "Head", start="2009-12-01")
    key = next(one.key for one in findings() if one.kind == FindingKind.OPEN)
    client.force_login(make_user("view_appointment", "change_appointment"))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"key": key, "reason": "x"}).status_code == 403
    client.force_login(make_user("mend_records"))
    assert client.post(PAGE, {"key": key, "_end": "1"}).status_code == 403
    assert client.post(PAGE, {"key": "gap:post:999", "reason": "x"}).status_code == 404


def test_many_findings_come_in_pages(desk):
    for n in range(52):
        recorded(name=f"Ann Number{n}", post=make_post(f"Post {n}"), start="2001")
    page = desk.get(PAGE, {"kind": "source", "page": 2})
    assert len(soup(page).select(".finding")) == 2


# --- The command -------------------------------------------------------------------------------------
def test_the_command_lists_findings_and_exits_1():
    make_appointment("Kofi Annan", start="1997", cited=False)
    out = StringIO()
    with pytest.raises(CommandError, match="2 findings"):
        call_command("check_record", stdout=out)
    assert "source: appointment" in out.getvalue()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_record", "--kind=person", stdout=out)


def test_the_command_is_content_with_what_is_known():
    make_appointment("Kofi Annan", start="1997")
    out = StringIO()
    call_command("check_record", stdout=out)
    assert out.getvalue() == "Nothing to mend.\n"
