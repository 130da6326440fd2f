"""The pages of import and export: who may, what a file would do, its faults, and only then the record."""

import datetime
import json
import stat

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.exchange import pending
from people.models import Appointment, Person, PersonName
from tests.make import make_user
from tests.people.exchanging import rows_of, table
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_admin import DESK

pytestmark = pytest.mark.django_db
BOTH = ["export_record", "import_record"]
LISTS = ["person", "organization", "post", "appointment"]
ANNAN = {"slug": "kofi-annan", "given_name": "Kofi", "family_name": "Annan", "honorific": "Mr."}


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, *BOTH))
    return client


def page(model="person"):
    return reverse(f"admin:people_{model}_exchange")


def upload(client, content, model="person", name="people.csv"):
    return client.post(page(model), {"file": SimpleUploadedFile(name, content), "_check": "1"})


def confirm(client, answer, model="person", **data):
    context = answer.context
    data = {"key": context["key"], "digest": context["report"].digest, "_confirm": "1", **data}
    return client.post(page(model), data, follow=True)


# --- Out -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", LISTS)
def test_each_list_leads_to_its_page_with_what_it_is_filtered_by(desk, model):
    make_appointment("Kofi Annan")
    answer = desk.get(reverse(f"admin:people_{model}_changelist"), {"q": "annan"})
    assert f'href="{page(model)}?q=annan"' in answer.content.decode()
    assert desk.get(page(model)).status_code == 200


def test_what_the_list_shows_is_what_the_file_holds(desk):
    make_person("Ban Ki-moon").names.create(text="반기문", kind="native", lang="ko")
    make_person("Kofi Annan").names.create(text="Kofi Atta Annan")
    answer = desk.post(f"{page()}?q=ban", {"_export": "1", "what": "people", "format": "csv"})
    assert [row["slug"] for row in rows_of(answer.content)] == ["ban-ki-moon"]
    assert answer["Content-Disposition"].startswith('attachment; filename="people-')
    assert "no-store" in answer["Cache-Control"]
    names = desk.post(f"{page()}?q=ban", {"_export": "1", "what": "names", "format": "csv"})
    assert [row["text"] for row in rows_of(names.content)] == ["반기문"]


@pytest.mark.parametrize(
    ("model", "what"),
    [("organization", "organizations"), ("post", "titles"), ("post", "posts"), ("appointment", "citations")],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_table_goes_out(desk, model, what, form):
    make_appointment().post.titles.create(text="SG")
    answer = desk.post(page(model), {"_export": "1", "what": what, "format": form})
    assert answer.status_code == 200
    assert f"{what}-" in answer["Content-Disposition"]


def test_a_filter_nobody_knows_leads_to_the_whole_list(desk):
    assert desk.get(f"{page()}?colour=red").status_code == 302


def test_a_form_that_says_nothing_is_asked_again(desk):
    answer = desk.post(page(), {"_export": "1"})
    assert answer.context["export"].errors


def test_the_number_of_queries_does_not_grow_with_the_rows(desk, django_assert_max_num_queries):
    for number in range(12):
        make_appointment(f"Person{number} Surname", make_post(f"Post {number}"), start="2007")
    # session, user, permissions (3); count and page of the list (2); names of all, rows, their sources
    with django_assert_max_num_queries(12):
        desk.post(page("appointment"), {"_export": "1", "what": "appointments", "format": "csv"})


# --- In ------------------------------------------------------------------------------------------
def test_a_file_is_looked_at_and_then_taken_in(desk):
    answer = upload(desk, table(ANNAN))
    assert "Nothing has changed yet." in answer.content.decode()
    assert not Person.objects.exists()
    done = confirm(desk, answer)
    assert "1 new record." in done.content.decode()
    latest = Person.objects.get().history.get()
    assert latest.history_user is not None
    assert latest.history_change_reason == "Imported from people.csv"
    history = desk.get(reverse("admin:people_person_history", args=[latest.id])).content.decode()
    assert "Imported from people.csv" in history


def test_the_table_is_known_by_its_columns(desk):
    make_person("Kofi Annan")
    answer = upload(desk, table({"person": "kofi-annan", "text": "Kofi Atta Annan"}))
    confirm(desk, answer)
    assert PersonName.objects.get().text == "Kofi Atta Annan"


def test_differences_stand_field_by_field(desk):
    make_person("Kofi Annan", honorific="Dr.")
    text = upload(desk, table(ANNAN)).content.decode()
    assert "<dt>honorific</dt><dd><del>Dr.</del> → <ins>Mr.</ins></dd>" in text


def test_faults_stand_beside_their_row_and_nothing_can_be_confirmed(desk):
    answer = upload(
        desk, table({**ANNAN, "birth": ""}, {**ANNAN, "slug": "x", "name_order": "<b>", "birth": "soon"})
    )
    text = answer.content.decode()
    assert "faults; nothing was changed" in text
    assert "Line 3" in text
    assert "<code>name_order</code>" in text
    assert "_confirm" not in text
    confirm(desk, answer)
    assert not Person.objects.exists()


def test_what_is_no_table_is_shown_beside_the_field(desk):
    for content in (b"PK\x03\x04 no archive", b"\xff\xfe", b""):
        answer = upload(desk, content)
        assert answer.status_code == 200
        assert answer.context["form"].errors["file"]
    assert desk.post(page(), {"_check": "1"}).context["form"].errors["file"]


def test_a_record_that_changed_since_is_shown_again(desk):
    person = make_person("Kofi Annan")
    answer = upload(desk, table(ANNAN))
    Person.objects.filter(pk=person.pk).update(honorific="Dr.")
    again = confirm(desk, answer)
    assert "has changed since you looked" in again.content.decode()
    assert Person.objects.get().honorific == "Dr."
    assert "1 changed." in confirm(desk, again).content.decode()


# --- The file between ----------------------------------------------------------------------------
def test_the_file_is_kept_for_its_owner_alone_and_for_an_hour(desk, client, settings, time_machine):
    answer = upload(desk, table(ANNAN))
    (kept,) = (settings.DATA_DIR / "pending").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    client.force_login(make_user(*DESK, *BOTH))
    assert "choose the file again" in confirm(client, answer).content.decode().lower()
    assert not Person.objects.exists()
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2))
    pending.sweep()
    assert not kept.exists()


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "0" * 32])
def test_a_key_of_nothing_is_shown(desk, key):
    answer = desk.post(page(), {"key": key, "digest": "", "_confirm": "1"})
    assert "is gone" in answer.context["form"].errors["file"][0]


