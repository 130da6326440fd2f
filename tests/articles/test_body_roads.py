"""A body is clean however it comes into the database, and names only what exists."""

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models

from articles.body.field import LARGEST, BodyField
from articles.models import Article
from newsroom.images.models import Image
from tests.make import make_article
from tests.newsroom.images.files import picture, sent
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
DIRTY, CLEAN = "<p onclick=x>Hello<script>alert(1)</script></p>", "<p>Hello</p>"


def stored(article):
    return Article.objects.values_list("body", flat=True).get(pk=article.pk)


def make_picture():
    return Image.objects.ingest(sent(picture()), alt="A hall", credit="Desk")


def test_save_cleans_the_row_and_the_instance():
    article = Article(headline="x", body=DIRTY)
    article.save()
    assert (article.body, stored(article)) == (CLEAN, CLEAN)


def test_bulk_create_cleans():
    (article,) = Article.objects.bulk_create([Article(headline="x", body=DIRTY)])
    assert (article.body, stored(article)) == (CLEAN, CLEAN)


def test_update_or_create_cleans():
    Article.objects.update_or_create(headline="x", defaults={"body": "<p>old</p>"})
    article, _ = Article.objects.update_or_create(headline="x", defaults={"body": DIRTY})
    assert stored(article) == CLEAN


def test_update_cleans():
    article = make_article()
    Article.objects.filter(pk=article.pk).update(body=DIRTY)
    assert stored(article) == CLEAN


def test_bulk_update_cleans():
    article = make_article()
    article.body = DIRTY
    Article.objects.bulk_update([article], ["body"])
    assert stored(article) == CLEAN


def test_an_update_from_another_column_still_works():
    article = make_article(standfirst="Words")
    Article.objects.filter(pk=article.pk).update(body=models.F("standfirst"))
    assert stored(article) == "Words"


def test_a_fixture_is_cleaned():
    article = make_article()
    data = serializers.serialize("json", [article]).replace("A first paragraph.", "<script>x</script>Hello")
    for row in serializers.deserialize("json", data):
        row.save()
    assert stored(article) == CLEAN


def test_a_form_gets_the_clean_text():
    article = Article(headline="x", body=DIRTY)
    article.clean_fields(exclude=[field.name for field in Article._meta.fields if field.name != "body"])
    assert article.body == CLEAN


def test_a_form_says_that_a_text_is_too_long():
    article = Article(headline="x", body="x" * (LARGEST + 1))
    with pytest.raises(ValidationError) as caught:
        article.full_clean()
    assert "too long" in str(caught.value.message_dict["body"])


def test_an_official_who_does_not_exist_is_plain_text():
    person = make_person("Ban Ki-moon")
    body = (
        f'<p><a data-official="{person.pk}">Ban</a> and <a data-official="{person.pk + 999}">nobody</a></p>'
    )
    article = make_article(body=body)
    assert stored(article) == f'<p><a data-official="{person.pk}">Ban</a> and nobody</p>'


def test_a_picture_that_does_not_exist_is_dropped_with_its_caption():
    image = make_picture()
    kept = f'<figure data-media="{image.pk}"><figcaption>Here</figcaption></figure>'
    gone = f'<figure data-media="{image.pk + 999}"><figcaption>Gone</figcaption></figure>'
    assert stored(make_article(body=f"{kept}{gone}")) == kept


def test_one_query_for_people_and_one_for_pictures(django_assert_num_queries):
    people = [make_person("Ban Ki-moon"), make_person("Francis Deng")]
    image = make_picture()
    marks = "".join(f'<a data-official="{person.pk}">x</a> ' for person in people)
    figures = "".join(f'<figure data-media="{pk}"></figure>' for pk in (image.pk, image.pk + 1))
    body = f"<p>{marks}</p>{figures}"
    article = make_article(body="")
    article.body = body
    with django_assert_num_queries(3):  # people, pictures, the row
        article.save(update_fields=["body"])


def test_saving_another_column_asks_nothing(django_assert_num_queries):
    article = make_article(body=f'<p><a data-official="{make_person("Ban Ki-moon").pk}">x</a></p>')
    with django_assert_num_queries(1):
        article.save(update_fields=["note"])


def test_migrations_see_a_text_field():
    assert BodyField(blank=True).deconstruct()[1:] == ("django.db.models.TextField", [], {"blank": True})
