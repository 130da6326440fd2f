"""An index for pictures whose rights are to come."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('images', '0002_rights_and_many'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='image',
            index=models.Index(condition=models.Q(('rights_from__isnull', False)), fields=['rights_from'], name='picture_rights_begin'),
        ),
    ]
