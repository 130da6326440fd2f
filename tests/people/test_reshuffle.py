"""A reshuffle sheet: many changes of one day, previewed in words, saved as one act and undone as one."""

import datetime

import pytest
from django.urls import reverse

from people.models import Appointment, Citation, Reshuffle
from tests.browserless import soup
from tests.make import make_live, make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-05-03T10:00Z", tick=False)]
RIGHTS = [
    *(f"{verb}_appointment" for verb in ("view", "add", "change", "delete")),
    *("add_citation", "view_person", "view_post"),
]
HEAD = {"on": "1 January 2017", "source": "SG/A/1690", "reason": "New senior team"}


@pytest.fixture
def desk(client):
    client.force_login(make_user(*RIGHTS, first_name="Petra", last_name="Desk"))
    return client


@pytest.fixture
def house():
    return make_organization("United Nations", short_name="UN")


@pytest.fixture
def team(house):
    """A head and a deputy in post, an announced successor, three who hold nothing."""
    head, deputy = make_post("Secretary-General", house, rank=1), make_post("Deputy", house, rank=2)
    make_post("Chef de Cabinet", house, rank=9)
    make_appointment("Ban Ki-moon", head, start="2007-01-01")
    make_appointment("Jan Eliasson", deputy, start="2012-07-01")
    make_appointment("António Guterres", head, announced="2016-10-13")
    for name in ("Amina Mohammed", "Maria Luiza Viotti", "Kyung-wha Kang"):
        make_person(name)
    return head


def address():
    return reverse("admin:people_reshuffle")


def sheet(*rows, **more):
    """A posted sheet; a row is (person, what, post) and perhaps (…, day, source)."""
    data = {**HEAD, "form-TOTAL_FORMS": len(rows) + 2, "form-INITIAL_FORMS": 0}
    for n in range(len(rows) + 2):
        cells = (
            dict(zip(("person", "what", "post", "on", "source"), rows[n], strict=False))
            if n < len(rows)
            else {}
        )
        data |= {f"form-{n}-{name}": value for name, value in ({"what": "leaves"} | cells).items()}
    return data | more


TEN = [
    ("António Guterres", "takes-up", "Secretary-General"),
    ("Amina Mohammed", "takes-up", "Deputy"),
    ("Ban Ki-moon", "leaves", "Secretary-General", "31 December 2016"),
    ("Jan Eliasson", "leaves", "", "2016-12-31"),
    ("Maria Luiza Viotti", "named", "Chef de Cabinet", "2016-12-14"),
    ("Kyung-wha Kang", "acts", "Chef de Cabinet"),
]


def words(page):
    return " ".join(soup(page).get_text(" ").split())


def preview(client, *rows, **more):
    page = client.post(address(), sheet(*rows, _look="1", **more))
    assert page.status_code == 200
    return page


def save(client, *rows, **more):
    """Save as the preview's own button does."""
    seen = soup(preview(client, *rows, **more)).find("input", {"name": "seen"})
    return client.post(
        address(), sheet(*rows, _save="1", seen=seen["value"] if seen else "", **more), follow=True
    )


def beside(page, row, name):
    """The faults beside a field of a row."""
    found = soup(page).find(attrs={"name": f"form-{row}-{name}"}).find_parent("td").select(".errorlist li")
    return " ".join(" ".join(item.get_text(" ").split()) for item in found)


def facts():
    return sorted(Appointment.objects.values_list("pk", "kind", "announced", "start", "end", "end_reason"))


# --- The preview --------------------------------------------------------------------------------------------
def test_the_preview_says_in_words_what_each_row_means_and_saves_nothing(desk, team):
    before = facts()
    said = words(preview(desk, *TEN))
    for sentence in (
        "Ends: Ban Ki-moon as Secretary-General (since 1 January 2007), last day 31 December 2016.",
        "Ends: Jan Eliasson as Deputy (since 1 July 2012), last day 31 December 2016.",
        "Begins: António Guterres in post as Secretary-General, from 1 January 2017.",
        "Begins: Amina Mohammed in post as Deputy, from 1 January 2017.",
        "Names: Maria Luiza Viotti as Chef de Cabinet, announced 14 December 2016; not in post yet.",
        "Begins: Kyung-wha Kang acting in the post of Chef de Cabinet, from 1 January 2017.",
    ):
        assert sentence in said
    assert "Nothing is saved yet." in said
    assert "No published story shows something else." in said
    assert facts() == before
    assert not Reshuffle.objects.exists()


