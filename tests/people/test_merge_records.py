"""Two records become one: what moves, what is kept, what is refused, and undoing."""

import pytest

from people.duplicates.faults import MergeRefused
from people.duplicates.merging import counted, dry_run, merge
from people.duplicates.relations import relations
from people.duplicates.undoing import undo
from people.models import Appointment, FormerSlug, Merge, Organization, Person, PersonName, Post
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db


def everything():
    """All rows of the people desk but merges and histories, as sets: what undoing must give back."""
    from django.apps import apps

    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_app_config("people").get_models()
        if model is not Merge and not model.__name__.startswith("Historical")
    }


def pair():
    kept, gone = make_person("Juan Méndez"), make_person("Juan E. Mendez", birth="1944", summary="A lawyer.")
    gone.names.create(text="J. Mendez")
    return kept, gone


def merged(kept, gone, **kw):
    return merge(type(kept), kept.pk, gone.pk, make_user(), **kw)


def refusal(kept, gone, **kw):
    with pytest.raises(MergeRefused) as caught:
        merged(kept, gone, **kw)
    return " ".join(caught.value.messages)


# --- Persons -------------------------------------------------------------------------------------
def test_names_appointments_and_addresses_follow_to_the_kept_person():
    kept, gone = pair()
    row = make_appointment(gone, "Special Adviser", start="2004")
    merged(kept, gone)
    kept.refresh_from_db()
    assert Appointment.objects.get() == row
    assert Appointment.objects.get().person == kept
    assert set(kept.names.values_list("text", flat=True)) == {"J. Mendez", "Juan E. Mendez"}
    assert kept.birth == "1944"  # blank before: filled without being asked
    assert FormerSlug.objects.get(person=kept).slug == "juan-e-mendez"
    assert list(Person.objects.all()) == [kept]


def test_the_old_address_answers_301(client):
    kept, gone = pair()
    merged(kept, gone)
    answer = client.get("/people/juan-e-mendez/")
    assert (answer.status_code, answer["Location"]) == (301, "/people/juan-mendez/")


def test_each_field_is_chosen_and_the_other_name_is_kept_as_a_variant():
    kept, gone = pair()
    merged(kept, gone, choices={"name": "gone", "address": "gone", "birth": "kept"})
    kept.refresh_from_db()
    assert (str(kept), kept.slug, kept.birth) == ("Juan E. Mendez", "juan-e-mendez", "")
    assert "Juan Méndez" in kept.names.values_list("text", flat=True)
    assert FormerSlug.objects.get(person=kept).slug == "juan-mendez"
    assert Person.objects.matching("Méndez").get() == kept
    assert kept.name_key == "e juan mendez"


def test_a_dry_run_counts_exactly_what_the_merge_then_moves_and_changes_nothing():
    kept, gone = pair()
    make_appointment(gone, "Special Adviser", start="2004")
    before = everything()
    run = dry_run(Person, kept.pk, gone.pk)
    assert everything() == before
    assert Merge.objects.count() == 0
    record = merged(kept, gone)
    assert run.counted() == counted(record)
    assert ("names", 2, 0) in run.counted()


def test_undoing_gives_every_row_back_as_it_was():
    kept, gone = pair()
    kept.names.create(text="J. Mendez")
    make_appointment(gone, "Special Adviser", start="2004")
    make_appointment(kept, "Rapporteur", start="2010")
    before = everything()
    record = merged(kept, gone, choices={"name": "gone", "address": "gone"})
    assert everything() != before
    undo(record.pk, make_user())
    assert everything() == before


def test_a_merge_is_undone_once():
    record = merged(*pair())
    undo(record.pk, make_user())
    with pytest.raises(MergeRefused, match="has undone this merge already"):
        undo(record.pk, make_user())


def test_undoing_names_what_was_changed_since():
    kept, gone = pair()
    row = make_appointment(gone, "Special Adviser", start="2004")
    record = merged(kept, gone)
    Appointment.objects.filter(pk=row.pk).update(person=make_person("Edward Luck"))
    with pytest.raises(MergeRefused, match=r"Edward Luck, Special Adviser.*changed since: person"):
        undo(record.pk, make_user())
    assert not Merge.objects.get().is_undone


def test_undoing_names_who_has_the_address_by_now():
    kept, gone = pair()
    record = merged(kept, gone, choices={"address": "gone"})
    Person.objects.filter(pk=kept.pk).update(slug="elsewhere")
    other = make_person("Somebody Else")
    Person.objects.filter(pk=other.pk).update(slug="juan-e-mendez")
    with pytest.raises(MergeRefused, match="“juan-e-mendez” is by now that of Somebody Else"):
        undo(record.pk, make_user())


