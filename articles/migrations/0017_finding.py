"""The words of the desk and their index; authors by folded name, their former addresses."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles import desk_index
from newsroom.lib.html import plain_text
from newsroom.lib.names import fold

SAID = ("headline", "standfirst", "body", "place", "slug", "lead_caption", "note")


def fill(apps, schema_editor):
    article, words = (apps.get_model("articles", name) for name in ("Article", "ArticleWords"))
    rows = []
    for pk, headline, standfirst, body, *others in article.objects.values_list("pk", *SAID).iterator(500):
        text = fold("\n".join([headline, standfirst, plain_text(body), *others]))
        rows.append(words(article_id=pk, text=text))
        if len(rows) == 500:
            words.objects.bulk_create(rows)
            rows.clear()
    words.objects.bulk_create(rows)
    for author in apps.get_model("articles", "Author").objects.all():
        author.folded = fold(author.name)[:150]
        author.save(update_fields=["folded"])


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0016_desk_notes'),
        ('images', '0002_rights_and_many'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleWords',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='articles.article')),
                ('text', models.TextField()),
            ],
            options={
                'verbose_name': 'words of an article',
                'verbose_name_plural': 'words of articles',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FormerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=150, unique=True, verbose_name='address')),
            ],
            options={
                'verbose_name': 'former address of an author',
                'verbose_name_plural': 'former addresses of authors',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='author',
            name='folded',
            field=models.CharField(blank=True, default='', editable=False, max_length=150),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.F('headline'), models.OrderBy(models.F('id'), descending=True), name='article_by_headline'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(models.OrderBy(models.F('updated_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(models.Q(('published_digest', ''), _negated=True), models.Q(('digest', models.F('published_digest')), _negated=True)), name='article_changed'),
        ),
        migrations.AddField(
            model_name='formeraddress',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_addresses', to='articles.author'),
        ),
        migrations.RunPython(
            lambda apps, schema_editor: desk_index.install(schema_editor),
            lambda apps, schema_editor: desk_index.remove(schema_editor),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
