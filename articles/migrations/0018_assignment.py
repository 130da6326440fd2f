"""When a story is due and what is wanted; the right to assign it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0017_finding'),
        ('images', '0002_rights_and_many'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-updated_at', '-pk'], 'permissions': [('approve_article', 'Can approve or return a submitted article'), ('publish_article', 'Can publish, schedule and correct an article'), ('withdraw_article', 'Can withdraw a published article'), ('publish_minor', 'Can publish a minor change without a note for readers'), ('override_review', 'Can publish without a second person, with a reason'), ('override_gates', 'Can publish although gates are closed, with a reason'), ('kill_article', 'Can kill an article for legal reasons'), ('lift_withdrawal', 'Can undo a withdrawal or a kill'), ('assign_article', 'Can assign a story to anybody, with a due time'), ('link_officials', 'Can link officials to stories, live ones too')], 'verbose_name': 'article', 'verbose_name_plural': 'articles'},
        ),
        migrations.AddField(
            model_name='article',
            name='brief',
            field=models.TextField(blank=True, help_text='What is wanted: length, whom to ask, what to leave out.', verbose_name='brief'),
        ),
        migrations.AddField(
            model_name='article',
            name='due_at',
            field=models.DateTimeField(blank=True, help_text='When the story is to be handed in.', null=True, verbose_name='due'),
        ),
        migrations.AlterField(
            model_name='article',
            name='note',
            field=models.TextField(blank=True, help_text='What everybody should know of this story; talk stands under Notes, beside it.', verbose_name='desk note'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='article_due'),
        ),
    ]
