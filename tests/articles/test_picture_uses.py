"""A picture that a story prints within its text is in use: on the desk and in every edition."""

import pytest
from django.urls import reverse

from newsroom.images import uses
from newsroom.images.models import Image
from tests.make import change, make_article, make_image, make_live

pytestmark = pytest.mark.django_db


def body(image):
    return f'<p>Before.</p><figure data-media="{image.pk}"><figcaption>The hall.</figcaption></figure>'


def test_a_body_uses_its_picture_and_no_other():
    image, other = make_image(), make_image()
    article = make_article(body=body(image))
    assert uses.of(image) == [article]
    assert uses.of(other) == []


def test_an_edition_uses_its_picture_after_the_desk_has_dropped_it(admin_client):
    image = make_image()
    article = change(make_live(body=body(image)), body="<p>Without.</p>")
    assert uses.of(image) == [article.editions.get()]
    response = admin_client.post(reverse("admin:images_image_delete", args=[image.pk]), {"post": "yes"})
    assert article.headline in response.content.decode()
    assert Image.objects.filter(pk=image.pk).exists()
