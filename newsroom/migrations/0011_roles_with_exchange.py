"""The roles with the rights to take the people desk's record out and in."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0010_roles_with_links"), ("people", "0003_exchange")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
