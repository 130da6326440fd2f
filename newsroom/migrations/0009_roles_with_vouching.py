"""The roles with the right to show readers an appointment that has no source."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0008_stamp_of_pictures"), ("people", "0002_vouching")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
