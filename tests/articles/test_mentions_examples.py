"""Each rule of mentions holds its own examples, which stand beside it, and at least one fails without it."""

import ast
import datetime
import json
import tomllib
from pathlib import Path

import pytest

from articles.mentions import RoleHint, Strength, rules, suggest
from articles.mentions.report import read_officials
from articles.mentions.vocabulary import FOLDER, languages, vocabulary_of
from people.known_names import Held, KnownOrganization, KnownPerson, KnownPost, NameList, PostName

ROOM = Path(rules.__file__).parent
RECORD = read_officials(Path(__file__).parent / "mentions" / "officials.csv")
RULES = {rule.name: rule for rule in rules.every()}


def read_rows():
    for path in sorted(ROOM.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            yield f"{path.stem}.{row['rule']}", row


ROWS = list(read_rows())


def record_of(row):
    """The record of the tests, with the home and the further persons of the example."""
    persons, posts, houses, held = (
        list(RECORD.persons),
        list(RECORD.posts),
        list(RECORD.organizations),
        list(RECORD.appointments),
    )
    for one in row.get("others", ()):
        full = f"{one['given']} {one['family']}"
        pk = one.get("id") or full.lower().replace(".", "").replace(" ", "-")
        persons.append(KnownPerson(pk, full, one["given"], one["family"], honorific=one["honorific"]))
        if "post" in one:
            posts.append(KnownPost(one["post"], (PostName(one["post"]),), one["house"]))
            start = one["start"]
            held.append(Held(pk, one["post"], False, start, start, start))
    ids = {house.id for house in houses}
    houses += [
        KnownOrganization(one["house"], one["house"]) for one in row.get("others", ()) if "house" in one
    ]
    houses = [house for n, house in enumerate(houses) if house.id not in ids or n < len(ids)]
    return NameList(persons, posts, houses, held, frozenset(row.get("home", ())))


def faults(row):
    """What the engine says otherwise than the example."""
    found = suggest(
        row["blocks"],
        datetime.date.fromisoformat(row["day"]),
        record_of(row),
        language=row.get("language", "en"),
    )
    single = [one for one in found if not one.is_ambiguous]
    said = {
        "names": {one.person for one in single if one.strength != Strength.WEAK},
        "weak": {one.person for one in single if one.strength == Strength.WEAK},
        "several": {one.persons for one in found if one.is_ambiguous},
        "speakers": {one.person for one in single if one.role == RoleHint.SPEAKER},
        "coming": {one.person for one in single if one.is_coming},
        "subjects": {one.person for one in single if one.role == RoleHint.SUBJECT},
    }
    wanted = {"weak": [], "several": []} | {key: row[key] for key in said if key in row}
    wanted["several"] = [tuple(one) for one in wanted["several"]]
    yield from (f"{key}: {said[key]}" for key in wanted if said[key] != set(wanted[key]))
    for person, places in row.get("places", {}).items():
        surfaces = [place.surface for one in single if one.person == person for place in one.evidence]
        if surfaces != places:
            yield f"places: {surfaces}"


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{name}-{n}" for n, (name, _row) in enumerate(ROWS)])
def test_the_examples_of_a_rule_hold(name, row):
    assert name in RULES
    assert list(faults(row)) == []


@pytest.mark.parametrize("name", sorted(RULES))
def test_without_a_rule_one_of_its_examples_fails(name):
    for stage in rules.STAGES:
        if RULES[name] in stage:
            stage_without = [rule for rule in stage if rule is not RULES[name]]
            stage[:], kept = stage_without, list(stage)
            try:
                mine = [row for rule, row in ROWS if rule == name]
                assert mine, "no example"
                assert any(list(faults(row)) for row in mine)
            finally:
                stage[:] = kept


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_has_its_sentence_and_its_reason(name):
    rule = RULES[name]
    assert rule.says.endswith(".")
    assert rule.because.rstrip("”").endswith((".", "?"))


# --- Languages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
def test_no_language_has_a_table_or_a_key_that_english_has_not(language):
    def keys(one):
        data = tomllib.loads((FOLDER / f"{one}.toml").read_text())
        return {(table, key) for table, values in data.items() if table != "houses" for key in values}

    assert keys(language) <= keys("en")
    words = vocabulary_of(language)
    assert words.language == language
    assert {key for _table, key in keys("en")} <= {
        key for table in vars(words).values() if hasattr(table, "__dict__") for key in vars(table)
    }


def test_a_language_with_a_region_is_read_with_the_file_of_the_language():
    assert vocabulary_of("en-gb") is vocabulary_of("en")
    assert vocabulary_of("fr-CA").language == vocabulary_of("fr").language


def test_in_a_language_without_a_file_names_are_found_and_titles_are_not():
    text = "Kofi Annan on pääsihteeri. The Secretary-General of the United Nations. Mr. Ban."
    found = suggest([text], datetime.date(2008, 3, 1), RECORD, language="fi")
    assert [(one.person, one.strength) for one in found] == [("kofi-annan", Strength.STRONG)]


def test_no_institution_stands_in_the_code():
    """What belongs to an institution comes from the record or from the file of a language."""
    words = vocabulary_of("en").houses
    houses = {
        name for house, data in words.items() for name in (house, *data.get("said", ())) if len(name) > 3
    }
    for path in FOLDER.parent.rglob("*.py"):
        tree = ast.parse(path.read_text())
        explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        explained |= {
            id(word.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            for word in node.keywords
            if word.arg in ("says", "because")
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
                assert not {house for house in houses if house in node.value}, (path.name, node.value)
