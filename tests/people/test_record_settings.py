"""The settings of the record: one row, which the people desk makes by need and changes in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection
from django.urls import reverse

from newsroom.models import Stamp
from people import name_list
from people.duplicates.merging import merge
from people.duplicates.undoing import undo
from people.models import RecordSettings
from tests.make import make_user
from tests.people.make import make_organization
from tests.people.pages import save, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    user = make_user()
    user.groups.set(Group.objects.filter(name="people desk"))
    client.force_login(user)
    return client


def test_the_defaults_hold_while_nobody_saved_settings(django_assert_num_queries):
    with django_assert_num_queries(1):
        settings = RecordSettings.current()
    assert (settings.designation_lapses_after, settings.late_for, settings.recheck_after) == (24, 365, 24)
    assert not RecordSettings.objects.exists()


def test_the_people_desk_makes_the_row_with_its_first_save_and_changes_it_with_the_next(desk):
    home = make_organization()
    added = desk.get(url("recordsettings_changelist"), follow=True)
    assert added.redirect_chain[-1][0] == url("recordsettings_add")
    assert not RecordSettings.objects.exists()  # looking made nothing
    save(desk, url("recordsettings_add"), designation_lapses_after="12", home_organizations=[home.pk])
    changed = desk.get(url("recordsettings_changelist"), follow=True)
    assert changed.redirect_chain[-1][0] == url("recordsettings_change", 1)
    save(desk, url("recordsettings_change", 1), late_for="0")
    settings = RecordSettings.current()
    assert (settings.designation_lapses_after, settings.late_for) == (12, 0)
    assert list(settings.home_organizations.all()) == [home]


def test_the_first_page_of_the_desk_leads_to_the_settings(desk):
    assert url("recordsettings_changelist") in desk.get(reverse("admin:index")).content.decode()


def test_a_second_row_is_refused(desk):
    RecordSettings.objects.create()
    form = url("recordsettings_change", RecordSettings.objects.get().pk)
    assert desk.get(url("recordsettings_add"))["Location"] == form
    with pytest.raises(IntegrityError):
        RecordSettings(pk=2).save(force_insert=True)


@pytest.mark.parametrize(("name", "value"), [("late_for", "-1"), ("designation_lapses_after", "601")])
def test_a_span_that_makes_no_sense_is_refused_beside_its_field(desk, name, value):
    page = save(desk, url("recordsettings_add"), **{name: value})
    assert name in page.context["adminform"].form.errors
    assert not RecordSettings.objects.exists()


def test_readers_get_new_pages_after_a_change_of_the_settings():
    before = Stamp.objects.values_list("version", flat=True).first()
    RecordSettings.objects.create(late_for=7)
    assert Stamp.objects.get().version != before


def test_a_new_home_organization_makes_the_name_list_be_read_again():
    settings, home = RecordSettings.objects.create(), make_organization()
    name_list.current()
    before = Stamp.objects.get().names
    settings.home_organizations.add(home)
    assert Stamp.objects.get().names != before


@pytest.mark.parametrize("both", [False, True])
def test_a_merged_home_organization_stays_home(both):
    kept, gone = make_organization("United Nations"), make_organization("The United Nations")
    settings = RecordSettings.objects.create()
    settings.home_organizations.set([kept, gone] if both else [gone])
    log = merge(type(kept), kept.pk, gone.pk, make_user())
    assert list(settings.home_organizations.all()) == [kept]
    undo(log.pk, make_user("two"))
    assert set(settings.home_organizations.all()) == ({kept, gone} if both else {gone})
    assert connection.check_constraints() is None
