"""The roles of the newsroom, as groups."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_stamp_triggers"),
        ("articles", "0003_search_index"),
        ("people", "0001_initial"),
        ("images", "0001_pictures"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
