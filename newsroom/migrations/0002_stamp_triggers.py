"""The triggers that raise the stamp on every public table."""

from django.db import migrations

from newsroom import stamp


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
        ("articles", "0003_search_index"),
        ("people", "0001_initial"),
        ("images", "0001_pictures"),
    ]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: stamp.install(schema_editor), migrations.RunPython.noop
        )
    ]
