"""The stamp is taken before the row (PostgreSQL), and the table of aliases has its triggers again (SQLite)."""

from django.db import migrations

from newsroom import stamp


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0006_roles_with_minor_changes"),
        ("articles", "0010_doors_that_stay_shut"),
    ]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: stamp.install(schema_editor), migrations.RunPython.noop
        )
    ]
