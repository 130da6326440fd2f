"""The triggers that keep the record."""

from django.db import migrations

from articles import guards


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: guards.install(schema_editor),
            lambda apps, schema_editor: guards.remove(schema_editor),
        )
    ]
