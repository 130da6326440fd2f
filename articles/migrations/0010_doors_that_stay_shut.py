"""Former addresses of a topic may share its name; sealed editions stay sealed; an expiry may be set later."""

from django.db import migrations

from articles import guards


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_calendar_indexes")]
    operations = [
        migrations.RemoveConstraint(model_name="topicalias", name="an_alias_names_one_topic"),
        migrations.RunPython(
            lambda apps, schema_editor: guards.install(schema_editor), migrations.RunPython.noop
        ),
    ]
