"""The pages that merge: from the list, from a record, compared, counted before, undone; and who may."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.urls import reverse

from people.models import Merge, Organization, Person, Post
from tests.browserless import soup
from tests.make import make_topic, make_user
from tests.people.make import make_appointment, make_merge, make_organization, make_person, make_post
from tests.people.pages import url

pytestmark = pytest.mark.django_db
DESK = ["merge_records", "view_merge", "view_person", "change_person", "view_post", "change_post"]
DESK += ["view_organization", "change_organization", "view_topic", "merge_topics", "change_topic"]


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK))
    return client


def pair():
    kept, gone = make_person("Juan Méndez"), make_person("Juan E. Mendez", birth="1944", summary="A lawyer.")
    gone.names.create(text="J. Mendez")
    return kept, gone


def page_of(kept, gone, model="people_person"):
    return f"{reverse(f'admin:{model}_merge')}?kept={kept.pk}&gone={gone.pk}"


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def counted(client, address):
    """The page once it has counted what moves, as its script asks at once and its button does."""
    return client.post(address, {"_check": "1"})


def merge(client, kept, gone, model="people_person", **data):
    address = page_of(kept, gone, model)
    shown = counted(client, address).context["run"].state
    return client.post(address, {"_merge": "1", "shown": shown, **data})


def test_two_ticked_in_the_list_are_laid_side_by_side(desk):
    kept, gone = pair()
    data = {"action": "merge_chosen", "_selected_action": [kept.pk, gone.pk]}
    answer = desk.post(url("person_changelist"), data)
    assert answer["Location"] == page_of(kept, gone)
    one = desk.post(url("person_changelist"), {**data, "_selected_action": [kept.pk]})
    assert "Tick two records" in told(one)


def test_a_record_leads_to_a_search_for_the_other_one(desk):
    kept, gone = pair()
    form = soup(desk.get(url("person_change", kept.pk)))
    address = form.find("a", string="Merge with…")["href"]
    found = soup(desk.get(address, {"kept": kept.pk, "q": "mendez"}))
    assert [a["href"] for a in found.select(".merge-found a")] == [page_of(kept, gone)]
    assert "Nothing else is found for “nobody”" in desk.get(address, {"kept": kept.pk, "q": "nobody"}).text


def test_the_page_shows_what_differs_and_counts_what_moves(desk):
    kept, gone = pair()
    make_appointment(gone, "Special Adviser", start="2004")
    page = soup(counted(desk, page_of(kept, gone)))
    legends = [legend.get_text() for legend in page.select("fieldset.clash legend")]
    assert legends == ["Name", "Born", "Summary", "Address"]
    assert page.select_one("[name=choice-birth][checked]")["value"] == "gone"  # blank in the kept one
    counts = page.select_one(".merged dl").get_text(" ", strip=True)
    assert "Names 2" in counts
    assert "Appointments 1" in counts
    assert Person.objects.count() == 2


def test_opening_the_page_shows_what_differs_and_counts_nothing(desk):
    kept, gone = pair()
    page = soup(desk.get(page_of(kept, gone)))
    assert page.select_one("[name=choice-birth][checked]")["value"] == "gone"
    assert "Not counted yet." in page.select_one(".merged").get_text()
    assert page.select_one("#merge_form")["data-at-once"] == "_check"
    assert [button["name"] for button in page.select(".submit-row button")] == ["_check"]


def test_the_merge_is_done_as_chosen_and_leads_to_its_record(desk):
    kept, gone = pair()
    answer = merge(desk, kept, gone, **{"choice-name": "gone", "choice-birth": "kept", "reason": "Same man."})
    assert answer["Location"] == url("person_change", kept.pk)
    record = Merge.objects.get()
    assert reverse("admin:people_merge_change", args=[record.pk]) in told(answer)
    assert record.reason == "Same man."
    assert (str(Person.objects.get()), Person.objects.get().birth) == ("Juan E. Mendez", "")


def test_enter_only_counts_again_and_loses_no_choice(desk):
    kept, gone = pair()
    page = soup(desk.post(page_of(kept, gone), {"_check": "1", "choice-name": "gone", "reason": "x"}))
    assert page.select_one("[name=choice-name][checked]")["value"] == "gone"
    assert page.select_one("#merge-reason")["value"] == "x"
    assert Person.objects.count() == 2


def test_what_prevents_a_merge_is_shown_with_links_to_solve_it(desk):
    kept, gone = make_organization("United Nations"), make_organization("U.N.")
    one, other = make_post("Envoy", kept), make_post("Envoy", gone)
    answer = merge(desk, kept, gone, "people_organization")
    assert answer.status_code == 409
    links = [a["href"] for a in soup(answer).select(".merge-faults a")]
    assert links[0] == page_of(one, other, "people_post")
    assert Organization.objects.count() == 2


def test_what_changed_meanwhile_is_shown_before_it_is_merged(desk):
    kept, gone = pair()
    shown = counted(desk, page_of(kept, gone)).context["run"].state
    make_appointment(gone, "Special Adviser", start="2004")
    answer = desk.post(page_of(kept, gone), {"_merge": "1", "shown": shown})
    assert answer.status_code == 409
    assert "Look again" in answer.text
    assert not Merge.objects.exists()


def test_who_comes_second_is_shown_who_merged(desk):
    kept, gone = pair()
    make_merge(kept, gone)
    answer = desk.get(page_of(kept, gone))
    assert answer["Location"] == url("person_changelist")
    assert "has merged Juan E. Mendez into Juan Méndez already" in told(answer)


def test_the_page_of_a_merged_record_leads_to_the_one_it_is_now(desk):
    kept, gone = pair()
    make_merge(kept, gone)
    assert desk.get(url("person_change", gone.pk))["Location"] == url("person_change", kept.pk)


def test_the_record_of_a_merge_says_what_moved_and_undoes_it_once(desk):
    kept, gone = pair()
    record = make_merge(kept, gone)
    page = desk.get(url("merge_change", record.pk))
    assert "What the kept record took over" in page.text
    answer = desk.post(url("merge_undo", record.pk))
    assert answer["Location"] == url("person_change", gone.pk)
    assert Person.objects.count() == 2
    again = desk.post(url("merge_undo", record.pk))
    assert again.status_code == 409
    assert "has undone this merge already" in again.text
    assert "Undo this merge" not in desk.get(url("merge_change", record.pk)).text


def test_what_makes_undoing_impossible_is_named_with_a_link(desk):
    kept, gone = pair()
    row = make_appointment(gone, "Special Adviser", start="2004")
    record = make_merge(kept, gone)
    type(row).objects.filter(pk=row.pk).update(person=make_person("Edward Luck"))
    answer = desk.post(url("merge_undo", record.pk))
    assert answer.status_code == 409
    assert soup(answer).select_one(".merge-faults a")["href"] == url("appointment_change", row.pk)


def test_topics_are_merged_from_their_list_too(desk):
    kept, gone = make_topic("Genocide prevention"), make_topic("Prevention of genocide")
    merge(desk, kept, gone, "articles_topic")
    assert list(kept.aliases.values_list("name", flat=True)) == ["Prevention of genocide"]
    assert desk.get(reverse("admin:articles_topic_change", args=[gone.pk])).status_code == 302


@pytest.mark.parametrize("model", ["people_person", "people_post", "people_organization", "articles_topic"])
def test_only_who_may_merge_opens_the_page(client, model):
    verbs = [f"{verb}_{model.partition('_')[2]}" for verb in ("view", "change", "delete")]
    client.force_login(make_user(*verbs))
    address = reverse(f"admin:{model}_merge")
    assert client.get(address, {"kept": 1}).status_code == 403
    assert client.post(f"{address}?kept=1&gone=2", {"_merge": "1"}).status_code == 403
    assert "merge_chosen" not in client.get(reverse(f"admin:{model}_changelist")).text


def test_undoing_asks_for_the_right_of_its_kind_a_post_and_a_record(client):
    record = make_merge()
    client.force_login(make_user("view_merge", "merge_topics"))
    assert "Undo this merge" not in client.get(url("merge_change", record.pk)).text
    assert client.post(url("merge_undo", record.pk)).status_code == 403
    client.force_login(make_user(*DESK))
    assert client.get(url("merge_undo", record.pk)).status_code == 405
    assert client.post(url("merge_undo", 999)).status_code == 404
    assert client.get(url("merge_change", 999)).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?kept=x", "?kept=999", "?kept=99999999999999999999", "?kept=1&gone=%00"]
)
def test_a_record_that_is_not_there_is_not_found(desk, query):
    assert desk.get(reverse("admin:people_person_merge") + query).status_code == 404


def test_a_seat_held_twice_is_shown_when_posts_merge(desk):
    kept, gone = make_post("Adviser"), make_post("Special Adviser")
    make_appointment("Kofi Annan", kept, start="2000-01-01", end="2003-01-01")
    make_appointment("Ban Ki-moon", gone, start="2001-01-01", end="2002-01-01")
    answer = merge(desk, kept, gone, "people_post")
    assert "held at once by Kofi Annan" in answer.text
    assert Post.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("reporter", {}),
        ("picture desk", {}),
        ("editor", {"duplicates": "articles.topic"}),
        ("people desk", {"consistency": "", "duplicates": "people.person"}),
        ("administrator", {"consistency": "", "duplicates": "people.person"}),
    ],
)
def test_each_role_opens_the_pages_of_what_it_is_responsible_for(client, role, pages):
    user = make_user()
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    for page in ("consistency", "duplicates"):
        answer = client.get(f"/admin/people/merge/{page}/", {"of": pages.get(page) or "people.person"})
        assert answer.status_code == (200 if page in pages else 403), page
