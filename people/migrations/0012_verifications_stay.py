"""A look stays in the record when the appointment goes, so that the database can refuse to delete it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0011_what_became_of_organizations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='verification',
            name='appointment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='verifications', to='people.appointment', verbose_name='appointment'),
        ),
    ]