def test_the_preview_names_the_published_stories_that_it_touches(desk, team):
    ban = Appointment.objects.get(person__family_name="Ban")
    make_live(officials=[ban.person], date=datetime.date(2017, 2, 1), headline="Ban at the lake")
    said = words(preview(desk, *TEN))
    assert "1 published story would show something else" in said
    assert "“Ban at the lake”" in said
    page = save(desk, *TEN)
    assert "“Ban at the lake”" in words(page)


# --- Saving ------------------------------------------------------------------------------------------------
def test_a_sheet_is_saved_as_one_act_with_sources_and_history(desk, team):
    page = save(desk, *TEN)
    assert "Saved as one act: 6 rows." in words(page)
    told = {
        (row.person.full_name, row.kind, row.announced, row.start, row.end)
        for row in Appointment.objects.with_facts()
    }
    assert told == {
        ("Ban Ki-moon", "substantive", "", "2007-01-01", "2016-12-31"),
        ("Jan Eliasson", "substantive", "", "2012-07-01", "2016-12-31"),
        ("António Guterres", "substantive", "2016-10-13", "2017-01-01", ""),
        ("Amina Mohammed", "substantive", "", "2017-01-01", ""),
        ("Maria Luiza Viotti", "substantive", "2016-12-14", "", ""),
        ("Kyung-wha Kang", "acting", "", "2017-01-01", ""),
    }
    made = Appointment.objects.get(person__family_name="Mohammed")
    assert (made.citations.get().symbol, made.citations.get().fact) == ("SG/A/1690", "start")
    ban = Appointment.objects.get(person__family_name="Ban")
    assert ban.citations.filter(symbol="SG/A/1690", fact="end").count() == 1
    assert ban.history.first().history_change_reason == "New senior team"
    assert ban.history.first().history_user.last_name == "Desk"
    assert Appointment.objects.public().filter(pk=made.pk).exists()


def test_a_row_may_have_a_source_of_its_own(desk, team):
    row = ("Amina Mohammed", "acts", "Chef de Cabinet", "", "Press release, https://un.example/press/1")
    save(desk, row)
    source = Citation.objects.get(appointment__kind="acting")
    assert (source.title, source.url) == ("Press release", "https://un.example/press/1")


def test_who_moves_leaves_the_day_before(desk, team):
    page = save(desk, ("Jan Eliasson", "moves", "Chef de Cabinet"))
    assert "Saved as one act" in words(page)
    old, new = Appointment.objects.filter(person__family_name="Eliasson").order_by("start")
    assert (old.end, old.end_reason, new.start) == ("2016-12-31", "moved", "2017-01-01")


def test_a_chain_is_saved_whatever_the_order_of_its_rows(desk, team):
    rows = [("Jan Eliasson", "moves", "Secretary-General"), ("Ban Ki-moon", "leaves", "", "2016-12-31")]
    rows.insert(0, ("Amina Mohammed", "takes-up", "Deputy"))
    assert "Saved as one act: 3 rows." in words(save(desk, *rows))


def test_without_a_source_the_preview_says_that_readers_do_not_see_it(desk, team):
    page = preview(desk, ("Amina Mohammed", "acts", "Chef de Cabinet"), source="")
    assert "Some rows have no source" in words(page)


def test_what_changed_after_the_preview_is_shown_again_and_not_saved(desk, team):
    seen = soup(preview(desk, *TEN)).find("input", {"name": "seen"})["value"]
    Appointment.objects.filter(person__family_name="Ban").update(start="2007-01-02")
    page = desk.post(address(), sheet(*TEN, _save="1", seen=seen))
    assert page.status_code == 409
    assert "the record was changed after this preview" in words(page)
    assert "since 2 January 2007" in words(page)
    assert not Reshuffle.objects.exists()


def test_a_source_that_is_typed_after_the_preview_is_shown_first(desk, team):
    seen = soup(preview(desk, *TEN)).find("input", {"name": "seen"})["value"]
    page = desk.post(address(), sheet(*TEN, _save="1", seen=seen, source="SG/A/9999"))
    assert page.status_code == 409
    assert not Reshuffle.objects.exists()


