"""The corrections page walks the newest editions of each kind that corrects; this is their index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_corrections")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["kind", "live_from"], name="edition_of_a_kind"),
        ),
    ]
