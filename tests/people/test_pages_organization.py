"""An organization: the tree below it, its posts and their holders on any day, who came and who went."""

import pytest

from people.models import Organization
from tests.make import make_live
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_pages_person import TODAY, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def un():
    """The United Nations with a part of a part, and one outside."""
    un = make_organization("United Nations", slug="un")
    secretariat = make_organization("Secretariat", parent=un)
    office = make_organization("Office of Legal Affairs", parent=secretariat)
    make_appointment("Kofi Annan", make_post("Secretary-General", un), start="1997-01-01", end="2006-12-31")
    make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01", end="2016-12-31")
    make_appointment("Nicolas Michel", make_post("Legal Counsel", office), start="2004", end="2008")
    make_appointment("Margaret Chan", make_post("Director-General", make_organization("WHO")), start="2007")
    return un


def shown(client, query="", status=200):
    return words(page(client, f"/organizations/un/{query}", status).partition("<main")[2])


def test_the_tree_below_it_is_drawn_with_its_branches(client, un):
    body = page(client, "/organizations/un/")
    tree = body[body.index('class="tree"') :]
    assert tree.index("Secretariat") < tree.index('class="tree"', 20) < tree.index("Office of Legal Affairs")
    assert "WHO" not in tree.partition("</section>")[0]


def test_a_part_that_ended_says_so(client, un):
    make_organization("League Office", parent=un, ended="1946-04")
    assert "League Office until April 1946" in shown(client)


def test_on_a_day_the_posts_of_the_whole_tree_have_their_holders(client, un):
    said = shown(client, "?on=2005-06-01")
    assert "Secretary-General Kofi Annan in post since 1 January 1997" in said
    assert "Legal Counsel Nicolas Michel" in said
    assert "Ban Ki-moon" not in said
    assert "Chan" not in said


def test_two_days_tell_who_came_and_who_went(client, un):
    said = shown(client, "?on=2007-10-10&and=2006-10-10")
    came, went = said.partition("Came ")[2].split("What is different")[0].split("Went ")
    assert "Ban Ki-moon , Secretary-General in post since 1 January 2007" in came
    assert "Kofi Annan , Secretary-General in post until 31 December 2006" in went
    assert "Michel" not in came + went


def test_the_order_of_the_two_days_changes_nothing_in_who_came(client, un):
    said = shown(client, "?on=2006-10-10&and=2007-10-10")
    assert "Ban Ki-moon" in said.partition("Came ")[2].partition("Went ")[0]


def test_everyone_stayed_when_nobody_came_or_went(client, un):
    said = shown(client, "?on=2005-01-01&and=2005-01-02")
    assert said.count("Nobody on record.") == 2


def test_a_hidden_person_is_in_no_comparison(client, un):
    make_appointment(make_person("Hidden Person", is_public=False), make_post("Aide", un), start="2007")
    assert "Hidden" not in shown(client, "?on=2008-01-01&and=2006-01-01")


@pytest.mark.parametrize("query", ["?on=soon", "?on=", "?on=2007-10-10&and=x", "?on=2007-02-30"])
def test_a_day_that_is_none_is_shown_beside_its_field(client, un, query):
    assert "Write a whole day" in (said := shown(client, query, 400)) or "Choose a day." in said
    assert "Secretary-General António" not in said


def test_a_page_of_a_day_can_be_cited(client, un):
    body = page(client, "/organizations/un/?on=2007-10-10&x=1")
    assert 'rel="canonical" href="http://127.0.0.1:8000/organizations/un/?on=2007-10-10"' in body


def test_a_circle_of_parts_is_shown_once(client, un):
    part = make_organization("Secretariat")
    Organization.objects.filter(pk=un.pk).update(parent=part)
    assert shown(client).count("Office of Legal Affairs") == 1


def test_ten_queries_are_enough_with_days_and_seven_without(client, un, django_assert_max_num_queries):
    make_live(officials=[make_person("Somebody Else")])
    # Freshness; organization with its parent; all organizations; appointments; gaps; succession; stories.
    # Three more so that only a page of posts is read: which may differ, how many in which house, which come.
    with django_assert_max_num_queries(10):
        shown(client, "?on=2007-10-10&and=2006-10-10")
    # Freshness; organization with its parent; all organizations; posts; appointments; succession; stories.
    with django_assert_max_num_queries(7):
        shown(client)


def test_each_holder_stands_beside_the_sources(client, un):
    row = make_appointment("Patricia O'Brien", "Legal Counsel", start="2008-08", cited=False, end="2013")
    row.citations.create(symbol="SG/A/1144", url="https://press.un.org/sga1144", fact="start")
    row.citations.create(title="A letter", fact="end")
    cited = '<a href="https://press.un.org/sga1144" rel="external">SG/A/1144</a> · A letter'
    assert cited in page(client, "/organizations/un/?on=2009-01-01")
    assert cited in page(client, "/people/?on=2009-01-01")
