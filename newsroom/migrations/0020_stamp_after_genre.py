"""The stamp is raised by changes of the rebuilt table of editions too."""

from django.db import migrations

from newsroom import stamp


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0019_stamp_after_kicker"), ("articles", "0024_genre")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: stamp.install(schema_editor), migrations.RunPython.noop
        ),
    ]
