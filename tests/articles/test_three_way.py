"""Three-way merges: what is merged by itself, what is a conflict, and that nothing is ever lost."""

import random

import pytest

from articles.versions.three_way import BodyPlace, Unanswered, merge
from newsroom.lib import html

BASE = {
    "headline": "Deng takes up genocide prevention post",
    "standfirst": "As it was.",
    "body": "<p>One stands here.</p><p>Two is about the Council.</p><p>Three ends the story.</p>",
    "place": "New York",
    "date": "2007-10-10",
    "language": "en",
    "lead_image_id": 4,
    "lead_alt": "The hall.",
    "lead_caption": "",
    "slug": "deng",
    "topics": [1, 2],
    "officials": [
        {"person": 7, "role": "subject", "appointment": None, "as_printed": ""},
        {"person": 8, "role": "mentioned", "appointment": None, "as_printed": ""},
    ],
    "authors": [1, 2],
}


def row(person, role="mentioned", appointment=None, as_printed=""):
    return {"person": person, "role": role, "appointment": appointment, "as_printed": as_printed}


def both(mine=None, theirs=None, **base):
    base = BASE | base
    return merge(base, base | (mine or {}), base | (theirs or {}))


def body(*paragraphs):
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def the(conflicts):
    (conflict,) = conflicts
    return conflict


# --- Fields ------------------------------------------------------------------------------------
def test_changes_of_two_fields_are_merged():
    merged = both({"headline": "Mine"}, {"standfirst": "Theirs."})
    assert merged.payload == BASE | {"headline": "Mine", "standfirst": "Theirs."}
    assert not merged.conflicts
    assert {(m.field, m.side) for m in merged.merged} == {("headline", "mine"), ("standfirst", "theirs")}


def test_one_field_changed_by_both_is_asked():
    conflict = the(both({"headline": "Mine"}, {"headline": "Theirs"}).conflicts)
    assert (conflict.base, conflict.mine, conflict.theirs) == (BASE["headline"], "Mine", "Theirs")
    assert conflict.choices == ("mine", "theirs", "own")


@pytest.mark.parametrize(
    ("choice", "own", "headline"), [("mine", None, "M"), ("theirs", None, "T"), ("own", "O", "O")]
)
def test_an_answer_makes_the_payload(choice, own, headline):
    merged = both({"headline": "M"}, {"headline": "T", "place": "Geneva"})
    answers = {the(merged.conflicts).key: (choice, own)}
    assert merged.resolve(answers) == BASE | {"headline": headline, "place": "Geneva"}


def test_without_an_answer_there_is_no_payload():
    merged = both({"headline": "M", "place": "A"}, {"headline": "T", "place": "B"})
    first, second = merged.conflicts
    with pytest.raises(Unanswered) as missing:
        merged.resolve({first.key: ("mine", None)})
    assert missing.value.keys == [second.key]


def test_the_key_of_a_conflict_fits_no_other_conflict():
    one = the(both({"headline": "M"}, {"headline": "T"}).conflicts)
    other = the(both({"headline": "M"}, {"headline": "T, later"}).conflicts)
    assert one.key != other.key


def test_the_draft_of_own_words_has_both_changes():
    conflict = the(
        both(
            {"headline": "Deng takes up post as adviser"},
            {"headline": "Mr Deng takes up post"},
            headline="Deng takes up post",
        ).conflicts
    )
    assert conflict.suggestion == "Mr Deng takes up post as adviser"


def test_alt_text_of_one_picture_never_comes_to_another():
    merged = both({"lead_image_id": 5, "lead_alt": ""}, {"lead_alt": "The empty hall."})
    conflict = the(merged.conflicts)
    assert conflict.field == "picture"
    picture = merged.resolve({conflict.key: ("theirs", None)})
    assert (picture["lead_image_id"], picture["lead_alt"]) == (4, "The empty hall.")
    assert both({"lead_caption": "C"}, {"lead_alt": "A"}).payload["lead_caption"] == "C"