def test_a_merge_of_a_merged_record_is_undone_first():
    first, second = pair()
    third = make_person("Juan Ernesto Méndez")
    earlier = merged(first, second)
    later = merged(third, first)
    with pytest.raises(MergeRefused, match="Undo that merge first"):
        undo(earlier.pk, make_user())
    assert Merge.objects.present("people.person", [second.pk]) == {second.pk: third.pk}
    undo(later.pk, make_user())
    undo(earlier.pk, make_user())
    assert Person.objects.count() == 3


def test_the_history_says_who_merged_and_keeps_what_was_before():
    kept, gone = pair()
    row = make_appointment(gone, "Special Adviser", start="2004")
    record = merged(kept, gone)
    newest, oldest = row.history.first(), row.history.last()
    assert (newest.person_id, oldest.person_id) == (kept.pk, gone.pk)
    assert newest.history_user == record.by
    assert gone.history.count() == 2


def test_the_same_appointment_recorded_twice_is_folded_with_its_sources():
    kept, gone = pair()
    post = make_post("Special Adviser", seats=None)
    ours = make_appointment(kept, post, start="2004", end="2007")
    theirs = make_appointment(gone, ours.post, start="2004", end="2007-03-31", title_as_appointed="Envoy")
    made = make_appointment("Edward Luck", "Deputy", start="2005", appointed_by=theirs)
    record = merged(kept, gone)
    ours.refresh_from_db()
    assert Appointment.objects.count() == 2
    assert ours.citations.count() == 2
    assert (ours.end, ours.title_as_appointed) == ("2007-03-31", "Envoy")
    made.refresh_from_db()
    assert made.appointed_by == ours
    undo(record.pk, make_user())
    made.refresh_from_db()
    assert made.appointed_by == theirs


def test_what_may_be_one_appointment_is_asked_and_both_kept_where_somebody_says_so():
    kept, gone = pair()
    post = make_post("Adviser", seats=None)
    ours = make_appointment(kept, post, start="2004", end="2007")
    theirs = make_appointment(gone, post, start="2006", end="2008")
    run = dry_run(Person, kept.pk, gone.pk)
    question = run.questions[0]
    assert "Recorded twice?" in question.text
    assert question.answer == "both"  # their dates contradict each other
    merged(kept, gone, answers={f"fold-{ours.pk}-{theirs.pk}": "both"})
    assert kept.appointments.count() == 2


def test_a_seat_that_would_be_held_twice_is_shown_before():
    kept, gone = pair()
    make_appointment(kept, "Special Adviser", start="2004-01-01", end="2007-01-01")
    post = Post.objects.get()
    Appointment.objects.bulk_create(
        [Appointment(person=gone, post=post, start="2005-01-01", end="2006-01-01")]
    )
    run = dry_run(Person, kept.pk, gone.pk)
    assert "The post has 1 seat" in run.faults[0].text
    assert run.faults[0].records
    assert "The post has 1 seat" in refusal(kept, gone)
    assert Person.objects.count() == 2


def test_two_items_of_wikidata_stand_in_the_way():
    kept, gone = make_person("Juan Méndez", wikidata="Q1"), make_person("Juan E. Mendez", wikidata="Q2")
    assert "Wikidata knows them as two: Q1, Q2" in refusal(kept, gone)


def test_an_item_of_wikidata_goes_along():
    kept, gone = make_person("Juan Méndez"), make_person("Juan E. Mendez", wikidata="Q2")
    record = merged(kept, gone)
    assert Person.objects.get().wikidata == "Q2"
    undo(record.pk, make_user())
    assert Person.objects.get(wikidata="Q2") == gone


def test_births_that_differ_are_pointed_out():
    kept, gone = make_person("Juan Méndez", birth="1950"), make_person("Juan Mendez", birth="1944-12")
    assert dry_run(Person, kept.pk, gone.pk).notes == ["born 1950 and December 1944: are they one person?"]


def test_who_was_merged_is_merged_no_second_time():
    kept, gone = pair()
    merged(kept, gone)
    assert "has merged Juan E. Mendez into Juan Méndez already" in refusal(make_person("Another"), gone)
    assert "already" in refusal(gone, kept)


def test_nobody_is_merged_with_oneself_or_with_nobody():
    kept = make_person()
    assert "two different" in refusal(kept, kept)
    with pytest.raises(MergeRefused, match="not there any more"):
        merge(Person, kept.pk, 99999, make_user())


def test_what_was_changed_after_the_page_was_opened_is_looked_at_again():
    kept, gone = pair()
    shown = dry_run(Person, kept.pk, gone.pk).state
    make_appointment(gone, "Special Adviser", start="2004")
    assert "Look again" in refusal(kept, gone, shown=shown)
    assert merged(kept, gone, shown=dry_run(Person, kept.pk, gone.pk).state)


