"""What officials say is public: its table has the stamp triggers."""

from django.db import migrations

from newsroom import stamp


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0013_roles_with_ripples"), ("articles", "0015_quotations")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: stamp.install(schema_editor), migrations.RunPython.noop
        )
    ]
