"""The roles with the list of stories that a changed record leaves to look at."""

from django.db import migrations

from newsroom import roles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0012_roles_that_mend"), ("articles", "0014_ripples")]
    operations = [migrations.RunPython(roles.write, migrations.RunPython.noop)]
