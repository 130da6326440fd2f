"""The stamp is raised by changes of the rebuilt table of editions too."""

from django.db import migrations

from newsroom import stamp


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0018_roles_with_bulk"), ("articles", "0023_kicker")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: stamp.install(schema_editor), migrations.RunPython.noop
        ),
    ]
