"""The roles with the right to act on several stories at once."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0017_roles_with_assignment"), ("articles", "0019_act_in_bulk")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
