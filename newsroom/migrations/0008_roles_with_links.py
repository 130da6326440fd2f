"""The roles with the right to link officials to stories."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0007_stamp_before_the_row"), ("articles", "0011_linking")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