def test_a_merged_person_is_in_no_list_and_no_picker(client):
    kept, gone = pair()
    merged(kept, gone)
    client.force_login(make_user("view_person", "change_person", "view_appointment", "change_appointment"))
    page = client.get("/admin/people/person/", {"q": "mendez"})
    assert [person.pk for person in page.context["cl"].result_list] == [kept.pk]
    assert PersonName.objects.filter(person=gone).count() == 0


# --- Posts and organizations -----------------------------------------------------------------------
def test_posts_merge_with_their_holders_titles_and_successors(client):
    kept, gone = make_post("Under-Secretary-General", seats=2), make_post("USG for Operations")
    gone.titles.create(text="Head of Operations")
    later = make_post("Chief of Operations", replaces=gone)
    make_appointment("Kofi Annan", gone, start="1993", end="1996")
    before = everything()
    record = merged(kept, gone)
    assert Post.objects.get(pk=later.pk).replaces == kept
    assert kept.appointments.count() == 1
    assert set(kept.titles.values_list("text", flat=True)) == {"Head of Operations", "USG for Operations"}
    assert client.get("/posts/usg-for-operations/")["Location"] == "/posts/under-secretary-general/"
    undo(record.pk, make_user())
    assert everything() == before


def test_two_holders_of_one_seat_are_named_before_their_posts_merge():
    kept, gone = make_post("Adviser"), make_post("Special Adviser")
    make_appointment("Kofi Annan", kept, start="2000-01-01", end="2003-01-01")
    make_appointment("Ban Ki-moon", gone, start="2001-01-01", end="2002-01-01")
    told = refusal(kept, gone)
    assert "held at once by Kofi Annan, 1 January 2000" in told
    assert "Ban Ki-moon" in told
    Post.objects.filter(pk=gone.pk).update(seats=2)
    merged(kept, gone, choices={"seats": "gone"})  # one of the ways out
    assert Post.objects.get().appointments.count() == 2


def test_one_that_replaces_the_other_replaces_nothing_afterwards():
    kept = make_post("Adviser")
    gone = make_post("Special Adviser", replaces=kept)
    assert "that goes" in dry_run(Post, kept.pk, gone.pk).notes[0]
    merged(kept, gone)
    assert Post.objects.get().replaces is None


def test_organizations_merge_with_parts_posts_and_names(client):
    kept, gone = make_organization("United Nations"), make_organization("U.N.", short_name="UN")
    part = make_organization("UNICEF", parent=gone)
    post = make_post("Envoy", gone)
    make_appointment("Kofi Annan", "Secretary-General", appointing_body=gone)
    before = everything()
    record = merged(kept, gone)
    kept.refresh_from_db()
    assert (part.__class__.objects.get(pk=part.pk).parent, kept.short_name) == (kept, "UN")
    assert Post.objects.get(pk=post.pk).organization == kept
    assert Appointment.objects.get().appointing_body == kept
    assert Organization.objects.matching("u n").count() == 1
    assert list(kept.names.values_list("text", flat=True)) == ["U.N."]
    assert client.get("/organizations/u-n/").status_code == 301
    undo(record.pk, make_user())
    assert everything() == before


def test_two_posts_of_one_title_are_merged_before_their_organizations():
    kept, gone = make_organization("United Nations"), make_organization("U.N.")
    make_post("Envoy", kept), make_post("Envoy", gone)
    assert "Both have a post “Envoy”. Merge these two posts first." in refusal(kept, gone)


def test_a_circle_of_parents_is_refused_with_its_way_out():
    top = make_organization("U.N.")
    middle = make_organization("Secretariat", parent=top)
    kept = make_organization("United Nations", parent=middle)
    assert "Secretariat is itself part of" in refusal(kept, top)
    merged(kept, top, choices={"parent": "gone"})
    assert Organization.objects.get(name="Secretariat").parent == kept


@pytest.mark.parametrize(
    ("model", "moved"),
    [
        (Person, "PersonName FormerSlug Appointment ArticleOfficial EditionOfficial SuggestionDismissal"),
        (Post, "PostTitle FormerSlug Appointment Post"),
        (Organization, "OrganizationName FormerSlug Post Appointment Organization"),
        (Appointment, "Citation ArticleCitation ArticleOfficial EditionOfficial Appointment"),
    ],
)
def test_every_key_to_a_record_is_found_but_for_those_that_never_change(model, moved):
    """A table that comes later moves by itself; histories and what the database guards stay."""
    found = {foreign.model.__name__ for foreign in relations(model)}
    assert set(moved.split()) <= found
    assert not [name for name in found if name.startswith("Historical")]
    assert not found & {"LinkChange", "EditionQuotation"}
