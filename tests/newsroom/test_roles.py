"""What each role may and may not do: a matrix over every model of the admin, asked of its pages."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.urls import reverse

from articles.models import Edition
from newsroom import roles
from tests.make import make_affected_story, make_article, make_live, make_topic, make_user

pytestmark = pytest.mark.django_db

# Model → role → what its pages let that role do: View, Add, Change, Delete. Everything not said is closed.
# A story and an edition have rules of their own beside their permissions; see articles/admin.
DESK = {"reporter": "v", "editor": "v", "people desk": "v", "picture desk": "v", "administrator": "v"}
FACTS = {**DESK, "people desk": "vacd", "administrator": "vacd"}
MATRIX = {
    "articles.article": {**DESK, "reporter": "vac", "editor": "vacd", "administrator": "vacd"},
    "articles.edition": DESK,
    "articles.auditentry": {"editor": "v", "administrator": "v"},
    "articles.affectedstory": {"editor": "v", "people desk": "v", "administrator": "v"},
    "articles.topic": {**DESK, "editor": "vac", "administrator": "vacd"},
    "articles.author": {**DESK, "editor": "vac", "administrator": "vacd"},
    "images.image": {
        "reporter": "va",
        "editor": "vac",
        "people desk": "va",
        "picture desk": "vacd",
        "administrator": "vacd",
    },
    "people.person": FACTS,
    "people.organization": FACTS,
    "people.post": FACTS,
    "people.appointment": FACTS,
    "people.recordsettings": {"people desk": "vac", "administrator": "vac"},
    "people.merge": {"editor": "v", "people desk": "v", "administrator": "v"},
    "auth.user": {"administrator": "vacd"},
    "auth.group": {"administrator": "vacd"},
}


def person_of(role):
    user = make_user()
    user.groups.set(Group.objects.filter(name=role))
    return user


@pytest.fixture
def samples():
    from django.contrib.auth import get_user_model

    from people.models import RecordSettings
    from tests.make import make_author, make_image
    from tests.people.make import make_appointment, make_merge, make_organization, make_person, make_post

    return {
        "articles.article": make_article,
        "articles.edition": lambda: make_live().editions.get(),
        "articles.auditentry": lambda: make_live().audit_entries.get(),
        "articles.affectedstory": make_affected_story,
        "articles.topic": make_topic,
        "articles.author": make_author,
        "images.image": make_image,
        "people.person": make_person,
        "people.organization": make_organization,
        "people.post": make_post,
        "people.appointment": make_appointment,
        "people.merge": make_merge,
        "people.recordsettings": RecordSettings.objects.create,
        "auth.user": lambda: get_user_model().objects.create_user("somebody"),
        "auth.group": lambda: Group.objects.create(name="interns"),
    }


def registered():
    return sorted(model._meta.label_lower for model in admin.site._registry)


def test_the_matrix_knows_every_model_of_the_admin():
    assert set(registered()) <= set(MATRIX)


@pytest.mark.parametrize("role", roles.ROLES)
@pytest.mark.parametrize("label", registered())
def test_a_role_does_what_the_matrix_says_and_nothing_else(client, samples, label, role):
    may = MATRIX[label].get(role, "")
    model = apps.get_model(label)
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = samples[label]()
    client.force_login(person_of(role))

    def opens(name, *args, data=None):
        url = reverse(f"{base}_{name}", args=args)
        code = client.get(url).status_code if data is None else client.post(url, data).status_code
        return code != 403

    assert opens("changelist") == ("v" in may)
    assert opens("change", row.pk) == ("v" in may)
    assert opens("add") == ("a" in may)
    assert opens("add", data={}) == ("a" in may)
    assert opens("change", row.pk, data={}) == ("c" in may)
    before = model._base_manager.count()
    assert opens("delete", row.pk, data={"post": "yes"}) == ("d" in may)
    assert model._base_manager.count() == before - ("d" in may)


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_role_has_exactly_the_permissions_that_it_names(role):
    group = Group.objects.get(name=role)
    held = set(group.permissions.values_list("content_type__app_label", "codename"))
    assert held == roles.permissions_of(role)


def test_every_permission_that_a_role_names_exists():
    known = set(Permission.objects.values_list("content_type__app_label", "codename"))
    named = set().union(*(roles.permissions_of(role) for role in roles.ROLES))
    assert named <= known


def test_granting_again_takes_away_what_a_role_does_not_name():
    group = Group.objects.get(name="reporter")
    group.permissions.add(Permission.objects.get(codename="publish_article"))
    roles.grant()
    assert not group.permissions.filter(codename="publish_article").exists()
    assert Group.objects.filter(name__in=roles.ROLES).count() == len(roles.ROLES)


def test_what_an_administrator_changed_stays_until_a_release_changes_the_roles(monkeypatch):
    group = Group.objects.get(name="reporter")
    group.permissions.add(Permission.objects.get(codename="publish_article"))
    roles.grant_if_changed(connection)
    assert group.permissions.filter(codename="publish_article").exists()
    monkeypatch.setitem(roles.ROLES, "picture desk", {"images.image": ["add"]})
    roles.grant_if_changed(connection)
    assert not group.permissions.filter(codename="publish_article").exists()
    assert not Group.objects.get(name="picture desk").permissions.filter(codename="delete_image").exists()


def test_a_role_that_is_gone_is_made_again():
    Group.objects.get(name="editor").delete()
    roles.grant_if_changed(connection)
    assert Group.objects.get(name="editor").permissions.filter(codename="publish_article").exists()


@pytest.mark.parametrize(
    ("role", "right", "has"),
    [
        ("reporter", "articles.publish_article", False),
        ("reporter", "articles.approve_article", False),
        ("reporter", "articles.add_topic", False),
        ("editor", "articles.publish_article", True),
        ("editor", "articles.withdraw_article", True),
        ("editor", "articles.kill_article", True),
        ("reporter", "articles.kill_article", False),
        ("reporter", "articles.view_auditentry", False),
        ("editor", "articles.override_review", True),
        ("editor", "articles.lift_withdrawal", False),
        ("people desk", "articles.change_article", False),
        ("people desk", "articles.add_articlecitation", True),
        ("people desk", "people.export_record", True),
        ("people desk", "people.import_record", True),
        ("editor", "people.export_record", False),
        ("reporter", "people.import_record", False),
        ("people desk", "people.merge_records", True),
        ("people desk", "articles.merge_topics", True),
        ("editor", "people.merge_records", False),
        ("editor", "articles.merge_topics", True),
        ("reporter", "articles.merge_topics", False),
        ("reporter", "people.view_merge", False),
        ("picture desk", "articles.change_article", False),
        ("administrator", "articles.lift_withdrawal", True),
        ("editor", "articles.assign_article", True),
        ("administrator", "articles.assign_article", True),
        ("reporter", "articles.assign_article", False),
        ("people desk", "articles.assign_article", False),
        ("editor", "articles.act_in_bulk", True),
        ("administrator", "articles.act_in_bulk", True),
        ("reporter", "articles.act_in_bulk", False),
        ("people desk", "articles.act_in_bulk", False),
        ("editor", "people.vouch_appointment", True),
        ("people desk", "people.vouch_appointment", False),
        ("reporter", "people.vouch_appointment", False),
        ("people desk", "articles.change_affectedstory", True),
        ("reporter", "articles.change_affectedstory", False),
    ],
)
def test_the_acts_that_matter(role, right, has):
    assert person_of(role).has_perm(right) is has


@pytest.mark.parametrize("role", [*roles.ROLES, ""])
def test_whoever_reads_stories_may_write_notes(client, role):
    """Every role writes notes, reads what is for it and is seen; who has none does nothing of it."""
    article = make_article()
    client.force_login(person_of(role))

    def code(name, data=None):
        url = reverse(f"admin:articles_article_{name}", args=[article.pk])
        return (client.get(url) if data is None else client.post(url, data)).status_code

    allowed = bool(role)
    assert code("notes") == (200 if allowed else 403)
    assert code("notes", {"text": "Seen."}) == (302 if allowed else 403)
    assert article.desk_notes.count() == allowed
    note = article.desk_notes.create(by=make_user(), text="Another's")
    assert code("settle_note", {"done": note.pk}) == 403
    assert code("read_marks", {}) == (302 if allowed else 403)
    assert code("here", {"tab": "0" * 16}) == (200 if allowed else 403)
    assert client.get(reverse("admin:articles_article_find_staff")).status_code == (200 if allowed else 403)


def test_a_person_without_a_role_finds_an_empty_desk_and_no_page(client):
    client.force_login(make_user())
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/articles/article/").status_code == 403


def test_only_a_superuser_makes_superusers(client):
    from django.contrib.auth import get_user_model

    chief = person_of("administrator")
    client.force_login(chief)
    page = client.get(reverse("admin:auth_user_change", args=[chief.pk]))
    assert b"id_is_superuser" not in page.content
    assert b"id_user_permissions" not in page.content
    data = {"username": chief.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    data |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"}
    client.post(reverse("admin:auth_user_change", args=[chief.pk]), data)
    assert not get_user_model().objects.filter(is_superuser=True).exists()
    boss = make_user(is_superuser=True)
    url = reverse("admin:auth_user_change", args=[boss.pk])
    assert client.post(url, {"username": "mine"}).status_code == 403
    assert client.post(reverse("admin:auth_user_password_change", args=[boss.pk]), {}).status_code == 403
    assert client.post(reverse("admin:auth_user_delete", args=[boss.pk]), {"post": "yes"}).status_code == 403


def test_editions_and_log_are_read_only_for_every_role(client):
    edition = make_live().editions.get()
    for role in roles.ROLES:
        client.force_login(person_of(role))
        assert client.post(reverse("admin:articles_edition_change", args=[edition.pk]), {}).status_code == 403
    assert Edition.objects.count() == 1
