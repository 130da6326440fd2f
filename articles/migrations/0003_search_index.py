"""The full-text index beside the editions."""

from django.db import migrations

from articles import search_index


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_guards")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: search_index.install(schema_editor),
            lambda apps, schema_editor: search_index.remove(schema_editor),
        )
    ]
