"""Merges, pairs that are two, known findings; other names of organizations; keys to find duplicates."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_exchange'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalperson',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='person',
            name='initial_key',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person'),
        ),
        migrations.AddField(
            model_name='person',
            name='name_key',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name='personname',
            name='name_key',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=500),
        ),
        migrations.CreateModel(
            name='Accepted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, unique=True)),
                ('state', models.CharField(max_length=64)),
                ('reason', models.CharField(max_length=300, verbose_name='why it is no error')),
                ('at', models.DateTimeField(auto_now=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'known finding',
                'verbose_name_plural': 'known findings',
                'default_permissions': [],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(editable=False, max_length=50)),
                ('kept_id', models.PositiveBigIntegerField(editable=False)),
                ('gone_id', models.PositiveBigIntegerField(editable=False)),
                ('kept_name', models.CharField(editable=False, max_length=400, verbose_name='kept')),
                ('gone_name', models.CharField(editable=False, max_length=400, verbose_name='merged into it')),
                ('steps', models.JSONField(default=list, editable=False)),
                ('reason', models.TextField(blank=True, verbose_name='why')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('open', models.BooleanField(default=False, editable=False)),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
                'ordering': ['-at', '-pk'],
                'permissions': [('merge_records', 'Can merge duplicates of the people desk, and undo it'), ('mend_records', 'Can say that a finding is no error, or a pair no duplicate')],
                'default_permissions': ['view'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('model', 'gone_id'), name='a_record_is_merged_once_at_a_time', violation_error_message='This record was merged already.')],
            },
        ),
        migrations.CreateModel(
            name='NotTheSame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=50)),
                ('low', models.PositiveBigIntegerField()),
                ('high', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pair that is not the same',
                'verbose_name_plural': 'pairs that are not the same',
                'default_permissions': [],
                'constraints': [models.UniqueConstraint(fields=('model', 'low', 'high'), name='a_pair_is_told_apart_once', violation_error_message='These two are told apart already.'), models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='a_pair_is_two', violation_error_message='A pair is two records, the lower id first.')],
            },
        ),
        migrations.CreateModel(
            name='OrganizationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='name')),
                ('folded', models.CharField(blank=True, default='', editable=False, max_length=500)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='people.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'name',
                'verbose_name_plural': 'other names',
                'ordering': ['text'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'text'), name='an_organization_has_each_name_once', violation_error_message='This organization already has this name.')],
            },
        ),
    ]
