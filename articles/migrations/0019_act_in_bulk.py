"""The right to act on several stories at once."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0018_assignment'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['-updated_at', '-pk'], 'permissions': [('approve_article', 'Can approve or return a submitted article'), ('publish_article', 'Can publish, schedule and correct an article'), ('withdraw_article', 'Can withdraw a published article'), ('publish_minor', 'Can publish a minor change without a note for readers'), ('override_review', 'Can publish without a second person, with a reason'), ('override_gates', 'Can publish although gates are closed, with a reason'), ('kill_article', 'Can kill an article for legal reasons'), ('lift_withdrawal', 'Can undo a withdrawal or a kill'), ('assign_article', 'Can assign a story to anybody, with a due time'), ('act_in_bulk', 'Can act on several articles at once'), ('link_officials', 'Can link officials to stories, live ones too')], 'verbose_name': 'article', 'verbose_name_plural': 'articles'},
        ),
    ]
