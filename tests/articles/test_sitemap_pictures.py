"""The sitemap of a month names each story's picture, and asks the database once."""

import pytest
from django.urls import reverse

from tests.make import make_image, make_live

pytestmark = pytest.mark.django_db


def test_pictures_cost_no_query_of_their_own(client, django_assert_num_queries):
    images = [make_image() for _ in range(3)]
    for image in images:
        make_live(lead_image=image)
    month = make_live().editions.get().month
    url = reverse("articles:sitemap_month", args=month.split("-"))
    client.get(url)
    # the page's freshness, the stories with their pictures
    with django_assert_num_queries(2):
        xml = client.get(url).content.decode()
    assert all(image.rendition("w1600") in xml for image in images)
