"""The roles of a newsroom: groups, each with exactly the permissions it needs.

`manage.py migrate` writes them. An administrator may change the groups in the admin. That stays until a
release changes this file or adds a permission that it names: then `migrate` writes all roles again.
"""

import hashlib

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from newsroom.models import WrittenRoles

# Models that every role may read. Roles differ only in what they may do.
OPEN = [
    "articles.article",
    "articles.edition",
    "articles.topic",
    "articles.author",
    "images.image",
    "people.person",
    "people.organization",
    "people.post",
    "people.appointment",
]
ALL = ["view", "add", "change", "delete"]

# Role → {"app.model": verbs}. A verb is one of Django's four, or a permission's whole codename.
ROLES = {
    "reporter": {
        "articles.article": ["add", "change"],
        "articles.desknote": ["add"],
        "images.image": ["add"],
    },
    "editor": {
        "articles.article": [
            "add",
            "change",
            "delete",
            "approve_article",
            "publish_article",
            "withdraw_article",
            "kill_article",
            "publish_minor",
            "override_review",
            "override_gates",
            "assign_article",
            "act_in_bulk",
            "link_officials",
        ],
        "articles.auditentry": ["view"],
        "articles.desknote": ["add"],
        "articles.topic": ["add", "change", "merge_topics"],
        "articles.affectedstory": ["view", "change"],
        "articles.topicalias": ALL,
        "articles.author": ["add", "change"],
        "people.merge": ["view"],
        "images.image": ["add", "change"],
        "people.appointment": ["vouch_appointment"],
    },
    "people desk": {
        "articles.article": ["link_officials"],
        "people.person": ALL,
        "people.personname": ALL,
        "people.organization": ALL,
        "people.organizationname": ALL,
        "people.organizationsuccession": ALL,
        "people.postorganization": ALL,
        "people.post": ALL,
        "people.posttitle": ALL,
        "people.completesuccession": ALL,
        "people.appointment": [*ALL, "export_record", "import_record"],
        "people.citation": ALL,
        "people.recordsettings": ["view", "add", "change"],
        "people.merge": ["view", "merge_records", "mend_records"],
        "articles.topic": ["merge_topics"],
        "articles.articlecitation": ALL,
        "articles.desknote": ["add"],
        "articles.affectedstory": ["view", "change"],
        "images.image": ["add"],
    },
    "picture desk": {
        "articles.desknote": ["add"],
        "images.image": ALL,
    },
    "administrator": {
        "articles.article": [
            *ALL,
            "approve_article",
            "publish_article",
            "withdraw_article",
            "kill_article",
            "publish_minor",
            "override_review",
            "override_gates",
            "assign_article",
            "act_in_bulk",
            "lift_withdrawal",
            "link_officials",
        ],
        "articles.auditentry": ["view"],
        "articles.desknote": ["add"],
        "articles.topic": [*ALL, "merge_topics"],
        "articles.affectedstory": ["view", "change"],
        "articles.topicalias": ALL,
        "articles.author": ALL,
        "articles.articlecitation": ALL,
        "images.image": ALL,
        "people.person": ALL,
        "people.personname": ALL,
        "people.organization": ALL,
        "people.organizationname": ALL,
        "people.organizationsuccession": ALL,
        "people.postorganization": ALL,
        "people.post": ALL,
        "people.posttitle": ALL,
        "people.completesuccession": ALL,
        "people.appointment": [*ALL, "vouch_appointment", "export_record", "import_record"],
        "people.citation": ALL,
        "people.recordsettings": ["view", "add", "change"],
        "people.merge": ["view", "merge_records", "mend_records"],
        "auth.user": ALL,
        "auth.group": ALL,
    },
}


def permissions_of(role):
    """The permissions of a role as a set of (app label, codename)."""
    wanted = {(label.split(".")[0], f"view_{label.split('.')[1]}") for label in OPEN}
    for label, verbs in ROLES[role].items():
        app, model = label.split(".")
        wanted |= {(app, f"{verb}_{model}" if verb in ALL else verb) for verb in verbs}
    return wanted


def grant(database="default"):
    """Make each role a group with its permissions, those that exist, and remove all others from it."""
    known = _known(database)
    for role in ROLES:
        group, _created = Group.objects.using(database).get_or_create(name=role)
        group.permissions.set([known[key] for key in permissions_of(role) if key in known])


def grant_if_changed(connection):
    """Grant the roles if they differ from those that were granted last, or if a group is missing."""
    needed = {model._meta.db_table for model in (Group, Permission, ContentType, WrittenRoles)}
    if not needed <= set(connection.introspection.table_names()):
        return  # migrated back
    known = _known(connection.alias)
    rights = [(role, sorted(permissions_of(role) & known.keys())) for role in ROLES]
    digest = hashlib.sha256(repr(rights).encode()).hexdigest()
    written, groups = WrittenRoles.objects.using(connection.alias), Group.objects.using(connection.alias)
    same = written.filter(pk=1, digest=digest).exists()
    if not same or groups.filter(name__in=ROLES).count() < len(ROLES):
        grant(connection.alias)
        written.update_or_create(pk=1, defaults={"digest": digest})


def _known(database):
    """{(app label, codename): key} of every permission."""
    rows = Permission.objects.using(database).values_list("pk", "content_type__app_label", "codename")
    return {(app, codename): pk for pk, app, codename in rows}
