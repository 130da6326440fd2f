"""The roles with the right to assign stories."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0016_stamp_of_authors"), ("articles", "0018_assignment")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
