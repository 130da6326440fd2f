"""The roles with the right to link officials to stories."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0009_roles_with_vouching"), ("articles", "0011_linking")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