def test_nobody_saves_what_they_have_not_previewed(desk, team):
    assert desk.post(address(), sheet(*TEN, _save="1")).status_code == 409
    assert not Reshuffle.objects.exists()


# --- Refusals ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "name", "message"),
    [
        (("Nobody Known", "leaves", "Deputy"), "person", "Nobody called “Nobody Known” is on record."),
        (("", "leaves", "Deputy"), "person", "Say who."),
        (("Amina Mohammed", "takes-up", ""), "post", "Say which post."),
        (
            ("Amina Mohammed", "takes-up", "Envoy to Mars"),
            "post",
            "No post called “Envoy to Mars” is on record.",
        ),
        (("Amina Mohammed", "leaves", ""), "person", "holds no such post on record that has no end yet"),
        (("Amina Mohammed", "leaves", "Deputy"), "post", "holds no such post on record that has no end yet"),
        (("Amina Mohammed", "takes-up", "Deputy", "soon"), "on", "Write a year"),
        (("Amina Mohammed", "takes-up", "Deputy"), "on", "held by Jan Eliasson"),
        (("Jan Eliasson", "leaves", "Deputy", "2011"), "on", "Left the post before taking it up."),
        (("Amina Mohammed", "flies", "Deputy"), "what", "flies"),
        (("Amina Mohammed", "takes-up", "Deputy [99999]"), "post", "No post called"),
    ],
)
def test_a_refusal_stands_beside_its_row_and_field_and_nothing_typed_is_lost(desk, team, row, name, message):
    before = facts()
    page = preview(desk, TEN[4], row)
    assert message in beside(page, 1, name)
    assert beside(page, 0, name) == ""
    fields = soup(page)
    for n, cells in ((0, TEN[4]), (1, row)):
        assert fields.find(attrs={"name": f"form-{n}-person"}).get("value", "") == cells[0]
        assert fields.find(attrs={"name": f"form-{n}-post"}).get("value", "") == cells[2]
    assert fields.find(attrs={"name": "reason"})["value"] == "New senior team"
    assert fields.find("button", {"name": "_save"}) is None
    assert "Nothing is saved." in words(page)
    assert facts() == before


def test_one_refusal_keeps_every_other_row_from_being_saved(desk, team):
    before = facts()
    page = desk.post(address(), sheet(*TEN, ("Amina Mohammed", "leaves", "Chef de Cabinet"), _save="1"))
    assert "holds no such post" in words(page)
    assert facts() == before


def test_who_holds_several_posts_is_asked_which_one_they_leave(desk, team, house):
    make_appointment("Jan Eliasson", "Chef de Cabinet", start="2015-01-01")
    page = preview(desk, ("Jan Eliasson", "leaves", ""))
    assert "Jan Eliasson holds several: " in beside(page, 0, "post")
    assert "Deputy, 2012–" in beside(page, 0, "post")
    assert "last day 1 January 2017" in words(preview(desk, ("Jan Eliasson", "leaves", "Chef de Cabinet")))


def test_a_name_that_several_have_is_asked_about_and_answered_by_number(desk, team):
    first = make_person("Kim Lee", slug="kim-lee-1", birth="1950")
    make_person("Kim Lee", slug="kim-lee-2", birth="1970")
    page = preview(desk, ("Kim Lee", "acts", "Chef de Cabinet"))
    assert "Several can be meant by “Kim Lee”." in beside(page, 0, "person")
    offers = [one["value"] for one in soup(page).select("#form-0-person-offers option")]
    assert offers[0] == f"Kim Lee, 1950 [{first.pk}]"
    save(desk, (offers[0], "acts", "Chef de Cabinet"))
    assert Appointment.objects.get(kind="acting").person == first


def test_of_two_posts_of_one_title_the_one_that_somebody_holds_is_left(desk, team):
    make_post("Secretary-General", make_organization("Commonwealth"), rank=3)
    assert "Several can be meant" in beside(
        preview(desk, ("Amina Mohammed", "acts", "Secretary-General")), 0, "post"
    )
    assert "Ends: Ban Ki-moon" in words(preview(desk, ("Ban Ki-moon", "leaves", "Secretary-General")))
    assert "Begins" in words(preview(desk, ("Amina Mohammed", "acts", "Secretary-General, Commonwealth")))


