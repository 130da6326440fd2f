"""Two people merge at once, for real: one wins, the other gets a message; on both databases."""

import pytest

from people.duplicates.faults import MergeRefused
from people.duplicates.merging import merge
from people.duplicates.undoing import undo
from people.models import Merge, Person
from tests.make import make_user
from tests.people.make import make_appointment, make_person
from tests.people.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def merging_of(kept, gone):
    by = make_user()
    return lambda: merge(Person, kept.pk, gone.pk, by)


@pytest.mark.parametrize("crossed", [False, True])
def test_one_of_two_merges_wins_and_the_other_gets_a_message(crossed):
    """The second may also want it the other way round: who goes first decides."""
    kept, gone = make_person("Juan Méndez"), make_person("Juan E. Mendez")
    make_appointment(gone, "Special Adviser", start="2004")
    other = merging_of(gone, kept) if crossed else merging_of(kept, gone)
    results = at_once(merging_of(kept, gone), other)
    assert sorted(type(result).__name__ for result in results) == ["Merge", "MergeRefused"]
    refused = next(result for result in results if isinstance(result, MergeRefused))
    assert "has merged" in str(refused)
    assert Merge.objects.count() == 1
    assert Person.objects.get().appointments.count() == 1


def test_one_of_two_undoings_wins():
    record = merging_of(make_person("Juan Méndez"), make_person("Juan E. Mendez"))()
    by = make_user()
    results = at_once(*(lambda: undo(record.pk, by) for _person in range(2)))
    assert sorted(type(result).__name__ for result in results) == ["Merge", "MergeRefused"]
    assert Person.objects.count() == 2
