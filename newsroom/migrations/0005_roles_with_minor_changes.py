"""The roles with the right to publish a minor change."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0004_roles_with_the_audit_log"), ("articles", "0005_corrections")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