def test_a_story_whose_base_nobody_knows_asks_for_everything_that_differs():
    merged = merge({}, BASE | {"headline": "M"}, BASE | {"body": body("Another.")})
    assert {conflict.field for conflict in merged.conflicts} == {"headline", "body"}


# --- The body ----------------------------------------------------------------------------------
def test_neighbouring_paragraphs_changed_by_two_people_are_merged():
    merged = both(
        {"body": body("One stands here, indeed.", "Two is about the Council.", "Three ends the story.")},
        {"body": body("One stands here.", "Two is about the whole Council.", "Three ends the story.")},
    )
    assert merged.payload["body"] == body(
        "One stands here, indeed.", "Two is about the whole Council.", "Three ends the story."
    )
    assert not merged.conflicts


def test_a_paragraph_changed_by_both_is_asked_and_the_others_are_merged():
    merged = both(
        {"body": body("One stands here.", "Two was about the Council.", "Three ends the story.", "Four.")},
        {"body": body("Zero.", "One stands here.", "Two is about the Assembly.", "Three ends the story.")},
    )
    conflict = the(merged.conflicts)
    assert conflict.part == BodyPlace("p", 2)
    assert (conflict.mine, conflict.theirs) == (
        body("Two was about the Council."),
        body("Two is about the Assembly."),
    )
    assert conflict.suggestion == body("Two was about the Assembly.")
    assert merged.resolve({conflict.key: ("own", body("Two."))})["body"] == body(
        "Zero.", "One stands here.", "Two.", "Three ends the story.", "Four."
    )


def test_the_draft_of_own_words_keeps_officials_and_links():
    base = body('Seen by <a data-official="7">Ban Ki-moon</a> in the summer.')
    conflict = the(
        both(
            {"body": base.replace("the summer", "August")},
            {"body": base.replace("Seen", "Received")},
            body=base,
        ).conflicts
    )
    assert conflict.suggestion == body('Received by <a data-official="7">Ban Ki-moon</a> in August.')


def test_a_paragraph_taken_out_by_one_and_changed_by_the_other_is_asked():
    merged = both(
        {"body": body("One stands here.", "Three ends the story.")},
        {"body": body("One stands here.", "Two is about the Assembly.", "Three ends the story.")},
    )
    conflict = the(merged.conflicts)
    assert (conflict.mine, conflict.theirs) == ("", body("Two is about the Assembly."))
    assert merged.resolve({conflict.key: ("mine", None)})["body"] == body(
        "One stands here.", "Three ends the story."
    )


def test_a_paragraph_taken_out_by_one_and_left_alone_by_the_other_is_gone():
    merged = both({"body": body("One stands here.", "Three ends the story.")}, {"place": "Geneva"})
    assert merged.payload["body"] == body("One stands here.", "Three ends the story.")


def test_two_paragraphs_added_at_one_place_are_asked_and_both_is_an_answer():
    end = ("One stands here.", "Two is about the Council.", "Three ends the story.")
    merged = both({"body": body(*end, "Mine.")}, {"body": body(*end, "Theirs.")})
    conflict = the(merged.conflicts)
    assert conflict.choices == ("mine", "theirs", "both", "own")
    assert conflict.part == BodyPlace("p", 3, inserted=True)
    assert merged.resolve({conflict.key: ("both", None)})["body"] == body(*end, "Theirs.", "Mine.")


def test_the_same_paragraph_added_by_both_comes_once():
    end = ("One stands here.", "Two is about the Council.", "Three ends the story.")
    merged = both({"body": body(*end, "Four.")}, {"body": body(*end, "Four."), "place": "Geneva"})
    assert merged.payload["body"] == body(*end, "Four.")


def test_pictures_and_pull_quotes_are_blocks_like_others():
    figure = '<figure data-media="4" data-alt="A hall."><figcaption>{}</figcaption></figure>'
    base = html.write(html.parse(body("One.") + figure.format("Before.")))
    merged = both(
        {"body": base.replace("Before.", "Mine.")}, {"body": base.replace("Before.", "Theirs.")}, body=base
    )
    assert the(merged.conflicts).part == BodyPlace("picture", 1)


