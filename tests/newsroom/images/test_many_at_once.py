"""The same file sent twice at the same moment: one picture, one file, and an answer that names it."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from newsroom.images.models import Image
from tests.make import make_user
from tests.newsroom.images import files


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_file_make_one_picture(stored, monkeypatch):
    user, data = make_user(), files.sent(files.picture(90, 60)).read()
    both, fates = threading.Barrier(2, timeout=20), []
    same_file = type(Image.objects.all()).same_file

    def look_then_wait(self, upload):
        found = same_file(self, upload)
        both.wait()  # both have looked, and neither has seen the other
        return found

    monkeypatch.setattr(type(Image.objects.all()), "same_file", look_then_wait)

    def upload():
        try:
            fates.append(Image.objects.receive(files.raw(data), user))
        except ValidationError as error:
            fates.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    image = Image.objects.get()
    assert sorted(map(str, fates)) == sorted([str(image), "duplicate"])
    assert [name for name in stored() if name.startswith("pictures/")] == [image.image.name]
