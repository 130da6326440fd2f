"""The kicker of a story. SQLite rebuilds both tables, so their guards and the index of words come anew."""

from django.db import migrations, models

from articles import guards, search_index


def take_off(apps, schema_editor):
    guards.remove(schema_editor)


def put_on(apps, schema_editor):
    search_index.install(schema_editor)
    guards.install(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0022_sending'),
    ]

    operations = [
        migrations.RunPython(take_off, put_on),
        migrations.AddField(
            model_name='article',
            name='kicker',
            field=models.CharField(blank=True, help_text='A word or two above the headline: Exclusive. Blank: the first topic.', max_length=40, verbose_name='kicker'),
        ),
        migrations.AddField(
            model_name='edition',
            name='kicker',
            field=models.CharField(blank=True, help_text='A word or two above the headline: Exclusive. Blank: the first topic.', max_length=40, verbose_name='kicker'),
        ),
        migrations.RunPython(put_on, take_off),
    ]