def test_what_is_hardly_right_is_said_in_the_preview(desk, team):
    make_person("Young Numberone", birth="2010-01-01")
    said = words(preview(desk, ("Young Numberone", "acts", "Chef de Cabinet")))
    assert "Look again: Young Numberone, born 1 January 2010, was younger than" in said


def test_an_end_that_has_not_come_is_said_in_the_preview(desk, team):
    said = words(preview(desk, ("Ban Ki-moon", "leaves", "Secretary-General", "15 January 2099")))
    assert "Look again: The end lies in the future: 15 January 2099." in said


def test_who_acts_beside_a_holder_is_told_in_the_preview(desk, team):
    row = ("Amina Mohammed", "acts", "Secretary-General")
    assert "Look again: Ban Ki-moon holds the post (since 1 January 2007)." in words(preview(desk, row))
    leaves = ("Ban Ki-moon", "leaves", "Secretary-General", "31 December 2016")
    assert "Look again" not in words(preview(desk, row, leaves))


def test_what_cannot_be_is_refused_in_its_row(desk, team):
    make_person("Old Numberone", birth="1900", death="1950")
    page = preview(desk, ("Old Numberone", "acts", "Chef de Cabinet"))
    assert beside(page, 0, "on")


def test_one_row_twice_is_refused_at_the_second(desk, team):
    row = ("Ban Ki-moon", "leaves", "Secretary-General")
    page = preview(desk, row, row)
    assert beside(page, 0, "post") == ""
    assert "no such post" in beside(page, 1, "post")


def test_a_blank_sheet_and_a_sheet_without_a_day_are_refused(desk, team):
    assert "Write at least one row." in words(preview(desk))
    page = preview(desk, TEN[4], on="")
    assert soup(page).find(id="id_on").find_parent("div").select(".errorlist")


def test_more_rows_come_by_a_button_and_keep_what_was_typed(desk, team):
    page = desk.post(address(), sheet(*TEN, _more="1"))
    assert len(soup(page).select("tbody.reshuffle-row")) == len(TEN) + 2 + 6
    assert soup(page).find(attrs={"name": "form-1-person"})["value"] == "Amina Mohammed"
    assert soup(page).select(".errorlist") == []
    page = desk.post(address(), sheet(_more="1") | {"form-TOTAL_FORMS": "99999999"})
    assert len(soup(page).select("tbody.reshuffle-row")) == 60


def test_ten_rows_and_more_are_one_act(desk, house):
    for n in range(12):
        make_appointment(f"Old Number{n}", make_post(f"Chair {n}", house), start="2000-01-01")
        make_person(f"New Number{n}")
    rows = [(f"New Number{n}", "takes-up", f"Chair {n}") for n in range(12)]
    rows += [(f"Old Number{n}", "leaves", f"Chair {n}", "2016-12-31") for n in range(12)]
    assert "Saved as one act: 24 rows." in words(save(desk, *rows))
    assert Appointment.objects.filter(end="").count() == 12


# --- Undoing ----------------------------------------------------------------------------------------------
def undo(client):
    pk = Reshuffle.objects.get().pk
    return client.post(reverse("admin:people_appointment_undo_reshuffle", args=[pk]), follow=True)


def test_one_undo_takes_the_whole_sheet_back(desk, team):
    before, sources = facts(), Citation.objects.count()
    page = save(desk, *TEN)
    button = soup(page).find("form", action=lambda value: value and value.endswith("/undo/"))
    page = desk.post(button["action"], follow=True)
    assert "Undone: New senior team. The record is as it was before." in words(page)
    assert facts() == before
    assert Citation.objects.count() == sources
    assert Reshuffle.objects.get().undone_by.last_name == "Desk"
    ban = Appointment.objects.get(person__family_name="Ban")
    assert ban.history.first().history_change_reason == "Undone: New senior team"
    assert "It is not undone. This sheet is undone already." in words(undo(desk))


def test_what_was_changed_since_keeps_the_whole_sheet(desk, team):
    save(desk, *TEN)
    Appointment.objects.filter(person__family_name="Mohammed").update(note="Mended")
    before = facts()
    page = undo(desk)
    assert "It is not undone. Changed since: appointment “Amina Mohammed, Deputy, 2017–”." in words(page)
    assert facts() == before
    assert not Reshuffle.objects.get().is_undone


