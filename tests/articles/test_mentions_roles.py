"""Who speaks and whom a story is about, over more than one sentence."""

import datetime
from pathlib import Path

import pytest

from articles.mentions import suggest
from articles.mentions.report import read_officials

NAMES = read_officials(Path(__file__).parent / "mentions" / "officials.csv")


def roles(day, text):
    blocks = ["A day", "It rained.", *text.split(" / ")]
    return {one.person: one.role.value for one in suggest(blocks, datetime.date.fromisoformat(day), NAMES)}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ban Ki-moon came to the United Nations. He said that it was late.", "ban-ki-moon"),
        ("Ban Ki-moon received Helen Clark of the United Nations. She said that it was late.", "helen-clark"),
        ("Ban Ki-moon met the press. “It is late.”", "ban-ki-moon"),
        ("Ban Ki-moon met the press at the United Nations. / He said that it was late.", "ban-ki-moon"),
        ("Ban Ki-moon met the press. In Bali, he met the mayor. He said that it was late.", "ban-ki-moon"),
        ("Ban Ki-moon met the press. The mayor left Bali. In Bali, he said that it was late.", None),
        ("Ban Ki-moon met the press. / “It is late. It will rain,” he told them.", "ban-ki-moon"),
        ("Ban Ki-moon met the press. / “It is late. It will rain,” the mayor told them.", None),
        ("Ban Ki-moon met the press of the United Nations. He was told that it was late.", None),
        ("An envoy spoke to Ban Ki-moon of the United Nations. He said that it was late.", None),
        ("Ban Ki-moon met the press. “It is late,” the mayor said.", None),
        ("Ban Ki-moon met the press. / “It is late.”", None),
        ("Ban Ki-moon met the press of the United Nations. The mayor left. He said so.", None),
    ],
)
def test_a_pronoun_or_a_bare_quotation_is_whom_the_sentence_before_was_about(text, speaker):
    found = [person for person, role in roles("2010-01-04", text).items() if role == "speaker"]
    assert found == ([speaker] if speaker else [])
