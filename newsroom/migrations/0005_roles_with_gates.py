"""The roles with the right to publish past a gate."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0004_roles_with_the_audit_log"), ("articles", "0005_gates")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