# --- Sets --------------------------------------------------------------------------------------
def test_topics_are_a_set():
    merged = both({"topics": [1, 2, 3]}, {"topics": [2, 4]})
    assert merged.payload["topics"] == [2, 3, 4]
    assert not merged.conflicts
    assert both({"topics": [1, 2, "New"]}, {"topics": [1, 2, 9]}).payload["topics"] == [1, 2, 9, "New"]


def test_bylines_keep_their_order():
    assert both({"authors": [3, 1, 2]}, {"authors": [1, 2, 4]}).payload["authors"] == [3, 1, 2, 4]
    assert both({"authors": [2, 1]}, {"authors": [1, 2, 4]}).payload["authors"] == [2, 4, 1]
    assert both({"authors": [1, 2, 5]}, {"authors": [1, 2, 4]}).payload["authors"] == [1, 2, 4, 5]


def test_two_new_orders_of_bylines_are_asked():
    merged = both({"authors": [2, 1, 3]}, {"authors": [3, 2, 1]}, authors=[1, 2, 3])
    conflict = the(merged.conflicts)
    assert conflict.part == "order"
    assert merged.resolve({conflict.key: ("theirs", None)})["authors"] == [3, 2, 1]


def test_officials_are_a_set_by_person():
    merged = both(
        {"officials": [*BASE["officials"], row(9)]}, {"officials": [row(7, "subject"), row(5, "speaker")]}
    )
    assert merged.payload["officials"] == [row(7, "subject"), row(5, "speaker"), row(9)]
    assert not merged.conflicts


def test_changes_of_two_parts_of_one_official_are_merged():
    merged = both(
        {"officials": [row(7, "speaker"), row(8)]}, {"officials": [row(7, "subject", 3, "Mr Deng"), row(8)]}
    )
    assert merged.payload["officials"][0] == row(7, "speaker", 3, "Mr Deng")
    assert not merged.conflicts


def test_a_role_changed_by_both_is_asked_for_that_person():
    merged = both(
        {"officials": [row(7, "speaker"), row(8)]}, {"officials": [row(7, "pictured", 3), row(8, "speaker")]}
    )
    conflict = the(merged.conflicts)
    assert conflict.part == 7
    assert conflict.mine == row(7, "speaker", 3)
    answer = merged.resolve({conflict.key: ("mine", None)})
    assert answer["officials"] == [row(7, "speaker", 3), row(8, "speaker")]


def test_an_official_taken_off_by_one_and_changed_by_the_other_is_asked():
    merged = both({"officials": [row(8)]}, {"officials": [row(7, "speaker"), row(8)]})
    conflict = the(merged.conflicts)
    assert conflict.mine is None
    assert merged.resolve({conflict.key: ("mine", None)})["officials"] == [row(8)]
    assert merged.resolve({conflict.key: ("theirs", None)})["officials"] == [row(7, "speaker"), row(8)]


# --- Laws, for many stories ----------------------------------------------------------------------
WORDS = ["council", "adviser", "summer", "report", "staff", "month", "hall", "envoy", "vote", "mandate"]


def some_body(rng, start=None):
    blocks = list(start or [])
    if start is None:
        blocks = [_paragraph(rng) for _ in range(rng.randrange(6))]
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(blocks) + 1)
        what = rng.randrange(4)
        if what == 0 or not blocks:
            blocks.insert(at, _paragraph(rng))
        elif what == 1:
            blocks.pop(min(at, len(blocks) - 1))
        elif what == 2 and blocks[min(at, len(blocks) - 1)].startswith("<p>"):
            words = blocks[min(at, len(blocks) - 1)].removeprefix("<p>").removesuffix("</p>").split()
            words[rng.randrange(len(words))] = rng.choice(WORDS)
            blocks[min(at, len(blocks) - 1)] = f"<p>{' '.join(words)}</p>"
        else:
            blocks.insert(at, blocks.pop(rng.randrange(len(blocks))))
    return blocks


