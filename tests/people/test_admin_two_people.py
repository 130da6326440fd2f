"""Two people at one record of the people desk: nothing is overwritten, nothing that was typed is lost."""

import pytest

from people.models import Appointment
from tests.browserless import messages_of, posted, soup, text_of
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.pages import url

pytestmark = pytest.mark.django_db
MODELS = ("person", "personname", "organization", "post", "posttitle", "appointment", "citation")
DESK = [f"{verb}_{model}" for verb in ("add", "change", "delete", "view") for model in MODELS]


@pytest.fixture
def ada(client):
    client.force_login(make_user(*DESK, username="ada", first_name="Ada", last_name="Admin"))
    return client


class Desk:
    """One person's browser with the form of a record open in it."""

    def __init__(self, client, record):
        self.client, self.record = client, record
        self.name = record._meta.model_name
        self.page = client.get(self.address)

    @property
    def address(self):
        return url(f"{self.name}_change", self.record.pk)

    def save(self, **changes):
        data = posted(self.page, f"{self.name}_form", **changes)
        self.page = self.client.post(self.address, data | {"_continue": "1"}, follow=True)
        self.record.refresh_from_db()
        return self.page


@pytest.fixture
def luck():
    return make_appointment("Edward Luck", "Special Adviser", start="2008-02-21")


