"""The table of pictures has its stamp triggers again (SQLite made it anew)."""

from django.db import migrations

from newsroom import stamp


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0007_stamp_before_the_row"), ("images", "0002_rights_and_many")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: stamp.install(schema_editor), migrations.RunPython.noop
        )
    ]
