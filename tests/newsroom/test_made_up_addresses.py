"""Made-up addresses at the desk: every registered page, with parameters and keys that no page makes."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.make import make_article, make_author, make_editor, make_image, make_live, make_user
from tests.people.make import make_appointment

pytestmark = pytest.mark.django_db
DIGITS = "9" * 20
LISTS = [
    "p=9999999999",
    f"p={DIGITS}",
    f"p=zzz&o=zzz.-2..{DIGITS}",
    "_facets=True",
    "_popup=zzz&_to_field=",
    "_to_field=zzz",
    f"q=%00%ED%A0%80{DIGITS}",
    "%00=%00",
    "zzz=1",
    "id__in=1,zzz",
    f"id__in=1,{DIGITS}",
    "id__isnull=zzz",
    "id__range=1",
    f"by={DIGITS}&article={DIGITS}&whose={DIGITS}",
    "by=%D9%A3&article=%D9%A3",
    "at__gte=0001-01-01+00:00:00&at__lt=9999-12-31+23:59:59",
    "topic=%00&state=%00&official=%00&since=0001-01-01&until=9999-12-31",
]
FORMS = [
    f"organization={DIGITS}&post={DIGITS}&person={DIGITS}&owner={DIGITS}&user={DIGITS}",
    "organization=zzz&post=zzz&person=zzz&owner=zzz&user=zzz&lead_image=zzz&portrait=zzz",
    "embargo_until=zzz&planned_for=zzz&expires_at=zzz&date=zzz&start=zzz",
    "topics=zzz&officials=zzz&headline=%00&called=%00&groups=zzz&user_permissions=zzz",
    "_to_field=&_popup=zzz&_changelist_filters=%00%26p%3Dzzz",
]
PAGES = [
    f"week={DIGITS}&day=0000-00-00&month=9999-99&date={DIGITS}&n={DIGITS}&edition={DIGITS}",
    "week=zzz&day=zzz&from=zzz&view=zzz&on=zzz&a=zzz&b=zzz&before=%00",
]
KEYS = ["zzz", "9" * 5000, "-1", "_00", "%ED%A0%80"]


@pytest.fixture
def client_of_all(client):
    """Somebody who may see every page, and a row of most things."""
    user = make_user(is_superuser=True)
    client.force_login(user)
    make_appointment()
    make_author()
    make_article(headline="Draft")
    make_live(by=make_editor(), headline="Live")
    make_image()
    return client


def models():
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


def answers(client, url):
    """The status of a page, which is no error of the server\'s; a failure names the address."""
    status = client.get(url).status_code
    assert status < 500, url
    return status


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label_lower)
def test_odd_parameters_of_lists_and_forms(client_of_all, model):
    client_of_all.raise_request_exception = False
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    urls = [f"{reverse(f'{name}_changelist')}?{odd}" for odd in LISTS]
    urls += [f"{reverse(f'{name}_add')}?{odd}" for odd in FORMS]
    if row := model._base_manager.first():
        kinds = ("change", "history", "delete")
        urls += [f"{reverse(f'{name}_{kind}', args=[row.pk])}?{FORMS[-1]}" for kind in kinds]
    assert not [url for url in urls if client_of_all.get(url).status_code >= 500]


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label_lower)
def test_odd_keys(client_of_all, model):
    client_of_all.raise_request_exception = False
    base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    failed = [
        url
        for key in KEYS
        for url in (f"{base}{key}/change/", f"{base}{key}/history/", f"{base}{key}/")
        if client_of_all.get(url).status_code >= 500
    ]
    assert not failed


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label_lower)
def test_odd_rows_chosen_for_an_action(client_of_all, model):
    client_of_all.raise_request_exception = False
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for action in ("delete_selected", "take_many", "zzz", ""):
        for rest in ({"post": "yes"}, {"select_across": "zzz", "index": "zzz"}):
            sent = {"action": action, "_selected_action": ["x", DIGITS, "9" * 5000, "\0", "1,2", ""], **rest}
            assert client_of_all.post(url, sent).status_code < 500, (url, sent)


def test_odd_questions_of_search_fields(client_of_all):
    client_of_all.raise_request_exception = False
    for odd in (
        "",
        "term=a",
        "app_label=articles&model_name=article&field_name=owner&term=%00",
        "app_label=people&model_name=appointment&field_name=person&term=a&page=zzz",
        f"app_label=people&model_name=appointment&field_name=person&page={DIGITS}",
        "app_label=people&model_name=appointment&field_name=zzz",
        "app_label=zzz&model_name=zzz&field_name=zzz",
        "app_label=people&model_name=appointment&field_name=kind",
    ):
        answers(client_of_all, f"/admin/autocomplete/?{odd}")


@pytest.mark.parametrize("odd", PAGES)
def test_odd_parameters_of_the_other_pages(client_of_all, odd):
    client_of_all.raise_request_exception = False
    for url in ("/admin/", "/admin/calendar/", "/admin/login/", "/admin/images/image/upload/"):
        answers(client_of_all, f"{url}?{odd}")
