"""Keeping the record in Chromium: an appointment checked at each key, a holder ended, stories named before
saving, two people at one form. By keyboard and by mouse, on a desk and on a telephone, in light and dark."""

import datetime

import pytest
from playwright.sync_api import expect

from articles.models import AffectedStory
from people.models import Appointment
from tests.browser.keyboard import type_to_find
from tests.make import make_live
from tests.people.make import make_appointment, make_person, make_post

ADD = "/admin/people/appointment/add/"


def change(record):
    return f"/admin/people/{record._meta.model_name}/{record.pk}/change/"


def pick(page, field, typed):
    """Choose from a search field by keyboard alone."""
    page.locator(f"#id_{field} + .select2 .select2-selection").focus()
    page.keyboard.press("Enter")
    type_to_find(page, typed)
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(typed.split()[0])
    page.keyboard.press("Enter")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def ok(heard, accessibility_findings):
    """ok(page): nothing heard, no barrier, no sideways scroll."""

    def check(page):
        assert not heard.violations
        assert not [said for said in heard.errors if "favicon" not in said]
        assert not accessibility_findings(page)
        assert fits(page)

    return check


def test_enter_takes_what_was_typed_though_another_was_chosen_and_the_answer_is_late(visit, ok):
    """Enter is pressed at once, before any answer, while the deputy's post is chosen."""
    deputy = make_post("Deputy Warden of Bells")
    post = make_post("Warden of Bells", deputy.organization)
    made = make_appointment(make_person("Orla Pemberly"), deputy, start="2011-01-01")
    page = visit(change(made), user="petra")
    page.locator("#id_post + .select2 .select2-selection").focus()
    page.keyboard.press("Enter")
    type_to_find(page, "warden of bells")
    page.keyboard.press("Enter")
    expect(page.locator("#id_post")).to_have_value(str(post.pk))
    expect(page.locator(".select2-container--open")).to_have_count(0)


def test_a_successor_is_recorded_and_the_holder_ended_by_keyboard(visit, ok):
    held = make_appointment(
        make_person("Tamsin Oldroyd"), make_post("Registrar of Trials"), start="2010-01-01"
    )
    make_person("Ysolde Newcombe")
    page = visit(ADD, user="petra")
    pick(page, "person", "Newcombe")
    pick(page, "post", "Registrar of Trials")
    page.locator("#id_start").focus()
    page.keyboard.type("1 March 2020")
    expect(page.locator("[data-sentence]")).to_have_text("Ysolde Newcombe took up the post on 1 March 2020.")
    expect(page.get_by_text("Saving would refuse this")).to_be_visible()
    expect(page.locator(".succession [aria-current]")).to_contain_text("Ysolde Newcombe")
    expect(page.locator("#id_ends_holder_on")).to_have_value("2020-02-29")
    ok(page)
    page.locator("#id_look_on").fill("2020-02-01")
    expect(page.locator(".look .state-line")).to_contain_text("Nothing of it is known yet on that day")
    page.locator("#id_ends_holder_reason").select_option("resigned")
    page.get_by_role("button", name="Save, and end Tamsin Oldroyd on that date").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Tamsin Oldroyd: left the post, 29 February 2020")
    held.refresh_from_db()
    assert (held.end, held.end_reason) == ("2020-02-29", "resigned")


