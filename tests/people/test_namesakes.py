"""Whoever makes a person of a name on record is asked first: the same, or another? The answer is kept."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from people.duplicates import finder
from people.exchange.popolo_in import import_popolo
from people.exchange.wikidata import import_wikidata
from people.models import NotTheSame, Person
from people.namesakes import namesakes
from tests.browserless import soup
from tests.make import make_user
from tests.people.exchanging import bring, table
from tests.people.make import make_appointment, make_merge, make_organization, make_person, make_post
from tests.people.pages import save, url
from tests.people.test_admin import DESK
from tests.people.test_import import ANNAN, run
from tests.people.test_import import table as wide
from tests.people.test_wikidata_import import entity, held

pytestmark = pytest.mark.django_db
QUESTION = "The same person, or another of that name?"
WHO = "Juan Méndez (Special Adviser, 2004–2007; born 1944)"


@pytest.fixture
def desk(client):
    client.force_login(make_user("view_person", "add_person", "change_person", username="people-desk"))
    return client


@pytest.fixture
def mendez():
    person = make_person("Juan Méndez", birth="1944-12-11")
    person.names.create(text="Juan E. Mendez")
    make_appointment(person, "Special Adviser", start="2004", end="2007")
    return person


def add(client, **fields):
    return save(client, url("person_add"), **fields)


def words(page):
    return " ".join(soup(page).get_text(" ").split())


# --- The form --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        {"given_name": "Juan", "family_name": "Méndez"},
        {"given_name": "JUAN", "family_name": "mendez"},
        {"given_name": "Juan E.", "family_name": "Mendez"},
        {"given_name": "Juan", "family_name": "Méndez", "name_order": "family-first"},
        {"given_name": "Juan Carlos", "family_name": "Méndez", "display_name": "Juan Mendez"},
    ],
)
def test_a_second_person_of_a_name_is_asked_about_and_nothing_typed_is_lost(desk, mendez, name):
    page = add(desk, **name, honorific="Professor", summary="Another man.")
    assert page.status_code == 200
    assert QUESTION in words(page)
    assert WHO in words(page)
    assert Person.objects.count() == 1
    form = page.context["adminform"].form
    assert (form["honorific"].value(), form["summary"].value()) == ("Professor", "Another man.")
    assert form["given_name"].value() == name["given_name"]


def test_the_answer_another_saves_and_is_kept(desk, mendez):
    page = add(desk, given_name="Juan", family_name="Mendez", another=mendez.pk)
    assert page.status_code == 302
    other = Person.objects.exclude(pk=mendez.pk).get()
    pair = NotTheSame.objects.get()
    assert (pair.low, pair.high, pair.by.username) == (mendez.pk, other.pk, "people-desk")
    assert finder.likely(Person) == []
    page = save(desk, url("person_change", other.pk), given_name="JUAN")
    assert page.status_code == 302  # nobody is asked again


def test_an_answer_about_one_is_none_about_another(desk, mendez):
    second = make_person("Juan Mendez", slug="juan-mendez-2")
    page = add(desk, given_name="Juan", family_name="Mendez", another=mendez.pk)
    assert page.status_code == 200
    boxes = soup(page).find_all("input", {"name": "another"})
    assert {box["value"]: box.has_attr("checked") for box in boxes} == {
        str(mendez.pk): True,
        str(second.pk): False,
    }
    assert Person.objects.count() == 2


def test_a_new_name_and_other_names_ask_nothing(desk, mendez):
    assert add(desk, given_name="Juan", family_name="Somavía").status_code == 302
    page = save(desk, url("person_change", mendez.pk), honorific="Mr.")
    assert page.status_code == 302
    assert not NotTheSame.objects.exists()


def test_a_person_who_gets_the_name_of_another_is_asked_about(desk, mendez):
    other = make_person("Juana Mendes")
    page = save(desk, url("person_change", other.pk), given_name="Juan", family_name="Mendez")
    assert QUESTION in words(page)
    other.refresh_from_db()
    assert other.full_name == "Juana Mendes"


def test_two_items_of_wikidata_are_two_persons(desk, mendez):
    Person.objects.filter(pk=mendez.pk).update(wikidata="Q1")
    assert add(desk, given_name="Juan", family_name="Mendez", wikidata="Q2").status_code == 302


def test_who_was_merged_into_another_is_not_asked_about_but_who_stayed(desk, mendez):
    gone = make_person("Juan Mendez", slug="gone")
    make_merge(mendez, gone)
    page = add(desk, given_name="Juan", family_name="Mendez")
    assert [box["value"] for box in soup(page).find_all("input", {"name": "another"})] == [str(mendez.pk)]


def test_in_the_window_of_a_search_field_the_one_on_record_is_taken_into_it(desk, mendez):
    address = f"{url('person_add')}?_to_field=id&_popup=1"
    page = save(desk, address, given_name="Juan", family_name="Mendez", _popup="1")
    button = soup(page).find("button", {"name": "_same"})
    assert button["value"] == str(mendez.pk)
    page = desk.post(address, {"_popup": "1", "_same": mendez.pk})
    answer = json.loads(soup(page).find(id="django-admin-popup-response-constants")["data-popup-response"])
    assert (answer["value"], answer["obj"]) == (str(mendez.pk), "Juan Méndez")
    assert Person.objects.count() == 1


@pytest.mark.parametrize("same", ["0", "x", "99999", "9" * 30])
def test_nobody_is_taken_who_is_not_there(desk, same):
    page = desk.post(f"{url('person_add')}?_popup=1", {"_popup": "1", "_same": same})
    assert page.status_code in (200, 404)
    assert not Person.objects.exists()


def test_who_may_not_add_a_person_takes_nobody(client, mendez):
    client.force_login(make_user("view_person"))
    assert (
        client.post(f"{url('person_add')}?_popup=1", {"_popup": "1", "_same": mendez.pk}).status_code == 403
    )


# --- Imports --------------------------------------------------------------------------------------------
def said(report):
    return " ".join(error.reason for error in report.errors)


@pytest.mark.parametrize("name", [("Juan", "Méndez"), ("juan", "MENDEZ"), ("Juan E.", "Mendez")])
def test_a_table_asks_and_takes_an_address_of_its_own_for_an_answer(mendez, name):
    row = {"given_name": name[0], "family_name": name[1]}
    report = bring("people", row)
    assert f"Somebody of this name is on record: {WHO}. Is it the same person?" in said(report)
    assert "write the address juan-mendez here" in said(report)
    report = bring("people", {**row, "slug": "juan-mendez-of-lima"}, user=make_user())
    assert report.errors == []
    assert report.notes == [f"{' '.join(name)} is recorded as another person than {WHO}."]
    assert NotTheSame.objects.get().low == mendez.pk
    assert finder.likely(Person) == []


def test_a_dry_run_says_it_and_keeps_nothing(mendez):
    row = {"given_name": "Juan", "family_name": "Mendez", "slug": "another"}
    assert WHO in bring("people", row, dry_run=True).notes[0]
    assert not NotTheSame.objects.exists()


def test_a_table_of_officials_asks_about_another_spelling(mendez):
    row = {**ANNAN, "family": "Mendez", "given": "Juan"}
    report = run(row)
    assert f"Somebody of this name is on record: {WHO}" in said(report)
    assert [error.field for error in report.errors] == ["family"]
    assert Person.objects.count() == 1
    Person.objects.filter(pk=mendez.pk).update(given_name="J.", name_key="j mendez")
    assert WHO.replace("Juan M", "J. M") in said(run({**row, "given": "Juan E."}))  # by another form


def test_popolo_asks_about_any_order_of_the_name(mendez):
    document = {"persons": [{"id": "p1", "name": "Mendez Juan"}]}
    report = import_popolo(json.dumps(document).encode())
    assert f"Somebody of this name is on record: {WHO}" in said(report)
    assert Person.objects.count() == 1


def test_wikidata_proposes_who_has_the_name_with_posts_and_years(mendez):
    make_post(wikidata="Q81066")
    content = json.dumps({"entities": {"Q7": entity("Q7", "MENDEZ Juan", [held()])}}).encode()
    question = import_wikidata(content).questions[0]
    assert [(slug, who) for slug, who, _why in question.proposals] == [("juan-mendez", WHO)]
    import_wikidata(content, {"Q7": "new"})
    assert NotTheSame.objects.filter(low=mendez.pk).count() == 1


def test_a_person_of_a_new_name_is_taken_in_without_a_word(mendez):
    report = bring("people", {"given_name": "Juana", "family_name": "Méndez"})
    assert (report.errors, report.notes) == ([], [])


# --- Further names ----------------------------------------------------------------------------------------
def row(text, n=0, model="names"):
    return {f"{model}-TOTAL_FORMS": n + 1, f"{model}-{n}-text": text, f"{model}-{n}-kind": "variant"}


@pytest.mark.parametrize("text", ["Juan Méndez", "mendez, JUAN", "Juan E. Mendez"])
def test_a_further_name_that_somebody_else_has_is_asked_about(names_desk, mendez, text):
    other = make_person("Ana Sosa")
    page = save(names_desk, url("person_change", other.pk), **row(text))
    assert page.status_code == 200
    assert QUESTION in words(page)
    assert f"Somebody of this name is on record: {WHO}." in words(page)
    assert not other.names.exists()
    page = save(names_desk, url("person_change", other.pk), **row(text), another=mendez.pk)
    assert page.status_code == 302
    assert other.names.get().text == text
    assert (NotTheSame.objects.get().low, NotTheSame.objects.get().high) == (mendez.pk, other.pk)
    page = save(names_desk, url("person_change", other.pk), honorific="Ms.", **row("Mendez Juan", 1))
    assert page.status_code == 302


def test_a_new_person_with_a_further_name_of_somebody_else_is_asked_about_once(names_desk, mendez):
    fields = {"given_name": "Juan", "family_name": "Méndez", **row("Juan E. Mendez")}
    page = save(names_desk, url("person_add"), **fields)
    assert words(page).count("Another person of that name") == 1
    assert save(names_desk, url("person_add"), **fields, another=mendez.pk).status_code == 302
    assert NotTheSame.objects.count() == 1


def test_further_names_that_nobody_else_has_and_those_taken_out_ask_nothing(names_desk, mendez):
    assert save(names_desk, url("person_change", mendez.pk), **row("J. Méndez", 1)).status_code == 302
    other = make_person("Ana Sosa")
    fields = row("Juan Méndez") | {"names-0-DELETE": "on"}
    assert save(names_desk, url("person_change", other.pk), **fields).status_code == 302


@pytest.fixture
def names_desk(client):
    client.force_login(make_user(*DESK, username="names-desk"))
    return client


@pytest.fixture
def who():
    made = make_organization("World Health Organization", short_name="WHO", started="1948")
    made.names.create(text="Organisation mondiale de la santé", lang="fr")
    return made


@pytest.mark.parametrize(
    "text",
    ["world health organization", "who", "Organisation mondiale de la sante", "World Health Organization"],
)
def test_a_name_that_another_organization_has_is_asked_about(names_desk, who, text):
    asked = "The same organization, or another of that name?"
    page = save(names_desk, url("organization_add"), name=text)
    assert asked in words(page)
    assert "World Health Organization (WHO; since 1948)" in words(page)
    other = make_organization("House")
    page = save(names_desk, url("organization_change", other.pk), **row(text))
    assert asked in words(page)
    assert not other.names.exists()
    page = save(names_desk, url("organization_change", other.pk), **row(text), another=who.pk)
    assert page.status_code == 302
    assert other.names.get().text == text
    assert save(names_desk, url("organization_add"), name=text, another=[who.pk, other.pk]).status_code == 302
    assert NotTheSame.objects.filter(model="people.organization").count() == 3


def test_a_new_name_of_an_organization_asks_nothing(names_desk, who):
    assert save(names_desk, url("organization_add"), name="World Trade Organization").status_code == 302
    page = save(names_desk, url("organization_change", who.pk), **row("World Health Organisation", 1))
    assert page.status_code == 302


def test_a_table_says_where_a_further_name_is_somebody_elses(mendez, who):
    make_person("Ana Sosa")
    report = bring("names", {"person": "ana-sosa", "text": "Juan Mendez"})
    assert report.notes == [f"“Juan Mendez”, a name of Ana Sosa, is also one of {WHO}."]
    make_organization("House")
    report = bring("organization_names", {"organization": "house", "text": "who"})
    assert report.notes == [
        "“who”, a name of House, is also one of World Health Organization (WHO; since 1948)."
    ]


# --- The buttons of an import -----------------------------------------------------------------------------
EVERY = [*DESK, "import_record", "export_record"]


@pytest.fixture
def importer(client):
    client.force_login(make_user(*EVERY, username="importer"))
    return client


def choices(page):
    """{name of a question: [values]} of what the page offers, and which is checked."""
    boxes = soup(page).select(".question input[type=radio]")
    found = {}
    for box in boxes:
        found.setdefault(box["name"], []).append(box["value"])
    return found, [box["value"] for box in boxes if box.has_attr("checked")]


def form_of(page, press):
    """What the form with the button `press` posts, as the page shows it."""
    form = soup(page).find(attrs={"name": press}).find_parent("form")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    fields |= {field["name"]: field.get_text()[1:] for field in form.select("textarea")}
    fields |= {box["name"]: box["value"] for box in form.select("input[type=radio][checked]")}
    return {**fields, press: "1"}


FILES = {
    "table": (
        lambda: url("person_exchange"),
        table({"given_name": "Juan", "family_name": "Mendez", "summary": "In the file."}),
        "same-2",
    ),
    "Popolo": (
        lambda: url("popolo"),
        json.dumps({"persons": [{"id": "p1", "name": "Juan Mendez", "summary": "In the file."}]}).encode(),
        "same-1",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_an_import_asks_with_buttons_and_keeps_the_file_and_the_answer(importer, mendez, kind):
    address, content, field = FILES[kind]
    page = importer.post(address(), {"file": SimpleUploadedFile("people.csv", content)})
    assert "One person may be on record already." in words(page)
    assert f"The same person: {WHO}" in words(page)
    assert choices(page) == ({field: ["juan-mendez", "another"]}, [])
    page = importer.post(address(), form_of(page, "_again") | {field: "another"})
    assert f"Juan Mendez is recorded as another person than {WHO}." in words(page)
    assert choices(page)[1] == ["another"]
    page = importer.post(address(), form_of(page, "_confirm"), follow=True)
    other = Person.objects.exclude(pk=mendez.pk).get()
    assert other.summary == "In the file."
    assert NotTheSame.objects.get().high == other.pk


@pytest.mark.parametrize("kind", FILES)
def test_the_answer_same_changes_the_one_on_record(importer, mendez, kind):
    address, content, field = FILES[kind]
    page = importer.post(address(), {"file": SimpleUploadedFile("people.csv", content)})
    page = importer.post(address(), form_of(page, "_again") | {field: "juan-mendez"})
    importer.post(address(), form_of(page, "_confirm"))
    mendez.refresh_from_db()
    assert (mendez.summary, Person.objects.count()) == ("In the file.", 1)
    assert mendez.full_name in ("Juan Mendez", "Juan Méndez")


@pytest.mark.parametrize("answer", ["", "nobody", "ban-ki-moon"])
def test_what_is_no_answer_is_asked_again(importer, mendez, answer):
    make_person("Ban Ki-moon")
    address, content, field = FILES["table"]
    page = importer.post(address(), {"file": SimpleUploadedFile("people.csv", content)})
    page = importer.post(address(), form_of(page, "_again") | {field: answer})
    assert "One person may be on record already." in words(page)
    assert Person.objects.count() == 2


MENDEZ = {**ANNAN, "family": "Méndez", "given": "Juan", "post": "Envoy", "appointed_by": "", "wikidata": ""}


def test_a_wide_table_asks_about_the_exact_name_too_once_for_all_its_rows(importer, mendez):
    address = url("appointment_import")
    rows = wide(MENDEZ, {**MENDEZ, "post": "Rapporteur", "start": "1999", "announced": "", "end": "2001"})
    page = importer.post(address, {"file": SimpleUploadedFile("officials.csv", rows.encode())})
    assert "One person may be on record already." in words(page)
    assert choices(page) == ({"same-2": ["juan-mendez", "another"]}, [])
    page = importer.post(address, form_of(page, "_again") | {"same-2": "juan-mendez"})
    assert "2 appointments would be recorded" in words(page)
    importer.post(address, form_of(page, "_confirm"))
    assert mendez.appointments.count() == 3
    page = importer.post(address, {"file": SimpleUploadedFile("officials.csv", rows.encode())})
    assert "2 are there already" in words(page)  # a post held at that time says who it is


def test_a_wide_table_makes_another_person_where_somebody_says_so(mendez):
    report = run(MENDEZ, answers={2: "another"})
    assert report.errors == []
    assert Person.objects.count() == 2
    assert NotTheSame.objects.count() == 1


def test_the_commands_take_answers_and_say_how(mendez, tmp_path, capsys):
    file = tmp_path / "officials.csv"
    file.write_text(wide(MENDEZ))
    with pytest.raises(CommandError):
        call_command("import_officials", str(file))
    assert "--same 2=juan-mendez (Juan Méndez: Juan Méndez (Special Adviser" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--same x: write"):
        call_command("import_officials", str(file), same=["x"])
    call_command("import_officials", str(file), same=["2=another"])
    assert Person.objects.count() == 2
    file.write_text(json.dumps({"persons": [{"id": "p1", "name": "Mendez Juan"}]}))
    with pytest.raises(CommandError):
        call_command("import_popolo", str(file))
    call_command("import_popolo", str(file), same=["1=juan-mendez"])
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("known", "typed"), [("Kofi Annan", ("Kofi A.", "Annan")), ("Kofi A. Annan", ("Kofi", "Annan"))]
)
def test_a_middle_initial_tells_nobody_apart(known, typed):
    on_record = make_person(known)
    given, family = typed
    assert namesakes(Person(given_name=given, family_name=family)) == [on_record]
    assert namesakes(Person(given_name="Kenneth", family_name=family)) == []
