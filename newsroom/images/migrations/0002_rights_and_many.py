"""Rights with their window, pictures that wait for their words, crops to be cleared away."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('images', '0001_pictures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='image',
            name='a_picture_has_alt_text_or_is_decorative',
        ),
        migrations.RemoveConstraint(
            model_name='image',
            name='a_picture_names_its_credit',
        ),
        migrations.AddField(
            model_name='image',
            name='archive_use',
            field=models.BooleanField(default=False, help_text='After the last day no new story may show it; those that are out need not change.', verbose_name='published stories may keep it'),
        ),
        migrations.AddField(
            model_name='image',
            name='has_leftovers',
            field=models.BooleanField(default=False, editable=False, help_text='Crops of a former focal point wait to be cleared away.'),
        ),
        migrations.AddField(
            model_name='image',
            name='rights_from',
            field=models.DateField(blank=True, help_text='First day, included. Blank: at once.', null=True, verbose_name='may be shown from'),
        ),
        migrations.AddField(
            model_name='image',
            name='rights_holder',
            field=models.CharField(blank=True, help_text='Whom to ask, where it is not the credit.', max_length=300, verbose_name='rights holder'),
        ),
        migrations.AddField(
            model_name='image',
            name='rights_until',
            field=models.DateField(blank=True, help_text='Last day, included. Blank: for good.', null=True, verbose_name='may be shown until'),
        ),
        migrations.AddField(
            model_name='image',
            name='usage_terms',
            field=models.TextField(blank=True, help_text='What we may do with it, in the licence’s words: “Editorial use only, not in print.”', verbose_name='usage terms'),
        ),
        migrations.AddField(
            model_name='image',
            name='waiting',
            field=models.BooleanField(default=False, editable=False, help_text='Came in with many others; nobody has said yet what it shows and who gets the credit.', verbose_name='waits for its words'),
        ),
        migrations.AlterField(
            model_name='image',
            name='source_note',
            field=models.TextField(blank=True, help_text='Where it came from. For the desk only.', verbose_name='source note'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('rights_until__isnull', False)), fields=['rights_until'], name='picture_rights_end'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('waiting', True)), fields=['uploaded_by'], name='picture_waits'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('alt', ''), _negated=True), ('decorative', True), ('waiting', True), _connector='OR'), name='a_picture_has_alt_text_or_is_decorative', violation_error_message='Describe the picture, or tick “decorative”.'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credit', ''), _negated=True), ('waiting', True), _connector='OR'), name='a_picture_names_its_credit', violation_error_message='Say who gets the credit.'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(('rights_from__lte', models.F('rights_until')), ('rights_from', None), ('rights_until', None), _connector='OR'), name='rights_begin_before_they_end', violation_error_message='The first day must come before the last.'),
        ),
    ]
