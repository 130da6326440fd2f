"""The clock of the suite: it may be moved for all tests, and goes back over nothing that a test made."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from tests.make import make_article
from tests.people.make import make_person

DAY = datetime.timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_article, make_person])
def test_a_clock_that_goes_back_over_what_a_test_made_is_an_error(make, time_machine):
    make()
    with pytest.raises(pytest.fail.Exception, match="moves back"):
        time_machine.move_to(timezone.now() - DAY)
    assert abs(timezone.now() - datetime.datetime.now(datetime.UTC)) < DAY


@pytest.mark.django_db
def test_a_clock_goes_back_over_nothing_and_forward_over_anything(time_machine):
    time_machine.move_to("2007-10-10T12:00Z")
    make_article()
    time_machine.move_to("2036-02-29T12:00Z")
    assert timezone.now().date() == datetime.date(2036, 2, 29)


def test_a_file_is_as_old_as_the_moved_clock_says(tmp_path, time_machine):
    time_machine.move_to("2007-10-10T12:00Z", tick=False)
    storage = FileSystemStorage(location=tmp_path)
    name = storage.save("minutes.txt", ContentFile(b"Minutes"))
    assert storage.get_modified_time(name) == timezone.now()
