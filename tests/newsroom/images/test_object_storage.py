"""Pictures in S3-compatible storage: what readers and the desk see is as with pictures on a disk."""

import datetime
import io
import itertools
import json
import re

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Pillow

from newsroom.images import renditions
from newsroom.images.models import Image, make_renditions
from people.exchange import pending
from tests import s3
from tests.make import make_image, make_live, make_user
from tests.newsroom.images import files
from tests.newsroom.test_settings import SAFE, manage

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/images/image/upload/"
_buckets = (f"newsroom-{n}" for n in itertools.count())


@pytest.fixture(scope="module")
def address():
    with s3.served() as address:
        yield address


@pytest.fixture
def bucket(address, settings):
    """A new bucket, in which the site keeps its pictures."""
    name = next(_buckets)
    s3.client(address).create_bucket(Bucket=name)
    settings.STORAGES = settings.STORAGES | s3.storages(address, name)
    return name


@pytest.fixture
def keys(address, bucket):
    """Return a function that lists the bucket."""
    listed = s3.client(address).list_objects_v2
    return lambda: sorted(row["Key"] for row in listed(Bucket=bucket).get("Contents", []))


def body(response):
    return b"".join(response)


# --- A picture's life -------------------------------------------------------------------------------
def test_an_upload_at_the_desk_goes_to_the_bucket_with_all_its_renditions(
    client, keys, settings, django_capture_on_commit_callbacks
):
    client.force_login(make_user("add_image", "view_image"))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            UPLOAD,
            {"pictures": files.sent(files.picture(2000, 1000))},
            headers={"accept": "application/json"},
        )
    assert response.status_code == 201
    image = Image.objects.get()
    made = {f"media/{path}" for path in renditions.paths(image.image).values()}
    assert image.renditions_ready
    assert set(keys()) == made | {f"media/{image.image.name}"}
    assert not settings.MEDIA_ROOT.exists()
    thumb = client.get(json.loads(response.content)["thumb"])
    assert (thumb.status_code, thumb["Content-Type"]) == (200, "image/jpeg")


def test_a_readers_page_shows_the_picture_and_each_of_its_addresses_answers(client, keys):
    image = make_image(900, 600)
    make_renditions.call(image.pk)
    article = make_live(lead_image=image)
    page = client.get(article.get_absolute_url()).content.decode()
    urls = set(re.findall(r"/media/[\w./-]+", page))
    assert len(urls) > 4
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, url
        picture = Pillow.open(io.BytesIO(body(response)))
        assert response["Content-Type"] == f"image/{picture.format.lower()}"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert int(response["Content-Length"]) > 0


def test_a_rendition_that_is_not_made_yet_leads_to_the_master(client, bucket):
    image = make_image()
    response = client.get(image.rendition("w400"))
    assert (response.status_code, response["Location"]) == (302, image.image.url)
    assert client.get(image.image.url).status_code == 200


def test_a_former_focal_point_is_swept_after_two_days(bucket, keys):
    image = make_image(900, 600)
    make_renditions.call(image.pk)
    image.refresh_from_db()
    before = set(keys())
    image.focal_point = "0x0"
    image.save()
    make_renditions.call(image.pk)
    former = before - {f"media/{path}" for path in renditions.paths(image.image).values()}
    former.discard(f"media/{image.image.name}")
    assert former
    assert former < set(keys())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2, minutes=1)):
        call_command("make_renditions", stdout=io.StringIO())
    assert not former & set(keys())
    image.refresh_from_db()
    assert not image.has_leftovers


def test_a_picture_that_is_thrown_away_leaves_no_master(keys, django_capture_on_commit_callbacks):
    image = make_image()
    assert keys() == [f"media/{image.image.name}"]
    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.filter(pk=image.pk).discard()
    assert keys() == []


def test_a_refused_row_leaves_no_file(keys):
    with pytest.raises(Exception, match="Describe the picture"):
        Image.objects.ingest(files.sent(files.picture()), credit="Desk")
    assert keys() == []


# --- What is not a picture ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "nothing.jpg",
        "pictures/",
        "pictures/..%2f..%2fpending/x.jpg",
        "../pending/x.jpg",
        "..%2fpending%2fx.jpg",
        "%00.jpg",
        "__processed__/aaa/bbb/ffff-0123456789ab.webp",
        "page.html",
    ],
)
def test_nothing_else_of_the_bucket_is_served(client, address, bucket, path):
    for key in ("media/page.html", "pending/x.jpg"):
        s3.client(address).put_object(Bucket=bucket, Key=key, Body=b"<script>")
    assert client.get(f"/media/{path}").status_code == 404


def test_a_name_is_never_written_twice(bucket):
    first = default_storage.save("pictures/a.jpg", ContentFile(b"1"))
    second = default_storage.save("pictures/a.jpg", ContentFile(b"2"))
    assert first != second
    assert default_storage.open(first).read() == b"1"


def test_a_file_that_waits_to_be_imported_may_be_confirmed_on_another_machine(keys):
    user = make_user()
    key = pending.keep(user, b"name\nKofi Annan\n", "people.csv")
    assert keys() == [f"pending/{user.pk}-{key}"]
    assert pending.take(user, key) == (b"name\nKofi Annan\n", "people.csv")
    assert pending.take(make_user(), key) is None
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61)):
        assert pending.take(user, key) is None
        pending.sweep()
    assert keys() == []


# --- Settings ----------------------------------------------------------------------------------------
def test_a_site_whose_bucket_is_there_has_nothing_to_complain_of(address, bucket, tmp_path):
    variables = SAFE | s3.environment(address, bucket) | {"DATA_DIR": str(tmp_path)}
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **variables)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"MEDIA_S3_BUCKET": "elsewhere"}, "NoSuchBucket"),
        ({"MEDIA_S3_ENDPOINT": "http://127.0.0.1:9"}, "Could not connect"),
    ],
)
def test_a_bucket_that_cannot_be_used_is_named_before_the_site_starts(address, tmp_path, change, said):
    variables = SAFE | s3.environment(address, "some") | {"DATA_DIR": str(tmp_path)} | change
    checked = manage("check", "--deploy", **variables)
    assert checked.returncode != 0
    assert f"The bucket '{variables['MEDIA_S3_BUCKET']}' cannot be used" in checked.stderr
    assert said in checked.stderr
    assert "MEDIA_S3_" in checked.stderr


def test_a_site_with_its_pictures_on_a_disk_loads_nothing_of_amazons():
    shown = manage("shell", "--no-imports", "-c", "import sys; print('botocore' in sys.modules)")
    assert shown.stdout.strip() == "False", shown.stderr
