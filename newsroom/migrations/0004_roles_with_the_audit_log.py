"""The roles with the right to kill a story and to read the audit log."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0003_roles"), ("articles", "0004_audit")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