def test_what_was_removed_since_keeps_the_whole_sheet(desk, team):
    save(desk, *TEN)
    Appointment.objects.get(person__family_name="Kang").delete()
    assert "Removed since: appointment" in words(undo(desk))


def test_what_is_used_since_keeps_the_whole_sheet(desk, team):
    save(desk, *TEN)
    made = Appointment.objects.get(person__family_name="Mohammed")
    make_appointment("Kim Lee", "Aide", start="2018", appointed_by=made)
    assert "Used since: appointment “Amina Mohammed, Deputy, 2017–”, by appointment" in words(undo(desk))


def test_a_later_holder_is_no_reason_to_lose_anything(desk, team):
    """Who left is put back only if the seat is still free."""
    save(desk, ("Jan Eliasson", "leaves", "", "2016-12-31"))
    make_appointment("Amina Mohammed", "Deputy", start="2017-02-01")
    page = undo(desk)
    assert "It is not undone." in words(page)
    assert "Amina Mohammed" in words(page)
    assert Appointment.objects.get(person__family_name="Eliasson").end == "2016-12-31"


# --- Who may ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("missing", ["add_appointment", "change_appointment", "add_citation"])
def test_who_may_not_write_appointments_sees_no_sheet(client, team, missing):
    client.force_login(make_user(*(right for right in RIGHTS if right != missing)))
    assert client.get(address()).status_code == 403
    assert client.post(address(), sheet(*TEN, _save="1")).status_code == 403
    assert not Reshuffle.objects.exists()


def test_who_may_not_delete_does_not_undo(client, team):
    client.force_login(make_user(*(right for right in RIGHTS if right != "delete_appointment")))
    page = save(client, *TEN)
    assert "Undo the whole sheet" not in words(page)
    assert undo(client).status_code == 403
    assert not Reshuffle.objects.get().is_undone


def test_undoing_is_posted_and_about_a_sheet(desk, team):
    save(desk, *TEN)
    pk = Reshuffle.objects.get().pk
    assert desk.get(reverse("admin:people_appointment_undo_reshuffle", args=[pk])).status_code == 405
    assert desk.post(reverse("admin:people_appointment_undo_reshuffle", args=[0])).status_code == 404


def test_the_sheet_opens_blank_and_stands_in_the_list(desk):
    page = desk.get(address())
    assert page.status_code == 200
    assert len(soup(page).select("tbody.reshuffle-row")) == 6
    assert address() in desk.get(reverse("admin:people_appointment_changelist")).content.decode()


# --- Why somebody leaves, and who is in charge --------------------------------------------------------------
def test_a_row_says_why_somebody_leaves(desk, team):
    row = ("Ban Ki-moon", "leaves", "Secretary-General", "31 December 2016")
    said = words(preview(desk, row, **{"form-0-why": "resigned"}))
    assert "last day 31 December 2016: resigned." in said
    save(desk, row, **{"form-0-why": "resigned"})
    assert Appointment.objects.get(start="2007-01-01").end_reason == "resigned"


@pytest.mark.parametrize("what", ["moves", "takes-up", "acts"])
def test_only_who_leaves_has_a_reason(desk, team, what):
    page = preview(desk, ("Jan Eliasson", what, "Chef de Cabinet"), **{"form-0-why": "resigned"})
    assert "Only for who leaves." in beside(page, 0, "why")
    assert Appointment.objects.filter(end="").count() == 3


@pytest.mark.parametrize("why", ["moved", "withdrawn", "fired"])
def test_what_is_no_reason_to_leave_is_refused(desk, team, why):
    page = preview(desk, ("Ban Ki-moon", "leaves", "Secretary-General"), **{"form-0-why": why})
    assert beside(page, 0, "why")


def test_an_officer_in_charge_is_entered_and_the_sheet_undone(desk, team):
    before = facts()
    row = ("Kyung-wha Kang", "in-charge", "Chef de Cabinet")
    assert "Kyung-wha Kang officer-in-charge of the post of Chef de Cabinet" in words(preview(desk, row))
    save(desk, row, ("Ban Ki-moon", "leaves", "Secretary-General"), **{"form-1-why": "term-ended"})
    made = Appointment.objects.get(person__family_name="Kang")
    assert (made.kind, made.start) == ("officer-in-charge", "2017-01-01")
    desk.post(reverse("admin:people_appointment_undo_reshuffle", args=[Reshuffle.objects.get().pk]))
    assert facts() == before
