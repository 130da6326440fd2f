"""Who may do what: the roles of a newsroom as groups, each with exactly the permissions it needs.

A migration writes them; after a change here, add one that calls `write` again. An administrator may change
the groups in the admin; the next such migration says these again.
"""

from django.contrib.auth.management import create_permissions

# Models that every role may read: the desk is open, only acts are kept apart.
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
        "articles.ripplestory": ["view", "change"],
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
        "people.post": ALL,
        "people.posttitle": ALL,
        "people.appointment": [*ALL, "export_record", "import_record"],
        "people.citation": ALL,
        "people.merge": ["view", "merge_records", "mend_records"],
        "articles.topic": ["merge_topics"],
        "articles.articlecitation": ALL,
        "articles.desknote": ["add"],
        "articles.ripplestory": ["view", "change"],
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
        "articles.ripplestory": ["view", "change"],
        "articles.topicalias": ALL,
        "articles.author": ALL,
        "articles.articlecitation": ALL,
        "images.image": ALL,
        "people.person": ALL,
        "people.personname": ALL,
        "people.organization": ALL,
        "people.organizationname": ALL,
        "people.post": ALL,
        "people.posttitle": ALL,
        "people.appointment": [*ALL, "vouch_appointment", "export_record", "import_record"],
        "people.citation": ALL,
        "people.merge": ["view", "merge_records", "mend_records"],
        "auth.user": ALL,
        "auth.group": ALL,
    },
}
APPS = ["auth", "images", "people", "articles"]  # whose permissions the roles name


def permissions_of(role):
    """The permissions of a role as a set of (app label, codename)."""
    wanted = {(label.split(".")[0], f"view_{label.split('.')[1]}") for label in OPEN}
    for label, verbs in ROLES[role].items():
        app, model = label.split(".")
        wanted |= {(app, f"{verb}_{model}" if verb in ALL else verb) for verb in verbs}
    return wanted


def grant(apps, database="default"):
    """Make each role a group with its permissions, and take all others from it.

    `apps` is a migration's registry or Django's own. Permissions of models that do not exist yet are left
    out: the migration that brings the model calls this again.
    """
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    known = {
        (app, codename): pk
        for pk, app, codename in permission_model.objects.using(database).values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role in ROLES:
        group, _created = group_model.objects.using(database).get_or_create(name=role)
        group.permissions.set([known[key] for key in permissions_of(role) if key in known])


def write(apps, schema_editor):
    """What a migration runs: the permissions as they are by now, and the roles with them.

    Django makes permissions after all migrations; the groups need them now. Made twice they stay one.
    """
    for label in APPS:
        app = apps.get_app_config(label)
        app.models_module = True  # an app of a migration has none, and would be passed over
        create_permissions(app, apps=apps, using=schema_editor.connection.alias, verbosity=0)
        app.models_module = None
    grant(apps, schema_editor.connection.alias)
