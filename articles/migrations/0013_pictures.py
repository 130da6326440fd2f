"""Which pictures a story shows, as rows: listed once for what was written and published before."""

import re

import django.db.models.deletion
from django.db import migrations, models

from articles import guards

PICTURE = re.compile(r'<figure data-media="(\d+)"')
BATCH = 500


def list_pictures(apps, schema_editor):
    """Rows for every desk copy and edition, by the lead picture and the references in the body."""
    database = schema_editor.connection.alias
    known = set(apps.get_model("images", "Image").objects.using(database).values_list("pk", flat=True))
    for name, key in (("Article", "article_id"), ("Edition", "edition_id")):
        content, rows = apps.get_model("articles", name), apps.get_model("articles", f"{name}Picture")
        shows = models.Q(lead_image__isnull=False) | models.Q(body__contains="<figure data-media=")
        made = []
        for row in content.objects.using(database).filter(shows).iterator(chunk_size=BATCH):
            ids = {row.lead_image_id, *map(int, PICTURE.findall(row.body))} & known
            more = {"published_at": row.published_at} if name == "Edition" else {}
            made += [rows(**{key: row.pk, "image_id": pk}, **more) for pk in sorted(ids)]
        rows.objects.using(database).bulk_create(made, batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_merged_records'),
        ('images', '0002_rights_and_many'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticlePicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='article_pictures', to='articles.article')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='images.image')),
            ],
            options={
                'verbose_name': 'picture of an article',
                'verbose_name_plural': 'pictures of articles',
                'constraints': [models.UniqueConstraint(fields=('article', 'image'), name='an_article_lists_a_picture_once', violation_error_message='This picture is listed already.')],
            },
        ),
        migrations.CreateModel(
            name='EditionPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edition_pictures', to='articles.edition')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='images.image')),
            ],
            options={
                'verbose_name': 'picture of an edition',
                'verbose_name_plural': 'pictures of editions',
                'constraints': [models.UniqueConstraint(fields=('edition', 'image'), name='an_edition_lists_a_picture_once', violation_error_message='This picture is listed already.')],
            },
        ),
        migrations.RunPython(list_pictures, migrations.RunPython.noop),
        migrations.RunPython(
            lambda apps, schema_editor: guards.install(schema_editor), migrations.RunPython.noop
        ),
    ]
