"""Many pictures at once: what comes in, what is refused, and how pictures get their words."""

import json

import pytest
from django.db import IntegrityError
from django.urls import reverse

from newsroom.images.models import Image
from tests.make import make_image, make_user
from tests.newsroom.images import files

pytestmark = pytest.mark.django_db
UPLOAD, WAITING = "/admin/images/image/upload/", "/admin/images/image/waiting/"


@pytest.fixture
def reporter(client):
    user = make_user("add_image", "view_image")
    client.force_login(user)
    return user


def send(client, file):
    """One file as the script sends it: (status, answer)."""
    response = client.post(UPLOAD, {"pictures": file}, headers={"accept": "application/json"})
    return response.status_code, json.loads(response.content)


def arrived(user, width=60, **kw):
    return Image.objects.receive(files.sent(files.picture(width, 40), **kw), user)


def typed(*images, **words):
    """What the form of waiting pictures posts, the same words for each."""
    data = {"picture": [image.pk for image in images]}
    for image in images:
        data |= {f"p{image.pk}-title": image.title}
        data |= {f"p{image.pk}-{name}": value for name, value in words.items()}
    return data


# --- One request a file -----------------------------------------------------------------------------
def test_a_file_comes_in_and_waits_for_its_words(client, reporter, stored):
    status, answer = send(client, files.iptc(d110=b"UN Photo", d40=b"No sales"))
    image = Image.objects.get()
    assert (status, answer["id"], answer["title"]) == (201, image.pk, "wire")
    assert (image.waiting, image.uploaded_by, image.credit) == (True, reporter, "UN Photo")
    assert (image.alt, image.usage_terms) == ("", "No sales")
    assert stored() == [image.image.name]


def test_the_same_file_is_refused_with_a_link_and_stored_once(client, reporter, stored):
    known = make_image(title="The hall")
    image = arrived(reporter)
    kept = stored()
    status, answer = send(client, files.sent(files.picture(60, 40), name="again.jpg"))
    assert status == 409
    assert answer["error"] == "This picture came in before and waits for its words: “hall”."
    assert answer["url"] == reverse("admin:images_image_change", args=[image.pk])
    assert (Image.objects.count(), stored()) == (2, kept)
    assert str(known.refusal().messages[0]) == "This picture is already in the library: “The hall”."


def test_a_bad_file_is_refused_in_words_and_leaves_nothing(client, reporter, stored):
    for file, words in (
        (files.raw(b"<svg/>", "x.svg"), "SVG files cannot be used."),
        (files.bomb(), "more than 50 megapixels"),
        (files.cut(files.sent(files.picture(400, 400))), "damaged or incomplete"),
        (files.raw(b""), "empty"),
    ):
        status, answer = send(client, file)
        assert status == 422
        assert words in answer["error"]
    assert (Image.objects.count(), stored()) == (0, [])


