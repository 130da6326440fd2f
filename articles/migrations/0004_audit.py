"""The audit log: a chain of entries and its head, with the triggers that keep them."""

import articles.models.audit
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles import guards


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_search_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-updated_at', '-pk'], 'permissions': [('approve_article', 'Can approve or return a submitted article'), ('publish_article', 'Can publish, schedule and correct an article'), ('withdraw_article', 'Can withdraw a published article'), ('override_review', 'Can publish without a second person, with a reason'), ('kill_article', 'Can kill an article for legal reasons'), ('lift_withdrawal', 'Can undo a withdrawal or a kill')], 'verbose_name': 'article', 'verbose_name_plural': 'articles'},
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='the_audit_log_has_one_head', violation_error_message='The audit log has one head.')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True, verbose_name='number')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('act', models.CharField(choices=articles.models.audit.acts, max_length=40, verbose_name='act')),
                ('subject', models.TextField(verbose_name='subject')),
                ('before', models.JSONField(null=True, verbose_name='before')),
                ('after', models.JSONField(null=True, verbose_name='after')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('previous', models.CharField(blank=True, max_length=64, verbose_name='hash of the entry before')),
                ('hash', models.CharField(max_length=64, verbose_name='hash')),
                ('article', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_entries', to='articles.article', verbose_name='article')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.edition', verbose_name='edition')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ['-number'],
                'indexes': [models.Index(fields=['article', '-number'], name='audit_of_a_story'), models.Index(fields=['by', '-number'], name='audit_of_a_person'), models.Index(fields=['act', '-number'], name='audit_of_an_act'), models.Index(fields=['at'], name='audit_by_day')],
            },
        ),
        migrations.RunPython(
            lambda apps, schema_editor: guards.install(schema_editor), migrations.RunPython.noop
        ),
    ]