def test_once_taken_in_the_file_is_gone(desk, settings):
    answer = upload(desk, table(ANNAN))
    confirm(desk, answer)
    assert not list((settings.DATA_DIR / "pending").iterdir())


# --- Who may -------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", LISTS)
def test_without_the_permissions_there_is_no_page_and_no_link(client, model):
    client.force_login(make_user(*DESK))
    assert client.get(page(model)).status_code == 403
    assert client.post(page(model), {"_export": "1", "what": "people", "format": "csv"}).status_code == 403
    assert page(model) not in client.get(reverse(f"admin:people_{model}_changelist")).content.decode()


def test_who_may_only_export_cannot_import_and_the_other_way_round(client):
    make_person("Kofi Annan")
    client.force_login(make_user(*DESK, "export_record"))
    assert client.get(page()).status_code == 200
    assert upload(client, table(ANNAN)).status_code == 403
    client.force_login(make_user(*DESK, "import_record"))
    assert client.get(page()).context["export"] is None
    data = {"_export": "1", "what": "people", "format": "csv"}
    assert client.post(page(), data).status_code == 403


def test_who_may_not_change_each_kind_may_not_import_it(client):
    client.force_login(make_user("view_person", "add_person", "change_person", *BOTH))
    assert client.get(page()).status_code == 200
    assert upload(client, table(ANNAN)).status_code == 403


def test_other_methods_and_strangers_are_refused(desk, client):
    assert desk.put(page()).status_code == 405
    client.logout()
    assert client.get(page()).status_code == 302


def test_the_page_has_no_inline_style_or_script(desk):
    make_person("Kofi Annan")
    text = upload(desk, table(ANNAN)).content.decode()
    assert "style=" not in text
    assert "onclick" not in text


def test_an_organization_and_an_appointment_come_in_too(desk):
    make_organization("United Nations")
    make_post(), make_person("Kofi Annan")
    row = {"person": "kofi-annan", "post": "secretary-general", "start": "1997"}
    confirm(desk, upload(desk, table(row), "appointment"), "appointment")
    assert Appointment.objects.get().start == "1997"


# --- Popolo --------------------------------------------------------------------------------------
def test_the_whole_record_goes_out_as_popolo_and_comes_in_again(desk):
    make_appointment("Kofi Annan")
    address = reverse("admin:people_popolo")
    answer = desk.post(address, {"_export": "1"})
    assert json.loads(answer.content)["persons"][0]["id"] == "kofi-annan"
    assert answer["Content-Disposition"].startswith('attachment; filename="record-')
    Appointment.objects.all().delete()
    file = SimpleUploadedFile("record.json", answer.content)
    seen = desk.post(address, {"file": file, "_check": "1"})
    assert "Appointment 1" in seen.content.decode()
    assert not Appointment.objects.exists()
    data = {"key": seen.context["key"], "digest": seen.context["report"].digest, "_confirm": "1"}
    assert "2 new records." in desk.post(address, data, follow=True).content.decode()
    assert Appointment.objects.get().citations.count() == 1


def test_what_is_no_popolo_is_shown_and_who_may_not_is_refused(desk, client):
    address = reverse("admin:people_popolo")
    answer = desk.post(address, {"file": SimpleUploadedFile("x.json", b"[]"), "_check": "1"})
    assert "no Popolo document" in answer.context["form"].errors["file"][0]
    client.force_login(make_user(*DESK, "export_record"))
    assert client.get(address).status_code == 200
    assert client.post(address, {"file": SimpleUploadedFile("x.json", b"[]")}).status_code == 403
    client.force_login(make_user(*DESK))
    assert client.get(address).status_code == 403
    assert client.post(address, {"_export": "1"}).status_code == 403
