"""The import page of the people desk: upload, see every fault, confirm; nothing changes before that."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.models import Appointment, Person
from tests.make import make_user
from tests.people.test_admin import DESK
from tests.people.test_import import ANNAN, FRECHETTE, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK))
    return client


@pytest.fixture
def page():
    return reverse("admin:people_appointment_import")


def upload(client, page, text, **data):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(page, {"file": SimpleUploadedFile("officials.csv", content), **data})


def test_the_list_leads_to_the_page(desk, page):
    assert f'href="{page}"' in desk.get(reverse("admin:people_appointment_changelist")).content.decode()
    assert desk.get(page).status_code == 200


def test_an_upload_says_what_it_would_do_and_changes_nothing(desk, page):
    answer = upload(desk, page, table(ANNAN, FRECHETTE))
    assert "2 appointments would be recorded" in answer.content.decode()
    assert not Person.objects.exists()


def test_confirmed_it_is_done_in_the_name_of_who_confirmed(desk, page):
    shown = upload(desk, page, table(ANNAN, FRECHETTE))
    assert '<input type="hidden" name="name" value="officials.csv">' in shown.content.decode()
    text = shown.context["table"]
    answer = desk.post(page, {"table": text, "name": "officials.csv", "_confirm": "1"}, follow=True)
    assert "2 appointments recorded." in answer.content.decode()
    assert Appointment.objects.count() == 2
    assert Appointment.history.first().history_user is not None
    assert Appointment.history.first().history_change_reason == "Imported from officials.csv"
    again = desk.post(page, {"table": text, "_confirm": "1"}, follow=True)
    assert "2 were there already." in again.content.decode()
    assert Appointment.objects.count() == 2


def test_every_fault_is_listed_by_line_and_column(desk, page):
    answer = upload(
        desk, page, table(ANNAN, {**FRECHETTE, "start": "2007-13"}, {**FRECHETTE, "kind": "<b>boss"})
    )
    text = answer.content.decode()
    assert "2 faults; nothing was changed" in text
    assert '<td class="nums">3</td><td><code>start</code></td>' in text
    assert '<td class="nums">4</td><td><code>kind</code></td>' in text
    assert "<b>boss" not in text
    assert "_confirm" not in text


def test_a_table_that_went_wrong_since_it_was_shown_is_not_half_done(desk, page):
    answer = desk.post(page, {"table": table(ANNAN, {**ANNAN, "family": "X", "given": "Y"}), "_confirm": "1"})
    assert "One fault" in answer.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty"),
        (b"\xff\xfe", "Missing:"),
        (b"a,b\n1,2\n", "Missing:"),
        (b"\x00", "not a text file"),
        (b"x" * 400_001, "too large"),
        (table().encode(), "at least one row"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(desk, page, content, sentence):
    answer = upload(desk, page, content)
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors["file"])


def test_no_file_is_asked_for(desk, page):
    assert "at least one row" in desk.post(page).content.decode()


def test_who_may_not_add_every_kind_of_record_may_not_import(client, page):
    client.force_login(make_user("view_appointment", "add_appointment", "change_appointment"))
    assert client.get(page).status_code == 403
    assert client.post(page, {"table": table(ANNAN), "_confirm": "1"}).status_code == 403
    assert not Appointment.objects.exists()


def test_the_page_has_no_inline_style_or_script(desk, page):
    text = upload(desk, page, table({**ANNAN, "start": "x"})).content.decode()
    assert "style=" not in text
    assert "onclick" not in text
