"""The files in storage, for tests of pictures."""

import pytest


@pytest.fixture
def stored(settings):
    """Return a function that lists the files in storage, by their path."""
    root = settings.MEDIA_ROOT
    return lambda: sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
