"""The genre of a story. SQLite rebuilds both tables, so their guards and the index of words come anew."""

from django.db import migrations, models

from articles import guards, search_index


def take_off(apps, schema_editor):
    guards.remove(schema_editor)


def put_on(apps, schema_editor):
    search_index.install(schema_editor)
    guards.install(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0023_kicker'),
    ]

    operations = [
        migrations.RunPython(take_off, put_on),
        migrations.AddField(
            model_name='article',
            name='genre',
            field=models.CharField(choices=[('news', 'news'), ('analysis', 'analysis'), ('background', 'background'), ('explainer', 'explainer'), ('interview', 'interview'), ('profile', 'profile'), ('obituary', 'obituary'), ('opinion', 'opinion'), ('correction', 'correction of record')], default='news', help_text='Readers are told where it is not news.', max_length=10, verbose_name='genre'),
        ),
        migrations.AddField(
            model_name='edition',
            name='genre',
            field=models.CharField(choices=[('news', 'news'), ('analysis', 'analysis'), ('background', 'background'), ('explainer', 'explainer'), ('interview', 'interview'), ('profile', 'profile'), ('obituary', 'obituary'), ('opinion', 'opinion'), ('correction', 'correction of record')], default='news', help_text='Readers are told where it is not news.', max_length=10, verbose_name='genre'),
        ),
        migrations.RunPython(put_on, take_off),
    ]
