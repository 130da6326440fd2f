"""Pages that are kept are, byte for byte, what would be made anew; they cost one query."""

import gzip
import threading

import brotli
import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.middleware.csp import get_nonce
from django.test import Client
from django.urls import path

from articles.models.edition import Edition
from newsroom import freshness
from newsroom.kept_pages import KeptPage, KeptPages
from newsroom.lib.encodings import best_encoding
from tests.make import make_live
from tests.served import Served

try:
    from compression import zstd
except ImportError:  # before Python 3.14
    from backports import zstd

pytestmark = pytest.mark.django_db
asked = []


def page(request):
    asked.append(request.get_full_path())
    return HttpResponse(
        "".join(Edition.objects.live().newest_first().values_list("headline", flat=True)) * 40
    )


def changing(request):
    """A page in whose midst something is published, once."""
    asked.append("changing")
    first = list(Edition.objects.live().values_list("headline", flat=True))
    if len(asked) == 1:
        make_live(headline="Meanwhile")
    return HttpResponse(f"{first} {list(Edition.objects.live().values_list('headline', flat=True))}")


def counting(request):
    asked.append("counting")
    response = HttpResponse("for one reader")
    response.set_cookie("mine", "1")
    return response


def nonce(request):
    asked.append("nonce")
    return HttpResponse(f"<script nonce={get_nonce(request)}></script>")


urlpatterns = [
    path("page/", page),
    path("letter/<str:letter>/", lambda request, letter: HttpResponse(f"/letter/{letter}/")),
    path("changing/", changing),
    path("counting/", counting),
    path("nonce/", nonce),
]


@pytest.fixture(autouse=True)
def _kept(settings, tmp_path):
    settings.KEPT_PAGES_MB = 4
    settings.SHARED_CACHE = False
    settings.RELEASE = tmp_path.name  # Redis may still hold what another test kept
    asked.clear()


@pytest.fixture
def small_site(settings):
    settings.ROOT_URLCONF = __name__


def get(address, client=None, **headers):
    return (client or Client()).get(address, headers=headers)


