"""An item of Wikidata has its form in the database too, whatever road it comes by."""

import pytest
from django.db import IntegrityError, connection, transaction

from people.models import Person
from tests.people.make import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("item", ["Q1", "Q1253", "Q90210000", ""])
def test_an_item_is_kept(item):
    make_person()
    Person.objects.update(wikidata=item)
    assert Person.objects.get().wikidata == item


@pytest.mark.parametrize(
    "item", ["Q", "Q0", "Q01", "q1", "1253", "Q12a", "Q12\n", "Q1Q2", "XQ1", "Q١", "Q1 "]
)
def test_what_is_no_item_is_refused(item):
    make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.update(wikidata=item)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps no null character in a text")
@pytest.mark.parametrize("column", ["wikidata", "birth"])
def test_nothing_hides_behind_a_null_character(column):
    make_person()
    value = {"wikidata": "Q1\0x", "birth": "2007\0x"}[column]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_person SET {column} = %s", [value])
