"""The roles with the right to merge duplicates; the new and rebuilt tables of the people desk raise the stamp."""

from django.db import migrations

from newsroom import roles, stamp


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0011_roles_with_exchange"),
        ("articles", "0012_merged_records"),
        ("people", "0005_name_keys"),
    ]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: stamp.install(schema_editor), migrations.RunPython.noop
        ),
        migrations.RunPython(roles.write, migrations.RunPython.noop),
    ]