# --- Kept and given again ----------------------------------------------------------------------------
@pytest.mark.usefixtures("small_site")
def test_a_kept_page_costs_one_query_and_no_view(django_assert_num_queries):
    make_live(headline="Once")
    client = Client()
    first = get("/page/", client)
    with django_assert_num_queries(1):
        second = get("/page/", client)
    assert asked == ["/page/"]
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())
    assert second["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src" in second["Content-Security-Policy"]


@pytest.mark.usefixtures("small_site")
def test_each_query_and_each_host_has_its_own_page(settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    client = Client()
    for _time in range(2):
        for query in ("", "?a=1", "?a=2"):
            get(f"/page/{query}", client, Host="one.example")
        get("/page/", client, Host="two.example")
    assert asked == ["/page/", "/page/?a=1", "/page/?a=2", "/page/"]


@pytest.mark.usefixtures("small_site")
def test_a_host_that_is_not_ours_is_refused_a_kept_page_too(settings):
    settings.ALLOWED_HOSTS = ["one.example"]
    client = Client(raise_request_exception=False)
    assert get("/page/", client, Host="one.example").status_code == 200
    assert get("/page/", client, Host="other.example").status_code == 400


@pytest.mark.usefixtures("small_site")
def test_plain_http_is_sent_on_though_the_page_is_kept(settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get("/page/", secure=True).status_code == 200
    assert client.get("/page/").status_code == 301
    assert client.get("/page/", secure=True).status_code == 200
    assert asked == ["/page/"]


@pytest.mark.usefixtures("small_site")
def test_a_form_sent_to_a_kept_address_reaches_the_view():
    client = Client()
    get("/page/", client)
    client.post("/page/")
    client.put("/page/")
    assert len(asked) == 3


@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("address", ["/counting/", "/nonce/"])
def test_what_is_made_for_one_reader_is_not_kept(address):
    client = Client()
    first, second = get(address, client), get(address, client)
    assert len(asked) == 2
    if address == "/nonce/":
        assert first.content != second.content


@pytest.mark.usefixtures("small_site")
def test_a_page_shows_one_state_though_something_is_published_while_it_is_made():
    make_live(headline="Before")
    response = get("/changing/")
    first, second = response.content.decode().split("] [")
    assert "Meanwhile" in first
    assert "Meanwhile" in second
    assert len(asked) == 2
    assert get("/page/", **{"If-None-Match": response["ETag"]}).status_code == 304


# --- Before Django -----------------------------------------------------------------------------------
@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("accepted", ["", "gzip", "br", "gzip, zstd"])
def test_a_page_given_before_django_is_what_django_gave(accepted, django_assert_num_queries):
    make_live(headline="Once")
    site = Served()
    first = site.get("/page/?a=1", **{"Accept-Encoding": accepted})
    assert site.answered == 0
    with django_assert_num_queries(1):
        second = site.get("/page/?a=1", **{"Accept-Encoding": accepted})
    assert site.answered == 1
    assert (second.status_code, second.content, second.headers) == (200, first.content, first.headers)
    make_live(headline="Another")
    third = site.get("/page/?a=1", **{"Accept-Encoding": accepted})
    assert site.answered == 1
    assert third.headers["ETag"] != second.headers["ETag"]


@pytest.mark.usefixtures("small_site")
def test_a_reader_who_has_the_page_is_told_so_before_django():
    site = Served()
    etag = site.get("/page/")["ETag"]
    unchanged = site.get("/page/", **{"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content, site.answered) == (304, b"", 1)
    expected = get("/page/", **{"If-None-Match": etag})
    assert unchanged.headers == dict(expected.items())
    for other in ('"other"', f'"other", {etag}'):  # Django reads lists
        site.get("/page/", **{"If-None-Match": other})
    assert site.answered == 1
    make_live()
    assert site.get("/page/", **{"If-None-Match": etag}).status_code == 200


@pytest.mark.usefixtures("small_site")
def test_what_was_not_let_in_is_for_django(settings):
    settings.ALLOWED_HOSTS = ["one.example"]
    settings.SECURE_SSL_REDIRECT = True
    site = Served()
    one = {"Host": "one.example"}
    for _time in range(2):
        assert site.get("/page/", secure=True, **one).status_code == 200
        assert site.get("/page/", secure=True, Host="other.example").status_code == 400
        assert site.get("/page/", **one).status_code == 301
        assert site.get("/page/", secure=True, Host="one.example:8000").status_code == 200
    assert site.answered == 2


@pytest.mark.usefixtures("small_site")
def test_an_address_is_read_as_django_reads_it():
    """%C3%A9 is é, %E9 is no letter: what one of them gave is never given for the other."""
    site = Served()
    for _time in range(2):
        assert site.get("/letter/%C3%A9/").content == "/letter/é/".encode()
        assert site.get("/letter/%E9/").content != "/letter/é/".encode()
    assert site.answered == 2


@pytest.mark.usefixtures("small_site")
def test_a_database_that_does_not_answer_is_a_matter_for_django(monkeypatch):
    site = Served()
    site.get("/page/")

    def fails():
        raise OperationalError("gone")

    monkeypatch.setattr(freshness, "_version", fails)
    with pytest.raises(OperationalError):
        Client().get("/page/")
    assert site.get("/page/").status_code == 500
    assert site.answered == 0


# --- Compressed --------------------------------------------------------------------------------------
@pytest.mark.usefixtures("small_site")
@pytest.mark.parametrize("kept", [0, 4])
def test_the_client_gets_the_compression_it_takes(settings, kept):
    settings.KEPT_PAGES_MB = kept
    make_live(headline="A long page. ")
    client = Client()
    plain = get("/page/", client)
    assert "Content-Encoding" not in plain
    for accepted, name, decompress in (
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, zstd", "zstd", zstd.decompress),
    ):
        for _time in range(2):
            response = get("/page/", client, **{"Accept-Encoding": accepted})
            assert response["Content-Encoding"] == name
            assert response["Vary"] == "Accept-Encoding"
            assert int(response["Content-Length"]) == len(response.content)
            assert decompress(response.content) == plain.content
    assert plain["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "name"),
    [
        ("", ""),
        ("identity", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("gzip;q=0", ""),
        ("br;q=0, *", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0.2, identity;q=0.9", ""),
        ("br; q=1", "br"),
        ("br;q=high, gzip", "gzip"),
        (",, ;q=1, gzip", "gzip"),
        ("deflate, compress", ""),
    ],
)
def test_the_best_compression_by_weight(accepted, name):
    assert best_encoding(accepted) == name


# --- The memory of a process -------------------------------------------------------------------------
def of(etag, size):
    return KeptPage(etag, {"content-type": ("Content-Type", "text/html")}, b"x" * size)


def test_the_memory_is_bounded_and_forgets_what_was_not_asked_for_longest():
    pages = KeptPages(100_000)
    for number in range(20):
        pages.put(str(number), of("a", 4_000))
        pages.get("0", "a")
    assert pages.bytes <= 100_000
    assert pages.get("0", "a")
    assert pages.get("19", "a")
    assert pages.get("1", "b") is None
    pages.put("long", of("a", 50_000))
    assert pages.get("0", "a")


def test_a_page_of_another_stamp_takes_the_place_of_the_old_one():
    pages = KeptPages(100_000)
    pages.put("here", of("old", 1_000))
    before = pages.bytes
    pages.put("here", of("new", 1_000))
    assert pages.bytes == before
    assert pages.get("here", "new").etag == "new"


def test_one_thread_makes_a_page_and_the_others_get_it():
    pages, made, given, start = KeptPages(100_000), [], [], threading.Barrier(4)

    def ask():
        start.wait()
        with pages.one_maker("here") as is_maker:
            page = None if is_maker else pages.get("here", "a")
            if page is None:
                made.append(1)
                page = of("a", 500)
                pages.put("here", page)
        given.append(page)

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 4
    assert len(made) == 1 or all(page.content == given[0].content for page in given)


def test_a_maker_that_fails_leaves_nobody_waiting():
    pages = KeptPages(100_000)
    with pytest.raises(ValueError, match="no page"), pages.one_maker("here"):
        raise ValueError("no page")
    with pages.one_maker("here") as is_maker:
        assert is_maker


def test_a_shared_cache_that_is_down_is_a_miss(settings, monkeypatch):
    from redis import ConnectionError as RedisIsDown

    def down(*_arguments):
        raise RedisIsDown

    settings.SHARED_CACHE = True
    monkeypatch.setattr("newsroom.kept_pages.cache.get", down, raising=False)
    monkeypatch.setattr("newsroom.kept_pages.cache.set", down, raising=False)
    make_live()
    assert get("/").status_code == 200


def test_processes_share_pages(settings, django_assert_num_queries):
    """Two sites with a memory each: the second gives what the first made."""
    settings.SHARED_CACHE = True
    make_live(headline="Made once")
    first = get("/")
    with django_assert_num_queries(1):
        second = get("/")
    assert second.content == first.content
