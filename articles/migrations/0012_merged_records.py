"""Two merged topics exchange rows of editions, through a door of the database; who may merge topics."""

from django.db import migrations

from articles import guards


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_linking'),
        ('people', '0005_name_keys'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='topic',
            options={'ordering': ['name'], 'permissions': [('merge_topics', 'Can merge two topics, and undo it')], 'verbose_name': 'topic', 'verbose_name_plural': 'topics'},
        ),
        migrations.RunPython(
            lambda apps, schema_editor: guards.install(schema_editor), migrations.RunPython.noop
        ),
    ]