def test_a_source_is_added_from_beside_its_date_and_asking_for_a_day_is_no_change(visit, ok):
    made = make_appointment(
        "Ingram Sourceless", "Keeper of Seals", start="2001", announced="2000", cited=False
    )
    page = visit(change(made), user="petra")
    expect(page.get_by_text("Readers do not see this appointment until")).to_be_visible()
    page.locator("#id_look_on").fill("2001-06-01")
    expect(page.locator(".look .state-line")).to_contain_text("the dates allow it, they do not prove it")
    expect(page.locator("[data-dirty]")).to_be_hidden()
    page.get_by_role("button", name="Add a source: Announced").click()
    expect(page.locator("#id_citations-0-symbol")).to_be_focused()
    expect(page.locator("#id_citations-0-fact")).to_have_value("announced")
    page.keyboard.type("S/2000/1")
    ok(page)
    page.keyboard.press("Control+s")
    expect(page.locator(".cites")).to_contain_text("S/2000/1")
    assert made.citations.get().fact == "announced"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_stories_are_named_before_saving_and_wait_on_a_list(visit, ok, width, scheme):
    name, post = {
        1440: ("Ottilie Widemark", "Harbour Adviser"),
        390: ("Ottilie Narrowgate", "River Adviser"),
    }[width]
    made = make_appointment(make_person(name), make_post(post), start="2008-02-21")
    words = f"<p>They heard {post} {name} at length.</p>"
    make_live(
        headline=f"Heard at {width}", body=words, date=datetime.date(2008, 3, 1), officials=[made.person]
    )
    page = visit(change(made), user="petra", width=width, color_scheme=scheme)
    page.locator("#id_start").fill("10 March 2008")
    expect(page.get_by_text("1 published story would show something else")).to_be_visible()
    ok(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 published story would show something else")
    expect(page.locator(".affected-stories")).to_contain_text("Its words would contradict the record")
    ok(page)
    page.get_by_role("button", name="Back to the form").click()
    expect(page.locator("#id_start")).to_have_value("10 March 2008")
    page.locator("#id_note").fill("By letter.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("button", name="Save, and list these stories").click()
    expect(page.locator(".messagelist")).to_contain_text("1 published story shows something else now")
    made.refresh_from_db()
    assert (made.start, made.note) == ("2008-03-10", "By letter.")
    page.goto("/admin/articles/affectedstory/?q=heard")
    expect(page.locator("#result_list")).to_contain_text(f"Heard at {width}")
    ok(page)
    page.get_by_role("link", name=f"Dismiss…: Heard at {width}").click()
    page.get_by_label("Why nothing has to be corrected").fill("The text says so.")
    ok(page)
    page.get_by_role("button", name="Dismiss").click()
    assert AffectedStory.objects.get(headline=f"Heard at {width}").reason == "The text says so."


def test_an_editor_has_a_correction_draft_one_click_away(visit, ok):
    made = make_appointment(make_person("Drafted Inhaste"), make_post("Umpire"), start="2008-02-21")
    make_live(headline="Draft me right", date=datetime.date(2008, 3, 1), officials=[made.person])
    page = visit(change(made), user="petra")
    page.locator("#id_start").fill("2009")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save, and list these stories").click()
    page.wait_for_load_state()
    page = visit("/admin/articles/affectedstory/?q=Draft", user="erin")
    page.get_by_role("link", name="Draft a correction: Draft me right").click()
    expect(page.locator("#id_kind")).to_have_value("correction")
    expect(page.locator("#id_public_note")).to_have_value(
        "Beside this story stood: Drafted Inhaste, Umpire (in post since 21 February 2008). "
        "Right is: Drafted Inhaste."
    )


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_the_second_of_two_people_is_asked_and_loses_nothing(visit, ok, width, scheme):
    made = make_appointment(make_person(f"Shared By{width}"), make_post(f"Clerk {width}"), start="2001")
    page = visit(change(made), user="petra", width=width, color_scheme=scheme)
    other = visit(change(made), user="ada")
    other.locator("#id_end").fill("2005")
    other.locator("#id_note").fill("Ada was here.")
    other.keyboard.press("Control+s")
    expect(other.locator(".messagelist")).to_be_visible()
    page.locator("#id_end").fill("May 2006")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="saved this record while you were at it")).to_be_visible()
    expect(page.locator("#id_end")).to_have_value("May 2006")
    expect(page.locator("#id_note")).to_have_value("Ada was here.")
    ok(page)
    page.get_by_label("Yours, as it stands in the form").check()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_be_visible()
    made.refresh_from_db()
    assert (made.end, made.note) == ("2006-05", "Ada was here.")


def test_an_editor_answers_for_what_has_no_source(visit, ok):
    made = make_appointment("Vouched Fornone", "Herald", start="2001", cited=False)
    page = visit(change(made), user="erin")
    ok(page)
    page.get_by_role("button", name="Show it to readers without a source").click()
    expect(page.get_by_text("Readers see it all the same:")).to_be_visible()
    assert Appointment.objects.public().filter(pk=made.pk).exists()
    ok(page)


def test_a_vague_date_is_read_back_while_it_is_typed(visit, ok):
    make_person("Osric Vantongeren")
    page = visit(ADD, user="petra")
    pick(page, "person", "Vantongeren")
    start, read = page.locator("#id_start"), page.locator("#id_start_helptext [data-reads]")
    for typed, words, sentence in (
        ("before 2007", "before 2007", "took up the post before 2007."),
        ("c. May 2007", "circa May 2007", "took up the post circa May 2007."),
        ("1990s", "Some day in the 1990s", "took up the post in the 1990s."),
        ("2007-03/2007-05", "between March 2007 and May 2007", "took up the post between March"),
    ):
        start.fill("")
        start.press_sequentially(typed)
        expect(read).to_have_text(words)
        expect(page.locator("[data-sentence]")).to_contain_text(f"Osric Vantongeren {sentence}")
        expect(start).to_have_attribute("aria-invalid", "false")
    start.fill("between May and March 2007")
    expect(read).to_have_text("Ends before it begins")
    expect(start).to_have_attribute("aria-invalid", "true")
    ok(page)
