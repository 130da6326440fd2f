"""How texts of a language are tried: a case is a day, the officials with their roles, the blocks."""

import datetime
from pathlib import Path

from articles.mentions import RoleHint, Strength, suggest
from articles.mentions.report import read_officials

NAMES = read_officials(Path(__file__).parent / "mentions" / "officials.csv", ["United Nations"])


def officials_in(day, blocks, language):
    """{person: role} of what is strong or medium."""
    offered = suggest(blocks, datetime.date.fromisoformat(day), NAMES, language=language)
    return {one.person: one.role for one in offered if one.strength != Strength.WEAK}


def assert_names(day, wanted, blocks, language):
    """That the blocks name these officials, "kofi-annan:speaker|ban-ki-moon:"; without a role any will do."""
    said = officials_in(day, blocks, language)
    roles = dict(one.split(":") for one in wanted.split("|")) if wanted else {}
    assert said.keys() == roles.keys()
    assert {person: said[person] for person, role in roles.items() if role} == {
        person: RoleHint(role) for person, role in roles.items() if role
    }
