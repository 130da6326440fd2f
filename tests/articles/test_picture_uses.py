"""A picture that a story prints within its text is in use: on the desk and in every edition."""

import datetime

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from newsroom.images import uses
from newsroom.images.models import Image
from tests.make import change, make_article, make_editor, make_image, make_live
from tests.people.make import make_person

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


def test_a_desk_copy_that_drops_a_picture_lets_it_go():
    image, other = make_image(), make_image()
    article = change(make_article(body=body(image)), body=body(other))
    assert uses.of(image) == []
    assert uses.of(other) == [article]
    Image.objects.filter(pk=image.pk).discard()


def test_the_database_holds_what_a_text_shows_whichever_way_it_is_deleted():
    image = make_image()
    make_article(body=body(image))
    with pytest.raises(ProtectedError):
        Image.objects.filter(pk=image.pk).discard()


def test_the_pictures_of_an_edition_stand_fast():
    image = make_image()
    edition = make_live(body=body(image), lead_image=make_image()).editions.get()
    assert edition.edition_pictures.count() == 2
    with pytest.raises(IntegrityError):
        edition.edition_pictures.update(image=make_image())


def test_a_schedule_that_is_written_again_lists_its_pictures_too():
    image = make_image()
    article, editor = make_article(lead_image=image), make_editor()
    article.publish(editor, at=timezone.now() + datetime.timedelta(days=1))
    moved = article.reschedule(editor, timezone.now() + datetime.timedelta(days=2))
    assert [row.image for row in moved.edition_pictures.all()] == [image]


def test_the_page_of_a_picture_says_where_readers_see_it(admin_client):
    image, editor = make_image(), make_editor()
    replaced = make_live(lead_image=image, headline="Replaced")
    change(replaced, lead_image=None, headline="Without")
    replaced.publish(editor)
    make_live(lead_image=image, headline="Out now")
    coming = make_article(lead_image=image, headline="Coming")
    coming.publish(editor, at=timezone.now() + datetime.timedelta(days=1))
    make_article(body=body(image), headline="On the desk")
    make_person("Ban Ki-moon", portrait=image)
    html = admin_client.get(reverse("admin:images_image_change", args=[image.pk])).content.decode()
    places = html[html.index('class="picture-uses"') :]
    places = places[: places.index("</ul>")]
    words = ["Out now", "state-live", "Coming", "state-scheduled", "On the desk", "Ban Ki-moon"]
    assert all(word in places for word in words)
    assert places.index("state-live") < places.index("state-scheduled") < places.index("state-ended")


def test_many_are_refused_together_with_their_places_in_few_queries(
    admin_client, django_assert_max_num_queries
):
    images = [make_image() for _ in range(10)]
    articles = [make_live(lead_image=image) for image in images[:8]]
    data = {"action": "delete_selected", "_selected_action": [image.pk for image in images]}
    # session, user, how many wait, the list, the chosen; what Django's collector asks; then one a foreign key
    with django_assert_max_num_queries(30):
        html = admin_client.post("/admin/images/image/", data).content.decode()
    assert all(article.headline in html for article in articles)
    admin_client.post("/admin/images/image/", data | {"post": "yes"})
    assert Image.objects.count() == 10


def test_a_long_list_says_that_it_is_not_whole(admin_client, monkeypatch):
    monkeypatch.setattr(uses, "MOST", 2)
    image = make_image()
    for _ in range(3):
        make_article(lead_image=image)
    html = admin_client.get(reverse("admin:images_image_change", args=[image.pk])).content.decode()
    assert "the newest 2 of each kind are listed" in html
