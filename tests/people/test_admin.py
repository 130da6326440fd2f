"""The people desk at work in the admin: lists, searches, errors beside the field, history, actions."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from people.models import Appointment, Person
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post, move
from tests.people.pages import filled, save, url

pytestmark = pytest.mark.django_db
MODELS = (
    "person",
    "personname",
    "organization",
    "organizationname",
    "organizationsuccession",
    "post",
    "posttitle",
    "postorganization",
    "completesuccession",
    "appointment",
    "citation",
)
DESK = [f"{verb}_{model}" for verb in ("add", "change", "delete", "view") for model in MODELS]


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, username="people-desk"))
    return client


def faults(response):
    assert response.status_code == 200, response
    return {name: list(errors) for name, errors in response.context["adminform"].form.errors.items()}


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- Lists and searches ----------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    ["Mendez", "juan mendez", "Méndez", "MENDEZ genocide", "adviser genocide", "special representative"],
)
def test_the_list_of_appointments_is_searched_by_any_name_and_title(desk, typed):
    post = make_post("Special Adviser on the Prevention of Genocide")
    post.titles.create(text="Special Representative for the Prevention of Genocide")
    make_appointment("Juan E. Méndez", post, start="2004")
    make_appointment("Kofi Annan")
    page = desk.get(url("appointment_changelist"), {"q": typed})
    assert [row.person.full_name for row in page.context["cl"].result_list] == ["Juan E. Méndez"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("guehenno", "Guéhenno"),
        ("Loj", "Løj"),
        ("Ki Moon Ban", "Ban"),
        ("Navi Pillay", "Pillay"),
        ("반기문", "Ban"),
    ],
)
def test_people_are_searched_by_any_form_of_their_names(desk, typed, found):
    make_person("Ban Ki-moon").names.create(text="반기문", kind="native", lang="ko")
    make_person("Navanethem Pillay").names.create(text="Navi Pillay")
    make_person(
        "Jean-Marie Guéhenno", name_order="given-first", given_name="Jean-Marie", family_name="Guéhenno"
    )
    make_person("Ellen Løj")
    page = desk.get(url("person_changelist"), {"q": typed})
    assert [person.family_name for person in page.context["cl"].result_list] == [found]


@pytest.mark.parametrize("typed", ["%", "\x00", "'", "a" * 3000, "a b " * 900, "\\", "🙂", "-"])
def test_no_search_breaks_a_list(desk, typed):
    make_appointment()
    for page in ("appointment", "person", "post", "organization"):
        assert desk.get(url(f"{page}_changelist"), {"q": typed}).status_code == 200


def test_the_list_marks_what_has_no_source(desk):
    make_appointment("Kofi Annan", start="1997", end="2006")
    make_appointment("Ban Ki-moon", start="2007", end="2016", cited=False)
    page = desk.get(url("appointment_changelist"))
    assert page.content.decode().count("No source</span>") == 1
    without = desk.get(url("appointment_changelist"), {"source": "none"}).context["cl"].result_list
    assert [row.person.full_name for row in without] == ["Ban Ki-moon"]
    with_some = desk.get(url("appointment_changelist"), {"source": "some"}).context["cl"].result_list
    assert [row.person.full_name for row in with_some] == ["Kofi Annan"]


def test_the_list_is_filtered_by_what_holds_today(desk):
    make_appointment("Kofi Annan", start="1997", end="2006")
    make_appointment("Ban Ki-moon", start="2017-01-01")
    make_appointment("Trygve Lie", "Envoy", announced=str(timezone.localdate()), start="")
    make_appointment("Edward Luck", "Envoy", announced="1995", start="")  # nobody knows what became of it
    make_appointment("Salam Fayyad", "Envoy", intended="2017", start="", end="2018")

    def names(value):
        page = desk.get(url("appointment_changelist"), {"today": value})
        return [row.person.full_name for row in page.context["cl"].result_list]

    assert names("held") == ["Ban Ki-moon"]
    assert names("coming") == ["Trygve Lie"]


def test_the_lists_do_not_ask_once_a_row(desk, django_assert_max_num_queries):
    for n in range(12):
        post = make_post(f"Post {n}", make_organization(f"Body {n}", parent=make_organization()))
        make_appointment(f"Person Number{n}", post, start="2000")
    for page in ("appointment", "person", "post", "organization"):
        desk.get(url(f"{page}_changelist"))  # content types and permissions are cached from here on
        # session, user, permissions (2), count, rows and up to three prefetches; the filter's rows
        with django_assert_max_num_queries(10):
            assert desk.get(url(f"{page}_changelist")).status_code == 200


def test_a_picker_shows_which_of_two_people_of_one_name_is_which(desk, django_assert_max_num_queries):
    make_person("Kim Won-soo", birth="1956")
    make_appointment(make_person("Kim Won-soo"), "High Representative", start="2015", end="2017")
    query = {"app_label": "people", "model_name": "appointment", "field_name": "person", "term": "kim"}
    with django_assert_max_num_queries(9):
        found = desk.get(reverse("admin:autocomplete"), query).json()["results"]
    assert {row["text"] for row in found} == {
        "Kim Won-soo, High Representative, 2015–2017",
        "Kim Won-soo, 1956",
    }


def test_a_picker_of_posts_names_the_organization(desk):
    make_post(
        "Head", make_organization("United Nations Children's Fund", short_name="UNICEF"), abolished="2012"
    )
    query = {"app_label": "people", "model_name": "appointment", "field_name": "post", "term": "unicef"}
    found = desk.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["text"] for row in found] == ["Head, UNICEF (–2012)"]


def test_a_picker_of_posts_begins_with_the_one_that_is_called_as_typed(desk):
    office = make_organization("Executive Office of the Secretary-General")
    for title in ("Chef de Cabinet", "Assistant to the Secretary-General", "Secretary-General’s Envoy"):
        make_post(title, office)
    make_post("Secretary-General", make_organization("United Nations"))
    query = {"app_label": "people", "model_name": "appointment", "field_name": "post"}
    found = desk.get(reverse("admin:autocomplete"), {**query, "term": "secretary-general "}).json()["results"]
    assert [row["text"].partition(",")[0] for row in found] == [
        "Secretary-General",
        "Secretary-General’s Envoy",
        "Assistant to the Secretary-General",
        "Chef de Cabinet",
    ]


# --- Appointments ----------------------------------------------------------------------------
def test_an_appointment_is_recorded_with_a_date_in_words_and_a_source(desk):
    post, person = make_post(), make_person()
    source = {"citations-TOTAL_FORMS": "1", "citations-0-fact": "announced", "citations-0-symbol": "S/2007/1"}
    dates = {"announced": "May 2007", "start": "1 August 2007"}
    page = save(desk, url("appointment_add"), person=person.pk, post=post.pk, **dates, **source)
    assert page.status_code == 302
    made = Appointment.objects.get()
    assert (made.announced, made.start) == ("2007-05", "2007-08-01")
    assert made.citations.get().symbol == "S/2007/1"
    assert made.history.get().history_user.username == "people-desk"
    form = desk.get(url("appointment_change", made.pk)).content.decode()
    assert 'value="2007-05"' in form
    assert '<span class="reads" data-reads>Some day in May 2007</span>' in form
    assert "data-reads>1 August 2007</span>" in form
    assert "data-reads>Nothing recorded</span>" in form
    assert "1 May 2007" not in form
    assert '<a class="cite" href="#citations-group">S/2007/1</a>' in form


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"start": "2007-13"}, "start"),
        ({"start": "30 February 2007"}, "start"),
        ({"start": "soon"}, "start"),
        ({"start": ""}, "start"),
        ({"start": "2008", "end": "2007"}, "end"),
        ({"intended": "2009", "start": "2008"}, "start"),
        ({"announced": "2009", "start": "2008"}, "start"),
        ({"start": "2001"}, "start"),
        ({"post": ""}, "post"),
        ({"person": "999999"}, "person"),
        ({"person": "x"}, "person"),
        ({"kind": "boss"}, "kind"),
    ],
)
def test_bad_input_is_an_error_beside_the_field(desk, fields, beside):
    holder = make_appointment("Kofi Annan", start="1997", end="2006")
    filled_in = {"person": make_person("Ban Ki-moon").pk, "post": holder.post_id, "start": "2020", **fields}
    errors = faults(save(desk, url("appointment_add"), **filled_in))
    assert list(errors) == [beside]
    assert Appointment.objects.count() == 1


def test_two_authorities_are_refused_beside_the_second(desk):
    holder = make_appointment()
    page = save(
        desk,
        url("appointment_add"),
        person=make_person("Edward Luck").pk,
        post=make_post("Special Adviser").pk,
        start="2008",
        appointed_by=holder.pk,
        appointing_body=make_organization("General Assembly").pk,
    )
    assert list(faults(page)) == ["appointing_body"]


def test_an_appointment_that_appoints_itself_is_refused_beside_the_appointer(desk):
    made = make_appointment()
    errors = faults(save(desk, url("appointment_change", made.pk), appointed_by=made.pk))
    assert errors == {"appointed_by": ["An appointment cannot be its own authority."]}


def test_an_appointment_recorded_already_is_refused(desk):
    made = make_appointment(kind="acting")
    fields = {"person": made.person_id, "post": made.post_id, "kind": "acting", "start": made.start}
    page = save(desk, url("appointment_add"), **fields)
    assert "already recorded, with the same dates" in page.content.decode()


def test_a_source_that_cannot_be_found_is_refused_in_its_row(desk):
    source = {"citations-TOTAL_FORMS": "1", "citations-0-fact": "whole", "citations-0-quote": "so they say"}
    filled_in = {"person": make_person().pk, "post": make_post().pk, "start": "2007"}
    page = save(desk, url("appointment_add"), **filled_in, **source)
    assert "so that a reader can find it" in page.content.decode()
    assert not Appointment.objects.exists()


def test_saving_without_a_source_says_that_readers_do_not_see_it(desk):
    made = make_appointment(cited=False)
    assert "Readers do not see it yet" in told(save(desk, url("appointment_change", made.pk), note="Checked"))
    made.refresh_from_db()
    assert made.note == "Checked"


def test_the_form_shows_state_succession_and_what_may_overlap(desk):
    before = make_appointment("Kofi Annan", start="1997", end="2007")
    made = make_appointment("Ban Ki-moon", start="2007", end="2016-12-31")
    after = make_appointment("António Guterres", announced="2016-10-13", start="2017-01-01")
    context = desk.get(url("appointment_change", made.pk)).context
    assert (context["state_today"].value, context["title_today"]) == ("left", "former Secretary-General")
    assert [row for row, _first, _last in context["overlaps"]] == [before]
    assert [row for row, *_rest in context["line"]] == [before, made, after]
    assert [this for _row, this, *_rest in context["line"]] == [False, True, False]


@pytest.mark.parametrize("page", ["appointment_add", "person_add", "post_add", "organization_add"])
def test_every_empty_form_opens_and_an_empty_answer_is_no_crash(desk, page):
    assert desk.get(url(page)).status_code == 200
    assert faults(desk.post(url(page), {}))


# --- Persons, posts, organizations -----------------------------------------------------------
def test_a_person_is_recorded_with_names_and_gets_an_address(desk):
    names = {
        "names-TOTAL_FORMS": "1",
        "names-0-text": "반기문",
        "names-0-kind": "native",
        "names-0-lang": "ko",
    }
    data = {"given_name": "Ki-moon", "family_name": "Ban", "name_order": "family-first", "is_public": "on"}
    page = save(desk, url("person_add"), **data, **names)
    assert page.status_code == 302
    person = Person.objects.get()
    assert (person.slug, person.names.get().lang) == ("ban-ki-moon", "ko")


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"family_name": ""}, "family_name"),
        ({"name_order": "mononym"}, "family_name"),
        ({"birth": "1950", "death": "1949"}, "death"),
        ({"birth": "long ago"}, "birth"),
        ({"wikidata": "1253"}, "wikidata"),
        ({"slug": "Not a slug!"}, "slug"),
        ({"slug": "kofi-annan"}, "slug"),
    ],
)
def test_a_person_s_faults_stand_beside_their_field(desk, fields, beside):
    move(make_person("Kofi Annan"), "annan")
    data = {"given_name": "Ki-moon", "family_name": "Ban", "name_order": "family-first", **fields}
    assert list(faults(save(desk, url("person_add"), **data))) == [beside]


def test_one_wikidata_item_for_two_people_is_refused(desk):
    make_person("Kofi Annan", wikidata="Q1254")
    data = {"given_name": "Ki-moon", "family_name": "Ban", "wikidata": "Q1254"}
    page = save(desk, url("person_add"), **data)
    assert "Another record has this Wikidata item." in page.content.decode()


def test_a_record_keeps_its_own_wikidata_item_and_two_may_have_none(desk):
    kofi = make_person("Kofi Annan", wikidata="Q1254")
    assert save(desk, url("person_change", kofi.pk), birth="1938").status_code == 302
    assert save(desk, url("person_change", kofi.pk), wikidata="").status_code == 302
    assert save(desk, url("person_change", make_person("Ban Ki-moon").pk), birth="1944").status_code == 302
    assert set(Person.objects.values_list("birth", "wikidata")) == {("1938", ""), ("1944", "")}


def test_a_changed_address_goes_on_leading_to_the_person(desk):
    person = make_person("Kofi Annan")
    assert save(desk, url("person_change", person.pk), slug="annan").status_code == 302
    assert Person.objects.at("kofi-annan") == person
    assert ">kofi-annan<" in desk.get(url("person_change", person.pk)).content.decode()


def test_an_organization_in_a_circle_is_refused_beside_the_parent(desk):
    un = make_organization()
    part = make_organization("Secretariat", parent=un)
    errors = faults(save(desk, url("organization_change", un.pk), parent=part.pk))
    assert errors == {"parent": ["Secretariat is itself part of United Nations."]}


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"seats": "0"}, "seats"),
        ({"seats": "-1"}, "seats"),
        ({"seats": "99999999"}, "seats"),
        ({"seats": "1"}, "seats"),
        ({"created": "2003"}, "created"),
        ({"abolished": "2001"}, "abolished"),
        ({"created": "2000", "abolished": "1990"}, "abolished"),
    ],
)
def test_a_post_s_faults_stand_beside_their_field(desk, fields, beside):
    post = make_post("Envoy", seats=2)
    make_appointment("Kofi Annan", post, start="2000", end="2005")
    make_appointment("Ban Ki-moon", post, start="2001", end="2006")
    errors = faults(save(desk, url("post_change", post.pk), **fields))
    assert beside in errors


def test_abolishing_a_post_with_an_open_record_warns_and_offers_to_close_it(desk):
    held = make_appointment("Kofi Annan", make_post("Envoy"), start="2000")
    page = save(desk, url("post_change", held.post_id), abolished="December 2010")
    assert "End what is still open with the post" in told(page)
    action = {"action": "end_with_the_post", "_selected_action": [held.post_id]}
    page = desk.post(url("post_changelist"), action)
    assert "1 appointment ended." in told(page)
    held.refresh_from_db()
    assert (held.end, held.end_reason) == ("2010-12", "post-abolished")
    assert held.history.count() == 2


def test_a_person_who_held_a_post_cannot_be_deleted(desk):
    made = make_appointment()
    page = desk.post(url("person_delete", made.person_id), {"post": "yes"})
    assert page.status_code == 200
    assert Person.objects.exists()


# --- History ---------------------------------------------------------------------------------
def test_the_history_says_who_changed_which_date_and_leads_back(desk):
    made = make_appointment(start="2007-05")
    save(desk, url("appointment_change", made.pk), start="2008")
    page = desk.get(url("appointment_history", made.pk)).content.decode()
    assert "<del>2007-05</del>" in page
    assert "<ins>2008</ins>" in page
    assert "Ada Number" in page
    assert "start_lo" not in page
    assert "style=" not in page
    first = made.history.earliest()
    back = url("appointment_simple_history", made.pk, first.pk)
    form = desk.get(back)
    assert 'value="2007-05"' in form.content.decode()
    assert desk.post(back, filled(form)).status_code == 302
    made.refresh_from_db()
    assert (made.start, made.history.count()) == ("2007-05", 3)


def test_a_form_saved_untouched_leaves_no_row_in_the_history(desk):
    made = make_appointment()
    for address, record in (
        (url("appointment_change", made.pk), made),
        (url("person_change", made.person_id), made.person),
        (url("post_change", made.post_id), made.post),
    ):
        assert save(desk, address).status_code == 302
        assert record.history.count() == 1


def test_each_date_says_whether_it_has_a_source(desk):
    made = make_appointment(start="2007", end="2016", cited=False)
    assert desk.get(url("appointment_change", made.pk)).content.decode().count("No source yet") == 2
    made.citations.create(fact="end", symbol="S/2016/1")
    assert desk.get(url("appointment_change", made.pk)).content.decode().count("No source yet") == 1
    made.citations.create(fact="whole", symbol="A/RES/61/3")
    assert "No source yet" not in desk.get(url("appointment_change", made.pk)).content.decode()


def test_going_back_to_a_former_address_remembers_the_present_one(desk):
    person = make_person("Kofi Annan")
    save(desk, url("person_change", person.pk), slug="annan")
    back = url("person_simple_history", person.pk, person.history.earliest().pk)
    assert save(desk, back).status_code == 302
    assert Person.objects.at("annan").slug == "kofi-annan"
    assert list(person.former_slugs.values_list("slug", flat=True)) == ["annan"]


def test_going_back_into_an_overlap_is_refused(desk):
    made = make_appointment("Kofi Annan", start="1997", end="2006")
    first = made.history.earliest()
    made.end = "2000"
    made.save()
    make_appointment("Ban Ki-moon", made.post, start="2001", end="2006")
    back = url("appointment_simple_history", made.pk, first.pk)
    page = save(desk, back)
    assert "held by Ban Ki-moon" in page.content.decode()


def test_the_history_of_people_and_posts_opens(desk):
    made = make_appointment()
    made.person.honorific = "Mr."
    made.person.save()
    for page, pk in (("person_history", made.person_id), ("post_history", made.post_id)):
        assert desk.get(url(page, pk)).status_code == 200
    assert desk.get(url("organization_history", made.post.organization_id)).status_code == 200


# --- Who may -----------------------------------------------------------------------------------
def test_who_may_only_look_changes_nothing(client):
    made = make_appointment()
    client.force_login(make_user("view_appointment", "view_person", "view_post", "view_organization"))
    assert client.get(url("appointment_change", made.pk)).status_code == 200
    assert client.post(url("appointment_change", made.pk), {"start": "2001"}).status_code == 403
    assert client.get(url("appointment_add")).status_code == 403
    assert client.post(url("appointment_delete", made.pk), {"post": "yes"}).status_code == 403
    assert client.get(url("appointment_import")).status_code == 403


def test_strangers_are_sent_to_log_in(client):
    make_appointment()
    for page in ("appointment_changelist", "person_changelist", "appointment_import", "post_add"):
        assert client.get(url(page)).status_code == 302


@pytest.mark.parametrize("page", ["appointment", "person", "post", "organization"])
def test_what_is_not_there_is_no_crash(desk, page):
    for tail in ("change", "history", "delete"):
        assert desk.get(url(f"{page}_{tail}", 999999)).status_code in (302, 404)
