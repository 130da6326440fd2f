"""The roles with the right to publish a minor change."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_roles_with_gates"), ("articles", "0006_corrections")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
