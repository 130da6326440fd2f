"""What a text from an address, a form or a file means as the key of a row."""

import pytest

from newsroom.lib.keys import key_in, keys_in


@pytest.mark.parametrize(
    ("text", "key"),
    [("7", 7), ("0", 0), ("007", 7), ("9223372036854775807", 2**63 - 1), (7, 7)],
)
def test_a_number_that_a_row_can_have_is_a_key(text, key):
    assert key_in(text) == key


ODD = ["", "٧", "７", "²", "-1", "+1", "1e3", "1.0", "1,2", "1_0", " 7", "7\n", "0x7", "x", "7\0"]


@pytest.mark.parametrize("text", [*ODD, None, True, b"7"])
def test_what_is_no_number_is_none(text):
    assert key_in(text) is None


@pytest.mark.parametrize("text", ["9223372036854775808", "9" * 19, "5" * 30, "9" * 5000, "0" * 20])
def test_a_number_that_no_database_holds_is_none(text):
    assert key_in(text) is None


def test_of_many_texts_the_keys_are_kept_in_their_order():
    assert keys_in(["7", "x", "", "4", "7"]) == [7, 4, 7]
