"""The library in the admin: what an editor uploads, sees, and cannot delete."""

import datetime
import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from newsroom.images import uses
from newsroom.images.admin import ImageAdmin
from newsroom.images.models import Image, make_renditions
from tests.make import make_article, make_image
from tests.newsroom.images import files
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
ADD = "/admin/images/image/add/"
WORDS = {"title": "", "alt": "An empty hall.", "caption": "Before a session", "credit": "Desk", "taken": ""}


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser("editor")
    client.force_login(user)
    return user


@pytest.fixture
def image():
    return Image.objects.ingest(
        files.sent(files.picture(90, 60), name="hall.jpg"), alt="A hall.", credit="Desk"
    )


def errors(response, field):
    found = re.search(
        rf'<ul class="errorlist"[^>]*id="id_{field}_error".*?</ul>', response.content.decode(), re.S
    )
    return re.sub(r"<[^>]+>", "", found[0]).strip() if found else ""


def change(image):
    return reverse("admin:images_image_change", args=[image.pk])


# --- Taking in -----------------------------------------------------------------------------
def test_an_editor_adds_a_picture(client, editor):
    response = client.post(ADD, {**WORDS, "image": files.photo()}, follow=True)
    assert "was added successfully" in response.content.decode()
    image = Image.objects.get()
    assert (image.title, image.alt, image.uploaded_by) == ("IMG 0001", "An empty hall.", editor)
    assert (image.width, image.height) == (40, 60)


def test_metadata_of_the_file_fills_empty_fields_and_is_named(client, editor):
    wire = files.iptc(d110=b"UN Photo", d120=b"From the wire", d55=b"20071010")
    response = client.post(ADD, {**WORDS, "credit": "", "image": wire}, follow=True)
    assert "Taken from the file, please check: Title, Credit, Taken on." in response.content.decode()
    image = Image.objects.get()
    assert (image.credit, image.caption, str(image.taken)) == ("UN Photo", "Before a session", "2007-10-10")


def test_what_the_file_says_is_shown_when_something_else_is_missing(client, editor, stored):
    wire = files.iptc(d110=b"UN Photo")
    response = client.post(ADD, {**WORDS, "alt": "", "credit": "", "image": wire})
    assert errors(response, "alt") == "Describe the picture, or tick “decorative”."
    assert "choose the file again" in errors(response, "image")
    assert 'value="UN Photo"' in response.content.decode()
    assert "Before a session" in response.content.decode()
    assert (Image.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (
            files.raw(b"<svg/>", "x.svg"),
            "SVG files cannot be used. Save the picture as JPEG, PNG, WebP or AVIF.",
        ),
        (files.bomb(), "This picture has more than 50 megapixels. Save it smaller and choose it again."),
        (files.cut(files.sent(files.picture(400, 400))), "This picture is damaged or incomplete."),
        (files.raw(b""), "The submitted file is empty."),
        ("", "This field is required."),
        (files.raw(b"x", "a" * 300 + ".jpg"), "This is not a picture we can read."),
    ],
)
def test_a_bad_file_is_refused_beside_the_field_and_nothing_typed_is_lost(
    client, editor, stored, file, sentence
):
    response = client.post(ADD, {**WORDS, "image": file})
    assert response.status_code == 200
    assert errors(response, "image").startswith(sentence)
    assert "Before a session" in response.content.decode()
    assert (Image.objects.count(), stored()) == (0, [])


def test_no_more_is_received_than_the_limit(client, editor, monkeypatch):
    for module in ("ingest", "uploads"):
        monkeypatch.setattr(f"newsroom.images.{module}.MAX_BYTES", 100_000)
    response = client.post(ADD, {**WORDS, "image": files.raw(b"\xff" * 1_000_000)})
    assert errors(response, "image").startswith("This file is larger than 0.1 MB.")
    received = response.wsgi_request.FILES["image"]
    assert received.size < 200_000


def test_a_picture_that_is_there_is_named_with_a_link(client, editor, image):
    response = client.post(ADD, {**WORDS, "image": files.sent(files.picture(90, 60), name="copy.jpg")})
    assert errors(response, "image") == "This picture is already in the library: “hall”. Open it"
    assert f'<a href="{change(image)}">Open it</a>' in response.content.decode()


def test_the_same_file_at_once_is_an_error_beside_the_field(client, editor, image, monkeypatch, stored):
    same_file = type(Image.objects.all()).same_file
    answers = [lambda *a: None]  # the other upload is not yet visible
    monkeypatch.setattr(
        type(Image.objects),
        "same_file",
        lambda self, upload: answers.pop()() if answers else same_file(self.all(), upload),
    )
    response = client.post(ADD, {**WORDS, "image": files.sent(files.picture(90, 60))})
    assert errors(response, "image").startswith("This picture is already in the library")
    assert len(stored()) == Image.objects.count() == 1


def test_a_title_of_markup_is_only_text(client, editor, image):
    Image.objects.filter(pk=image.pk).update(title="<script>alert(1)</script>")
    response = client.post(ADD, {**WORDS, "image": files.sent(files.picture(90, 60))})
    assert "<script>alert(1)" not in response.content.decode()
    assert "<script>alert(1)" not in client.get("/admin/images/image/").content.decode()