def _paragraph(rng):
    if not rng.randrange(8):
        caption = f"<figcaption>{rng.choice(WORDS)}</figcaption>"
        return f'<figure data-media="{rng.randrange(1, 9)}">{caption}</figure>'
    return f"<p>{' '.join(rng.choices(WORDS, k=rng.randrange(1, 9)))}</p>"


def some_payload(rng, base=None):
    change = dict(base or BASE)
    blocks = [html.write([block]) for block in html.parse(change["body"])] if base else None
    change["body"] = "".join(some_body(rng, blocks))
    for name in ("headline", "standfirst", "lead_alt"):
        if base is None or not rng.randrange(3):
            change[name] = rng.choice(WORDS)
    if not rng.randrange(3):
        change["lead_image_id"] = rng.choice([None, 4, 5])
    if base is None or rng.randrange(2):
        change["topics"] = sorted(rng.sample(range(1, 7), rng.randrange(4)))
        change["authors"] = rng.sample(range(1, 6), rng.randrange(4))
        people = rng.sample(range(1, 7), rng.randrange(5))
        roles = ("subject", "speaker", "mentioned")
        change["officials"] = [row(person, rng.choice(roles), rng.choice([None, 1])) for person in people]
    return change


def stories(seed, count=150):
    rng = random.Random(seed)
    for _ in range(count):
        base = some_payload(rng)
        yield base, some_payload(rng, base), some_payload(rng, base)


def blocks_of(text):
    return [html.write([block]) for block in html.parse(text)]


@pytest.mark.parametrize("seed", range(5))
def test_if_one_side_changed_the_merge_is_exactly_that_side(seed):
    for base, mine, _theirs in stories(seed):
        for sides in ((base, mine, base), (base, base, mine), (base, mine, mine)):
            merged = merge(*sides)
            assert merged.payload == mine
            assert not merged.conflicts


@pytest.mark.parametrize("seed", range(5))
def test_no_text_of_either_side_is_lost_without_a_conflict(seed):
    for base, mine, theirs in stories(seed):
        merged = merge(base, mine, theirs)
        asked = {"mine": "", "theirs": ""}
        for conflict in merged.conflicts:
            if conflict.field == "body":
                asked["mine"] += conflict.mine
                asked["theirs"] += conflict.theirs
        for name, side in (("mine", mine), ("theirs", theirs)):
            written = [text for text in blocks_of(side["body"]) if text not in blocks_of(base["body"])]
            assert all(text in merged.payload["body"] or text in asked[name] for text in written)


@pytest.mark.parametrize("seed", range(5))
def test_sides_change_their_names_and_nothing_else(seed):
    for base, mine, theirs in stories(seed):
        one, other = merge(base, mine, theirs), merge(base, theirs, mine)
        assert [(c.field, c.part, c.mine, c.theirs) for c in one.conflicts] == [
            (c.field, c.part, c.theirs, c.mine) for c in other.conflicts
        ]
        if not one.conflicts:
            assert one.payload == other.payload
        choices = {c.key: ("mine", None) for c in one.conflicts}
        mirrored = {c.key: ("theirs", None) for c in other.conflicts}
        assert one.resolve(choices) == other.resolve(mirrored)


@pytest.mark.parametrize("seed", range(3))
def test_an_answered_merge_merges_again_without_a_question(seed):
    """What the desk does: the answer becomes mine and theirs the base, and saving finds nothing to ask."""
    for base, mine, theirs in stories(seed):
        merged = merge(base, mine, theirs)
        answer = merged.resolve({c.key: ("mine", None) for c in merged.conflicts})
        again = merge(theirs, answer, theirs)
        assert again.payload == answer
        assert not again.conflicts


def test_a_very_long_story_is_merged_at_once():
    rng = random.Random(1)
    paragraphs = [_paragraph(rng) for _ in range(1500)]
    mine = [*paragraphs[:700], "<p>Mine.</p>", *paragraphs[700:]]
    theirs = [text.replace("council", "assembly") for text in paragraphs[:1400]] + paragraphs[1400:]
    merged = merge(*(BASE | {"body": "".join(text)} for text in (paragraphs, mine, theirs)))
    assert not merged.conflicts
    assert "<p>Mine.</p>" in merged.payload["body"]
