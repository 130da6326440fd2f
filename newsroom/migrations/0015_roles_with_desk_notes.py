"""The roles with the right to write desk notes."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0014_stamp_of_quotations"), ("articles", "0016_desk_notes")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
