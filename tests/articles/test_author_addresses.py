"""An author whose address changes goes on being found at the one of before."""

import pytest

from tests.make import make_author, make_live, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_user("change_author", "view_author", is_superuser=True))
    return client


def move(client, author, slug):
    url = f"/admin/articles/author/{author.pk}/change/"
    assert client.post(url, {"name": author.name, "slug": slug, "bio": "", "user": ""}).status_code == 302


def test_the_address_of_before_leads_to_the_one_of_now(desk):
    author = make_author("Ilse Marrow")
    make_live(authors=[author])
    move(desk, author, "ilse")
    answer = desk.get("/authors/ilse-marrow/")
    assert (answer.status_code, answer["Location"]) == (301, "/authors/ilse/")
    assert desk.get("/authors/ilse/").status_code == 200


@pytest.mark.parametrize("form", ["atom", "json"])
def test_the_feed_of_before_leads_to_the_one_of_now(desk, form):
    author = make_author("Ilse Marrow")
    make_live(authors=[author])
    move(desk, author, "ilse")
    answer = desk.get(f"/authors/ilse-marrow/feed.{form}")
    assert (answer.status_code, answer["Location"]) == (301, f"/authors/ilse/feed.{form}")
    assert desk.get("/authors/nobody/feed.atom").status_code == 404


def test_moving_back_makes_no_loop(desk):
    author = make_author("Ilse Marrow")
    make_live(authors=[author])
    for slug in ("ilse", "ilse-marrow"):
        move(desk, author, slug)
    assert desk.get("/authors/ilse-marrow/").status_code == 200
    assert desk.get("/authors/ilse/")["Location"] == "/authors/ilse-marrow/"


def test_an_author_whom_no_reader_has_seen_has_no_former_address_either(desk):
    move(desk, author := make_author("Ilse Marrow"), "ilse")
    assert desk.get("/authors/ilse-marrow/").status_code == 404
    assert author.former_addresses.exists()
