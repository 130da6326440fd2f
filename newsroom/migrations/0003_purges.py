"""A CDN is told what changed: the stamp says whether it was more than publications, and purges are kept."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_random_versions")]
    operations = [
        migrations.AddField("stamp", "rest", models.UUIDField(null=True)),
        migrations.CreateModel(
            "Purge",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tags", models.JSONField(verbose_name="tags")),
                ("version", models.UUIDField(null=True)),
                ("rest", models.UUIDField(null=True)),
                ("entry", models.PositiveBigIntegerField(default=0)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_at", models.DateTimeField(null=True, verbose_name="next attempt at")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="done at")),
                ("answer", models.TextField(blank=True, verbose_name="last answer")),
            ],
            options={
                "verbose_name": "purge",
                "verbose_name_plural": "purges",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["next_at"], name="purge_due", condition=models.Q(next_at__isnull=False))],
            },
        ),
    ]
