"""What officials say in editions, as rows of their own."""

import django.db.models.deletion
from django.db import migrations, models

from articles import guards


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0014_ripples"),
        ('people', '0005_name_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='EditionQuotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edition_quotations', to='articles.edition')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edition_quotations', to='people.person')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(models.F('person'), models.OrderBy(models.F('published_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='quotation_newest_first')],
                'constraints': [models.UniqueConstraint(fields=('edition', 'position'), name='a_quotation_has_its_place_in_an_edition', violation_error_message='Another quotation stands there already.')],
            },
        ),
        migrations.RunPython(
            lambda apps, schema_editor: guards.install(schema_editor), migrations.RunPython.noop
        ),
    ]
