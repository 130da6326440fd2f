"""An index of the editions that expire: few of many, asked for by the list of drafts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_sent_once")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False)),
                fields=["expires_at"],
                name="edition_expires",
            ),
        ),
    ]
