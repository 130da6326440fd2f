"""Readers' pages know when an author gets another address."""

from django.db import migrations

from newsroom import stamp


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0015_roles_with_desk_notes"), ("articles", "0017_finding")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: stamp.install(schema_editor), migrations.RunPython.noop
        )
    ]
