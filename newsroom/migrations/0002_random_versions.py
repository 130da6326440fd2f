"""The stamp becomes random: a number came again after a restored backup, and old pages with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]
    operations = [
        migrations.RemoveField("stamp", "version"),
        migrations.AddField("stamp", "version", models.UUIDField(null=True)),
    ]
