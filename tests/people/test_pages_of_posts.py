"""Who held what on a day comes in pages of a hundred posts, and loses none."""

import re
from html import unescape

import pytest
import time_machine

from people.models import Organization
from tests.people.make import make_appointment, make_organization, make_post
from tests.people.test_pages_on_a_day import file_of, on
from tests.people.test_pages_person import TODAY, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture(autouse=True, scope="module")
def _offices(module_rows):
    """Seven organizations of 30 posts, the last of the best rank; the first had no holder by 2007."""
    with time_machine.travel(TODAY, tick=False):
        for house in range(7):
            office = make_organization(f"Office {house}")
            for n in range(30):
                post = make_post(f"Post {house}-{n:02}", office, rank=100 - house)
                start = "2007-01-01" if house else "2012-01-01"
                end = "2007-11" if house and n == 0 else "2016-06-30"
                make_appointment(f"Holder Number{house}-{n}", post, start=start, end=end)


def posts_of(html):
    """The names of the posts in the tables of a page."""
    return re.findall(r'href="/posts/[^"]*">(Post [0-9-]+)</a>', html)


def test_a_day_comes_in_pages_of_a_hundred_posts_and_loses_none(client):
    address, pages = "/people/?on=2007-10-10", []
    while address:
        html = page(client, address)
        pages.append(posts_of(html))
        following = re.search(r'href="([^"]*)#held" rel="next"', html)
        address = following and unescape(following[1])
        assert not address or address.startswith("/people/?on=2007-10-10&after=")
    assert [len(posts) for posts in pages] == [100, 80]
    told = [post for posts in pages for post in posts]
    assert told == [f"Post {house}-{n:02}" for house in range(6, 0, -1) for n in range(30)]


def test_the_next_page_keeps_the_days_and_the_organization(client):
    html = page(client, "/people/?on=2007-10-10&and=2007-11-10&org=office-3")
    assert 'rel="next"' not in html
    un = make_organization("United Nations")
    Organization.objects.filter(name__startswith="Office").update(parent=un)
    html = page(client, "/people/?on=2007-10-10&and=2007-11-10&org=united-nations")
    assert 'href="/people/?on=2007-10-10&amp;and=2007-11-10&amp;org=united-nations&amp;after=' in html
    html = page(client, "/organizations/united-nations/?on=2007-10-10")
    assert 'href="/organizations/united-nations/?on=2007-10-10&amp;after=' in html


def test_of_two_days_what_is_different_comes_first_and_whole(client):
    html = page(client, "/people/?on=2007-10-10&and=2008-01-01")
    different, same = html.partition('id="held"')[::2]
    assert posts_of(different) == [f"Post {house}-00" for house in range(6, 0, -1)]
    assert len(posts_of(same)) == 100
    assert "6 different, the others by page." in words(html)
    following = unescape(re.search(r'href="([^"]*)#held" rel="next"', html)[1])
    html = page(client, following)
    assert len(posts_of(html)) == 6 * 29 - 100
    assert "What is different" not in html
    assert "Went" not in html
    assert 'href="/people/?on=2007-10-10&amp;and=2008-01-01">First page</a>' in html


@pytest.mark.parametrize("after", ["x", "-1", "99999999999999999999999", "0"])
def test_a_page_that_is_none_is_the_first(client, after):
    html = page(client, f"/people/?on=2007-10-10&after={after}")
    assert posts_of(html)[0] == "Post 6-00"


def test_a_day_long_ago_is_found_behind_many_posts_without_a_holder(client):
    post = make_post("Post 9", Organization.objects.get(slug="office-0"), rank=1000)
    make_appointment("Trygve Lie", post, start="1946-02-02", end="1952")
    assert "On 1 January 1950 : one post on record." in on(client, "on=1950-01-01")


def test_the_file_has_a_row_for_each_holder_of_all_pages(client):
    header, *rows = file_of(client, "on=2007-10-10")
    assert header == ["on", "organization", "post", "person", "state", "since", "sources"]
    assert len(rows) == 180
    assert rows[0] == [
        "'2007-10-10", "Office 6", "Post 6-00", "Holder Number6-0", "in-post", "'2007-01-01", "A/RES/61/3",
    ]  # fmt: skip
