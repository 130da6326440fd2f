"""The roles of the newsroom, as groups."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from newsroom import roles

APPS = ["auth", "images", "people", "articles"]


def grant(apps, schema_editor):
    # Django makes permissions after all migrations; the groups need them now. Made twice they stay one.
    for label in APPS:
        app = apps.get_app_config(label)
        app.models_module = True  # an app of a migration has none, and would be passed over
        create_permissions(app, apps=apps, using=schema_editor.connection.alias, verbosity=0)
        app.models_module = None
    roles.grant(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_stamp_triggers"),
        ("articles", "0003_search_index"),
        ("people", "0001_initial"),
        ("images", "0001_pictures"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