# --- Afterwards ------------------------------------------------------------------------------
def test_words_and_focal_point_change_and_the_file_does_not(client, editor, image, stored):
    before = stored()
    data = {
        **WORDS,
        "title": "The hall",
        "focal_point": "0.250x0.750",
        "image": files.sent(files.picture(colour="blue")),
    }
    assert client.post(change(image), data).status_code == 302
    after = Image.objects.get()
    assert (after.title, after.focal_point, after.content_hash) == (
        "The hall",
        "0.250x0.750",
        image.content_hash,
    )
    assert stored() == before


@pytest.mark.parametrize("missing", ["alt", "credit"])
def test_words_cannot_be_taken_away(client, editor, image, missing):
    response = client.post(change(image), {**WORDS, "title": "x", "focal_point": "0.5x0.5", missing: ""})
    assert errors(response, missing)
    image.refresh_from_db()
    assert image.title == "hall"


def test_the_form_shows_the_picture_to_place_the_focal_point_on(client, editor, image):
    html = client.get(change(image)).content.decode()
    assert 'type="text" name="focal_point" value="0.5x0.5"' in html
    assert f'<img src="{image.rendition("w800")}" width="90" height="60" alt="">' in html


def test_a_wrong_focal_point_is_refused_beside_it(client, editor, image):
    response = client.post(change(image), {**WORDS, "focal_point": "left"})
    assert errors(response, "focal_point").startswith("Give the focal point as two shares")


def test_the_list_shows_and_finds_pictures(client, editor, image, django_assert_num_queries):
    for n in range(3):
        Image.objects.ingest(
            files.sent(files.picture(20 + n, 10)), alt="x", credit="Elsewhere", title=f"Other {n}"
        )
    client.get("/admin/images/image/")
    # session, user, how many wait for their words, count for the page, the page itself
    with django_assert_num_queries(5):
        html = client.get("/admin/images/image/?q=hall").content.decode()
    assert image.rendition("4x3-480") in html
    assert "Elsewhere" not in html


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ("waiting", {"waiting": True}),
        ("ended", {"rights_until": -1}),
        ("soon", {"rights_until": 0}),
        ("coming", {"rights_from": 1}),
    ],
)
def test_the_list_finds_what_lacks_words_or_rights(client, editor, image, standing, words):
    day = timezone.localdate()
    found = {name: n if n is True else day + datetime.timedelta(days=n) for name, n in words.items()}
    make_image(title="Sought", **found)
    html = client.get(f"/admin/images/image/?standing={standing}").content.decode()
    assert "Sought" in html
    assert image.rendition("4x3-480") not in html


# --- Deleting ----------------------------------------------------------------------------------
def test_a_deleted_picture_takes_its_files_along(
    client, editor, image, stored, django_capture_on_commit_callbacks
):
    make_renditions.call(image.pk)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:images_image_delete", args=[image.pk]), {"post": "yes"})
    assert (Image.objects.count(), stored()) == (0, [])


def test_a_picture_that_a_story_took_while_its_deletion_was_confirmed_stays(
    client, editor, image, monkeypatch
):
    article = make_article(lead_image=image)
    before = [([], {}, set(), [])]  # what the confirmation found, a moment ago
    found = ImageAdmin.get_deleted_objects
    monkeypatch.setattr(ImageAdmin, "get_deleted_objects", lambda *a: before.pop() if before else found(*a))
    response = client.post(reverse("admin:images_image_delete", args=[image.pk]), {"post": "yes"})
    assert article.headline in response.content.decode()
    before.append(([], {}, set(), []))
    data = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    response = client.post("/admin/images/image/", data, follow=True)
    assert "Nothing was deleted." in response.content.decode()
    assert Image.objects.filter(pk=image.pk).exists()


def test_a_lead_picture_or_a_portrait_is_a_use(client, editor, image):
    article, person = make_article(lead_image=image), make_person(portrait=image)
    assert set(uses.of(image)) == {article, person}
    response = client.post(reverse("admin:images_image_delete", args=[image.pk]), {"post": "yes"})
    assert article.headline in response.content.decode()
    assert Image.objects.filter(pk=image.pk).exists()


# --- Who may ---------------------------------------------------------------------------------
@pytest.mark.parametrize("codename", ["view_image", "change_image", None])
def test_adding_and_deleting_need_their_permissions(client, image, codename):
    user = get_user_model().objects.create_user("reporter", is_staff=True)
    if codename:
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    assert client.post(ADD, {**WORDS, "image": files.photo()}).status_code == 403
    assert (
        client.post(reverse("admin:images_image_delete", args=[image.pk]), {"post": "yes"}).status_code == 403
    )
    assert Image.objects.count() == 1


def test_who_may_only_look_gets_the_page(client, image):
    user = get_user_model().objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_image"))
    client.force_login(user)
    assert "A hall." in client.get(change(image)).content.decode()
    assert client.post(change(image), {**WORDS, "title": "Mine"}).status_code == 403


def test_strangers_are_sent_to_the_login(client, image):
    for url in (ADD, change(image), "/admin/images/image/"):
        assert client.get(url).url.startswith("/admin/login/")
    assert client.get("/admin/images/image/999/").status_code == 302
