"""What must hold of suggestions for any text: no sentence removes one, no spelling of Unicode changes one."""

import datetime
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.mentions import Rule, Strength, suggest
from articles.mentions.report import measure, read_examples, read_officials
from people.known_names import NameList

FOLDER = Path(__file__).parent / "mentions"
NAMES = read_officials(FOLDER / "officials.csv", ["United Nations"])
EXAMPLES = read_examples(FOLDER)
PLAIN = (
    "rain",
    "road",
    "harvest",
    "river",
    "mayor",
    "school",
    "bridge",
    "budget",
    "winter",
    "market",
    "letter",
)
HEAP = (
    "Mr.",
    "Ban",
    "Ki-moon",
    ",",
    "(",
    ")",
    "the",
    "Secretary-General",
    "'s",
    "-",
    "Annan",
    "of",
    "NATO",
    "said",
)

examples = st.sampled_from(EXAMPLES)
sentences = st.lists(st.sampled_from(PLAIN), min_size=3, max_size=9).map(
    lambda words: f"The {' '.join(words)} came late."
)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def asked(example, names=NAMES, blocks=None, day=None):
    day = day or datetime.date.fromisoformat(example["date"])
    return suggest(blocks or example["blocks"], day, names)


def said(suggestions):
    return {(one.persons, one.strength) for one in suggestions}


@few
@given(examples, sentences, st.integers(1, 20))
def test_an_unrelated_sentence_takes_nothing_away(example, sentence, where):
    blocks = list(example["blocks"])
    blocks.insert(min(where, len(blocks)), sentence)
    assert said(asked(example)) <= said(asked(example, blocks=blocks))


@few
@given(examples)
def test_nobody_is_found_once_everybody_bears_another_name(example):
    strangers = NameList(
        tuple(
            one._replace(full=f"Qzx{n} Vwq{n}", given=f"Qzx{n}", family=f"Vwq{n}", names=())
            for n, one in enumerate(NAMES.persons)
        )
    )
    assert asked(example, strangers) == []


@few
@given(examples)
def test_composed_and_decomposed_text_say_the_same(example):
    decomposed = [unicodedata.normalize("NFD", block) for block in example["blocks"]]
    composed = [unicodedata.normalize("NFC", block) for block in example["blocks"]]
    one, other = asked(example, blocks=composed), asked(example, blocks=decomposed)
    assert said(one) == said(other)
    assert [found.evidence_hash for found in one] == [found.evidence_hash for found in other]


@few
@given(examples, st.sampled_from(["NFC", "NFD"]), st.sampled_from(["", "\u00a0", "𝔘 ", "\U0001f54a"]))
def test_every_place_cuts_out_its_words(example, form, before):
    blocks = [before + unicodedata.normalize(form, block) for block in example["blocks"]]
    for found in asked(example, blocks=blocks):
        for place in found.evidence:
            assert blocks[place.block][place.start : place.end] == place.surface
            assert place.surface in place.sentence


@few
@given(examples, st.randoms(use_true_random=False))
def test_the_order_of_the_name_list_changes_nothing(example, chance):
    assert asked(example, shuffled(chance)) == asked(example)


def shuffled(chance: random.Random):
    lists = [list(NAMES.persons), list(NAMES.posts), list(NAMES.organizations), list(NAMES.appointments)]
    for one in lists:
        chance.shuffle(one)
    return NameList(*lists, NAMES.home)


@few
@given(st.text(max_size=200), st.dates(datetime.date(1946, 1, 1), datetime.date(2026, 12, 31)))
def test_any_text_at_all_has_an_answer(text, day):
    for found in suggest([text, text], day, NAMES):
        assert found.evidence


@few
@given(st.lists(st.sampled_from(HEAP), max_size=25))
def test_any_heap_of_words_has_an_answer(words):
    text = " ".join(words)
    for found in suggest([text], datetime.date(2007, 10, 10), NAMES):
        assert all(text[place.start : place.end] == place.surface for place in found.evidence)


def test_a_day_past_a_handover_moves_the_title_and_nothing_else():
    blocks = ["Talks at the United Nations", "The Secretary-General met Louise Arbour. Mr. Grandi was there."]
    before = suggest(blocks, datetime.date(2006, 12, 31), NAMES)
    after = suggest(blocks, datetime.date(2007, 1, 1), NAMES)
    assert titles_of(before) == {"kofi-annan"}
    assert titles_of(after) == {"ban-ki-moon"}
    assert without(before, "kofi-annan") == without(after, "ban-ki-moon")


def titles_of(found):
    return {one.person for one in found if one.evidence[0].rule == Rule.TITLE}


def without(found, person):
    return [one for one in found if one.person != person]


# --- What the suite would miss if a guard were taken out ------------------------------------------


def broken(monkeypatch, target, name, value):
    monkeypatch.setattr(target, name, value)
    return measure(EXAMPLES, NAMES)


def test_without_the_check_of_boundaries_the_bars_fall(monkeypatch):
    from articles.mentions.passage import Passage

    measured = broken(monkeypatch, Passage, "stands_alone", lambda *_: True)
    assert measured.misses


def test_without_the_check_of_namesakes_the_bars_fall(monkeypatch):
    from articles.mentions import rules
    from articles.mentions.rules import families, named_after

    monkeypatch.setattr(rules, "NO_PERSON", [])
    assert broken(monkeypatch, named_after, "IN_ORDER", ()).misses
    assert families.named_after is named_after


def test_without_the_filter_of_dates_titles_mean_nobody(monkeypatch):
    from people.known_names import Held

    monkeypatch.setattr(Held, "is_possible_on", lambda *_: True)
    measured = broken(monkeypatch, Held, "is_certain_on", lambda *_: True)
    assert measured.offered.missed > 10


def test_with_one_day_for_all_texts_the_bars_fall():
    measured = measure([{**one, "date": "2007-10-10"} for one in EXAMPLES], NAMES)
    assert measured.offered.precision < 0.98


@pytest.mark.parametrize("strength", list(Strength))
def test_strengths_have_an_order(strength):
    assert strength.rank in (0, 1, 2)
