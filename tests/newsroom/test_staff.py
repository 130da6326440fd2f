"""Staff accounts: who has changed the record is made inactive, so that histories keep names."""

import pytest
from django.contrib.auth import get_user_model

from tests.browserless import text_of
from tests.make import make_user
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
STAFF = "/admin/auth/user/"


@pytest.fixture
def ada(client):
    user = make_user(username="ada", is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def petra():
    user, person = make_user(username="petra"), make_person()
    person.history.update(history_user=user)
    return user


def test_who_changed_a_fact_is_not_deleted(client, ada, petra):
    page = client.post(f"{STAFF}{petra.pk}/delete/", {"post": "yes"})
    assert "Make the account inactive instead" in text_of(page)
    assert get_user_model().objects.filter(username="petra").exists()


def test_nor_are_several(client, ada, petra):
    sent = {"action": "delete_selected", "_selected_action": [petra.pk], "post": "yes"}
    assert "Make the account inactive instead" in text_of(client.post(STAFF, sent))
    assert get_user_model().objects.filter(username="petra").exists()


def test_an_account_that_did_nothing_is_deleted(client, ada):
    unused = make_user(username="unused")
    client.post(f"{STAFF}{unused.pk}/delete/", {"post": "yes"})
    assert not get_user_model().objects.filter(username="unused").exists()
