"""The demo newsroom's pictures: large, the same each time, and enough for every story."""

import json

import pytest

from newsroom import demo_pictures
from newsroom.management.demo import DATA


@pytest.mark.parametrize("name", demo_pictures.names())
def test_a_picture_is_large_and_the_same_each_time(name):
    picture = demo_pictures.draw(name)
    assert picture.size == (1800, 1200)
    assert picture.tobytes() == demo_pictures.draw(name).tobytes()


def test_every_picture_a_story_asks_for_can_be_drawn():
    rows = [json.loads(line) for line in (DATA / "stories.jsonl").read_text(encoding="utf-8").splitlines()]
    asked = {row["lead_image"]["path"] for row in rows if "lead_image" in row}
    assert asked <= {f"{name}.jpg" for name in demo_pictures.names()}