def test_a_large_file_leaves_nothing_in_the_folder_for_passing_files(client, reporter, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "passing"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    large = files.raw(b"\xff\xd8\xff" + b"\0" * 3_000_000)  # more than is kept in memory
    assert send(client, large)[0] == 422
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []


def test_a_script_sends_one_file_at_a_time(client, reporter):
    both = [files.sent(files.picture(20, 20)), files.sent(files.picture(30, 20))]
    assert send(client, both) == (422, {"error": "Send one picture at a time."})
    assert send(client, [])[0] == 422
    assert not Image.objects.exists()


def test_a_received_picture_has_its_sizes_after_the_commit(reporter, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = arrived(reporter)
    assert Image.objects.get(pk=image.pk).renditions_ready


# --- All in one, without a script ---------------------------------------------------------------------
def test_without_a_script_all_come_in_one_form(client, reporter):
    many = [files.sent(files.picture(20 + n, 20), name=f"{n}.jpg") for n in range(3)]
    response = client.post(UPLOAD, {"pictures": many})
    assert response.url == WAITING
    assert Image.objects.filter(waiting=True).count() == 3


def test_a_bad_one_among_them_is_named_and_the_others_stay(client, reporter):
    many = [files.sent(files.picture(), name="good.jpg"), files.raw(b"%PDF-1.7", "minutes.pdf")]
    html = client.post(UPLOAD, {"pictures": many}).content.decode()
    assert "minutes.pdf" in html
    assert "PDF files cannot be used." in html
    assert Image.objects.get().title == "good"
    assert f'href="{WAITING}"' in html


def test_a_form_without_files_is_refused(client, reporter):
    assert "Choose the pictures first." in client.post(UPLOAD, {}).content.decode()


# --- Giving them words ----------------------------------------------------------------------------------
def test_a_picture_with_its_words_enters_the_library(client, reporter):
    image = arrived(reporter)
    response = client.post(WAITING, typed(image, alt="A hall.", credit="Desk", rights_until="2030-05-01"))
    assert response.url == reverse("admin:images_image_changelist")
    image.refresh_from_db()
    assert (image.waiting, image.alt, str(image.rights_until)) == (False, "A hall.", "2030-05-01")


def test_what_lacks_its_words_stays_with_what_was_typed_and_the_others_enter(client, reporter):
    first, second = arrived(reporter), arrived(reporter, width=61)
    data = typed(first, second, credit="Desk", caption="Before a session")
    data[f"p{first.pk}-alt"] = "A hall."
    html = client.post(WAITING, data).content.decode()
    assert "Describe the picture, or tick “decorative”." in html
    assert "Before a session" in html
    assert "What is complete has entered the library." in html
    assert list(Image.objects.filter(waiting=True)) == [second]


def test_what_holds_for_all_fills_only_what_is_empty(client, reporter):
    first, second = arrived(reporter), arrived(reporter, width=61)
    data = typed(first, second, alt="A hall.", credit="") | {
        "all-credit": "UN Photo",
        "all-byline": "I. Marrow",
    }
    data[f"p{first.pk}-credit"] = "Agency"
    client.post(WAITING, data)
    assert list(Image.objects.order_by("pk").values_list("credit", "byline")) == [
        ("Agency", "I. Marrow"),
        ("UN Photo", "I. Marrow"),
    ]


def test_a_window_that_ends_before_it_begins_is_refused_and_nothing_enters(client, reporter):
    image = arrived(reporter)
    words = {"alt": "x", "credit": "x", "rights_from": "2030-05-02", "rights_until": "2030-05-01"}
    html = client.post(WAITING, typed(image, **words)).content.decode()
    assert "The first day must come before the last." in html
    data = typed(image, alt="x", credit="x") | {"all-rights_from": "nonsense"}
    assert "Enter a valid date" in client.post(WAITING, data).content.decode()
    assert Image.objects.get().waiting


def test_one_may_be_thrown_away_and_takes_its_file_along(
    client, reporter, stored, django_capture_on_commit_callbacks
):
    image = arrived(reporter)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(WAITING, typed(image, drop="on"))
    assert (Image.objects.count(), stored()) == (0, [])


def test_what_a_colleague_described_meanwhile_is_left_as_it_is(client, reporter):
    image = arrived(reporter)
    Image.objects.filter(pk=image.pk).update(waiting=False, alt="Theirs", credit="Theirs")
    response = client.post(WAITING, typed(image, alt="Mine", credit="Mine", drop="on"), follow=True)
    assert "1 picture no longer waits" in response.content.decode()
    assert Image.objects.get().alt == "Theirs"


def test_the_screen_costs_the_same_however_many_wait(client, reporter, django_assert_num_queries):
    for n in range(5):
        arrived(reporter, width=60 + n)
    # session, user, permissions, the pictures, how many wait
    with django_assert_num_queries(5):
        html = client.get(WAITING).content.decode()
    assert html.count('name="picture"') == 5


# --- Until then -----------------------------------------------------------------------------------------
def test_the_database_asks_for_words_as_soon_as_a_picture_no_longer_waits(reporter):
    image = arrived(reporter)
    with pytest.raises(IntegrityError):
        Image.objects.filter(pk=image.pk).update(waiting=False)


def test_no_picker_offers_a_picture_that_waits(client, reporter):
    waiting, ready = arrived(reporter), make_image(title="Ready")
    client.force_login(make_user(is_superuser=True))
    picker = "/admin/autocomplete/?app_label=people&model_name=person&field_name=portrait"
    assert [row["id"] for row in client.get(picker).json()["results"]] == [str(ready.pk)]
    offered = client.get(reverse("admin:articles_article_pictures")).json()["results"]
    assert [row["id"] for row in offered] == [ready.pk]
    assert waiting.title in client.get("/admin/images/image/").content.decode()


def test_its_own_page_gives_it_its_words_too(client, reporter):
    image = arrived(reporter)
    client.force_login(make_user(is_superuser=True))
    url = reverse("admin:images_image_change", args=[image.pk])
    words = {"title": "x", "focal_point": "0.5x0.5", "alt": "A hall.", "credit": "Desk"}
    client.post(url, words | {"alt": ""})
    assert Image.objects.get().waiting
    client.post(url, words)
    assert not Image.objects.get().waiting


def test_the_list_says_how_many_wait(client, reporter):
    arrived(reporter)
    assert "1 picture waits for its words" in client.get("/admin/images/image/").content.decode()


# --- Who may ----------------------------------------------------------------------------------------------
def test_a_reporter_describes_their_own_and_the_picture_desk_all(client, reporter):
    own, other = arrived(reporter), arrived(make_user(), width=61)
    assert client.get(WAITING).content.decode().count('name="picture"') == 1
    client.post(WAITING, typed(own, other, alt="Mine", credit="Mine"))
    assert list(Image.objects.filter(waiting=True)) == [other]
    client.force_login(make_user("add_image", "change_image"))
    client.post(WAITING, typed(other, alt="Desk", credit="Desk"))
    assert not Image.objects.filter(waiting=True).exists()


@pytest.mark.parametrize("url", [UPLOAD, WAITING])
def test_others_may_not(client, url):
    assert client.get(url).url.startswith("/admin/login/")
    client.force_login(make_user("view_image", "change_image"))
    assert client.get(url).status_code == 403
    assert client.post(url, {"pictures": files.photo()}).status_code == 403
    assert not Image.objects.exists()


@pytest.mark.parametrize("url", [UPLOAD, WAITING])
def test_other_methods_are_refused(client, reporter, url):
    assert client.put(url).status_code == 405


@pytest.mark.parametrize("picture", ["x", "-1", "999999", "9" * 30])
def test_a_picture_that_is_not_there_is_no_error(client, reporter, picture):
    assert client.post(WAITING, {"picture": picture}).status_code == 302