RECORDS = {
    "person": (lambda: make_person("Edward Luck"), "summary", "honorific"),
    "post": (lambda: make_post("Special Adviser"), "mandate", "appointment_rule"),
    "organization": (lambda: make_organization("Secretariat"), "name", "short_name"),
    "appointment": (lambda: make_appointment("Edward Luck", "Special Adviser"), "mandate", "note"),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_what_two_people_change_apart_goes_together(ada, kind):
    make, one, other = RECORDS[kind]
    record = make()
    mine, theirs = Desk(ada, record), Desk(ada, record)
    theirs.save(**{one: "By Ada"})
    page = mine.save(**{other: "Mine"})
    assert (getattr(record, one), getattr(record, other)) == ("By Ada", "Mine")
    assert "both changes are kept" in messages_of(page)


@pytest.mark.parametrize("kind", RECORDS)
def test_what_both_changed_is_asked_and_nothing_saved_before_the_answer(ada, kind):
    make, one, other = RECORDS[kind]
    record = make()
    mine, theirs = Desk(ada, record), Desk(ada, record)
    theirs.save(**{one: "By Ada"})
    page = mine.save(**{one: "Mine", other: "Also mine"})
    assert "Ada Admin saved this record while you were at it" in text_of(page)
    asked = soup(page).find("section", class_="meeting").get_text(" ")
    assert "By Ada" in asked
    assert "Mine" in asked
    assert (getattr(record, one), getattr(record, other)) == ("By Ada", "")
    assert "Choose, then save" in text_of(mine.save())  # saving again without an answer is no answer
    assert getattr(record, one) == "By Ada"
    mine.save(**{f"meet-{one}": "mine"})
    assert (getattr(record, one), getattr(record, other)) == ("Mine", "Also mine")


def test_theirs_can_be_taken_and_ones_own_other_words_are_kept(ada, luck):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(start="March 2008")
    page = mine.save(start="February 2008", note="By letter")
    assert "March 2008" in soup(page).find("section", class_="meeting").get_text(" ")
    mine.save(**{"meet-start": "theirs"})
    assert (luck.start, luck.note) == ("2008-03", "By letter")
    assert luck.history.count() == 3


def test_the_same_date_written_otherwise_is_no_question(ada, luck):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(end="2012-06")
    mine.save(end="June 2012", note="Seen")
    assert (luck.end, luck.note) == ("2012-06", "Seen")


def test_an_answer_to_another_question_is_no_answer(ada, luck):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(start="2008-03")
    mine.save(start="2008-04")
    theirs.save(start="2008-05")
    page = mine.save(**{"meet-start": "mine"})
    assert "May 2008" in soup(page).find("section", class_="meeting").get_text(" ")
    assert luck.start == "2008-05"
    mine.save(**{"meet-start": "mine"})
    assert luck.start == "2008-04"


def test_a_box_that_somebody_ticked_off_stays_off(ada, luck):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(is_public=None)
    mine.save(note="Mine")
    assert (luck.is_public, luck.note) == (False, "Mine")


def test_a_fault_elsewhere_keeps_what_was_merged(ada, luck):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(note="By Ada")
    page = mine.save(end="soon")
    assert "By Ada" in soup(page).find(id="id_note").get_text()
    mine.save(end="2012")
    assert (luck.end, luck.note) == ("2012", "By Ada")


# --- Rows below the record ---------------------------------------------------------------------------
def test_sources_that_two_people_add_are_both_there(ada, luck):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    row = {"citations-TOTAL_FORMS": "2", "citations-1-fact": "start"}
    theirs.save(**row, **{"citations-1-symbol": "S/2007/721"})
    mine.save(**row, **{"citations-1-symbol": "SG/A/1120"})
    assert set(luck.citations.values_list("symbol", flat=True)) == {"A/RES/61/3", "S/2007/721", "SG/A/1120"}


def test_one_source_changed_by_both_is_asked_by_its_field(ada, luck):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(**{"citations-0-title": "A letter", "citations-0-symbol": "S/1"})
    page = mine.save(**{"citations-0-title": "A statement"})
    assert "A letter" in soup(page).find("section", class_="meeting").get_text(" ")
    mine.save(**{"meet-citations-0-title": "theirs"})
    row = luck.citations.get()
    assert (row.title, row.symbol) == ("A letter", "S/1")


def test_a_source_that_somebody_deleted_stays_deleted_unless_it_was_changed(ada, luck):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(**{"citations-0-DELETE": "on"})
    mine.save(note="Mine")
    assert luck.note == "Mine"
    assert not luck.citations.exists()


@pytest.mark.parametrize(("answer", "symbols"), [("mine", ["S/2"]), ("theirs", [])])
def test_a_deleted_source_that_one_had_changed_is_asked(ada, luck, answer, symbols):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(**{"citations-0-DELETE": "on"})
    page = mine.save(**{"citations-0-symbol": "S/2"})
    assert "deleted" in soup(page).find("section", class_="meeting").get_text(" ")
    assert not luck.citations.exists()
    key = next(iter(soup(page).select("section.meeting input[type=radio]")))["name"]
    mine.save(**{key: answer})
    assert list(luck.citations.values_list("symbol", flat=True)) == symbols


@pytest.mark.parametrize(("answer", "symbols"), [("mine", []), ("theirs", ["S/2"])])
def test_deleting_what_somebody_changed_is_asked(ada, luck, answer, symbols):
    mine, theirs = Desk(ada, luck), Desk(ada, luck)
    theirs.save(**{"citations-0-symbol": "S/2"})
    page = mine.save(**{"citations-0-DELETE": "on"})
    assert list(luck.citations.values_list("symbol", flat=True)) == ["S/2"]
    key = next(iter(soup(page).select("section.meeting input[type=radio]")))["name"]
    mine.save(**{key: answer, "citations-0-DELETE": "on"})
    assert list(luck.citations.values_list("symbol", flat=True)) == symbols


@pytest.mark.parametrize("base", ["", "forged", "e30:1:x"])
def test_a_base_that_is_none_breaks_nothing(ada, luck, base):
    assert Desk(ada, luck).save(_base=base, note="Mine").status_code == 200
    assert Appointment.objects.get().note == "Mine"


def test_a_meeting_costs_few_queries_more(ada, luck, django_assert_max_num_queries):
    mine = Desk(ada, luck)
    data = posted(mine.page, "appointment_form", note="Mine") | {"_save": "1"}
    # session, user, permissions (2), savepoints, locks of post and record, rows twice for the comparison, the
    # comparison before, form and rule checks, the save with its history, the comparison after, the log
    with django_assert_max_num_queries(52):
        ada.post(mine.address, data)
