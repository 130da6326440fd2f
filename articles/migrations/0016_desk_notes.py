"""Desk notes, and the marks of what somebody has yet to read; a note is never changed."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from articles import guards


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0015_quotations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('text', models.TextField(max_length=4000, verbose_name='note')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='desk_notes', to='articles.article', verbose_name='article')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'note of the desk',
                'verbose_name_plural': 'notes of the desk',
                'ordering': ['at', 'pk'],
                'default_permissions': ('add',),
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('typed', models.CharField(blank=True, max_length=150)),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='articles.previewcomment')),
                ('note', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='articles.desknote')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='desknote',
            index=models.Index(fields=['article', 'at'], name='notes_of_a_story'),
        ),
        migrations.AddConstraint(
            model_name='desknote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_desk_note_says_something', violation_error_message='Write the note first.'),
        ),
        migrations.AddConstraint(
            model_name='desknote',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('text'), 4000), name='a_desk_note_is_short', violation_error_message='At most 4000 characters.'),
        ),
        migrations.AddIndex(
            model_name='mark',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['user', 'id'], name='marks_unread'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer__isnull', False), ('note__isnull', True)), models.Q(('answer__isnull', True), ('note__isnull', False)), _connector='OR'), name='a_mark_is_of_one_thing', violation_error_message='A mark is of a note or of an answer.'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('user', 'note'), name='a_note_marks_a_person_once', violation_error_message='This note marks them already.'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.UniqueConstraint(fields=('user', 'answer'), name='an_answer_marks_a_person_once', violation_error_message='This answer marks them already.'),
        ),
        migrations.RunPython(
            lambda apps, schema_editor: guards.install(schema_editor), migrations.RunPython.noop
        ),
    ]
