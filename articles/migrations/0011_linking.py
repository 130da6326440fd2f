"""Links past the form: who may, what the link desk remembers, and revisions that carry no edition."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_doors_that_stay_shut'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Looked',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='looked', serialize=False, to='articles.article')),
                ('what', models.CharField(max_length=30)),
                ('names', models.CharField(max_length=64)),
                ('open', models.PositiveSmallIntegerField()),
            ],
            options={
                'verbose_name': 'look of the link desk',
                'verbose_name_plural': 'looks of the link desk',
            },
        ),
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-updated_at', '-pk'], 'permissions': [('approve_article', 'Can approve or return a submitted article'), ('publish_article', 'Can publish, schedule and correct an article'), ('withdraw_article', 'Can withdraw a published article'), ('publish_minor', 'Can publish a minor change without a note for readers'), ('override_review', 'Can publish without a second person, with a reason'), ('override_gates', 'Can publish although gates are closed, with a reason'), ('kill_article', 'Can kill an article for legal reasons'), ('lift_withdrawal', 'Can undo a withdrawal or a kill'), ('link_officials', 'Can link officials to stories, live ones too')], 'verbose_name': 'article', 'verbose_name_plural': 'articles'},
        ),
        migrations.AlterField(
            model_name='carried',
            name='edition',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='articles.edition'),
        ),
        migrations.CreateModel(
            name='LinkBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('subject', 'subject'), ('speaker', 'speaker'), ('mentioned', 'mentioned'), ('pictured', 'pictured')], default='mentioned', max_length=9)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entries', models.ManyToManyField(related_name='+', to='articles.auditentry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'links made at once',
                'verbose_name_plural': 'links made at once',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SuggestionDismissal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence_hash', models.CharField(max_length=64)),
                ('why', models.CharField(choices=[('other', 'not this person'), ('passing', 'not worth a link')], default='other', max_length=7)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dismissals', to='articles.article')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': 'dismissed suggestion',
                'verbose_name_plural': 'dismissed suggestions',
                'constraints': [models.UniqueConstraint(fields=('article', 'person', 'evidence_hash'), name='a_suggestion_is_dismissed_once', violation_error_message='This suggestion is dismissed already.')],
            },
        ),
    ]
