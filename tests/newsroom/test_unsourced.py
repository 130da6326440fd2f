"""An appointment without a source is on no public page, as if not recorded, unless an editor says so."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from people.models import Appointment
from tests.browserless import posted, text_of
from tests.make import make_live, make_user
from tests.newsroom.test_leaks import plausible, public_patterns
from tests.people.make import make_appointment

pytestmark = pytest.mark.django_db
QUERIES = [
    {},
    {"q": "Luck"},
    {"q": "Adviser"},
    {"on": "2008-06-01"},
    {"on": "2008-06-01", "and": "2026-03-02"},
]


def role(name):
    user = make_user(username=name, first_name=name.title(), last_name="Sample")
    user.groups.set(Group.objects.filter(name=name))
    client = Client()
    client.force_login(user)
    return client


def again(name):
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    return client


@pytest.fixture
def luck(time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    luck = make_appointment("Edward Luck", "Special Adviser", start="2008-02-21", cited=False)
    make_live(officials=[luck.person], date=datetime.date(2008, 6, 1), slug="luck", headline="On adviser")
    return luck


def walk():
    """{address: words} of every public page, feed and answer about the record above."""
    found = {}
    for route in public_patterns():
        for path in plausible(route):
            for query in QUERIES if "<" not in route else [{}]:
                page = Client().get(path, query)
                body = b"".join(page) if page.streaming else page.content
                found[path, str(query)] = (page.status_code, body.decode(errors="replace"))
    return found


def test_no_public_address_knows_of_an_appointment_without_a_source(luck):
    before = walk()
    held = Appointment.objects.filter(pk=luck.pk)
    values = {f.attname: getattr(luck, f.attname) for f in luck._meta.concrete_fields if not f.generated}
    held.delete()
    without = walk()
    assert [path for path in before if before[path] != without[path]] == []
    Appointment(**values).save(force_insert=True)
    role("editor").post(reverse("admin:people_appointment_vouch", args=[luck.pk]), {"show": "1"})
    shown = walk()
    differing = {path for path, _query in before if before[path, _query] != shown[path, _query]}
    # the story, the person, the post, who held what: the walk sees what is there
    assert {"/people/edward-luck/", "/posts/special-adviser/", "/people/"} <= differing
    assert any(path.startswith("/news/") for path in differing)


def test_an_editor_answers_for_it_by_name_and_the_people_desk_cannot(luck):
    address = reverse("admin:people_appointment_vouch", args=[luck.pk])
    form = reverse("admin:people_appointment_change", args=[luck.pk])
    for name in ("people desk", "reporter", "picture desk"):
        assert role(name).post(address, {"show": "1"}).status_code == 403
    assert role("editor").get(address).status_code == 405
    assert Client().post(address, {"show": "1"}).status_code == 302
    assert not Appointment.objects.public().exists()
    petra, erin = again("people desk"), again("editor")
    assert "Show it to readers without a source" not in text_of(petra.get(form))
    assert "Show it to readers without a source" in text_of(erin.get(form))
    erin.post(address, {"show": "1"})
    assert Appointment.objects.public().get() == luck
    assert "Readers see it all the same: Editor Sample answers for it, 2 March 2026" in text_of(
        petra.get(form)
    )
    row = luck.history.first()
    assert (row.history_user.username, row.history_change_reason) == ("editor", "Shown without a source")
    erin.post(address, {"show": "0"})
    assert not Appointment.objects.public().exists()
    assert luck.history.count() == 3


def test_a_form_cannot_set_it(luck):
    client = role("administrator")
    form = reverse("admin:people_appointment_change", args=[luck.pk])
    data = posted(client.get(form), "appointment_form", public_without_source="on") | {"_save": "1"}
    client.post(form, data)
    assert not Appointment.objects.public().exists()


def test_the_list_of_what_has_no_source_is_one_click_away(luck):
    page = role("people desk").get("/admin/")
    assert "/admin/people/appointment/?source=none" in page.content.decode()
    assert "No source" in text_of(role("administrator").get("/admin/people/appointment/?source=none"))


def test_an_appointment_that_is_not_there_is_no_crash():
    address = reverse("admin:people_appointment_vouch", args=[999999])
    assert role("editor").post(address, {"show": "1"}).status_code == 404
