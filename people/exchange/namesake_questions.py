"""The questions of one import about people whose name is on record, and what somebody answered.

A row that may be somebody on record is refused until its question is answered: the same person, or another.
The answer goes with the file through every step; that two are two is kept in the record for good.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.namesakes import question, who_it_is

ANOTHER = "another"  # an answer; every other is the address of the person on record
FIELD = "same-"  # before the number of the question, in a posted form


@dataclass(frozen=True)
class NamesakeQuestion:
    """One row, by its number in the file, and who it may be: (address, who that is)."""

    number: int
    name: str
    who: tuple
    answer: str = ""

    @property
    def field(self):
        return f"{FIELD}{self.number}"


class NamesakeQuestions:
    """``answers`` are {number of the row: ANOTHER or an address}; `asked` are the questions of the run."""

    def __init__(self, answers=None):
        self.answers, self.asked = answers or {}, {}

    def ask(self, number, name, others, lines=()):
        """Return which of these Persons on record a row is about, None where it is another.

        ValidationError with the question while nobody answered it. ``lines`` are {id: line} of those who are
        on record only by another line of the file.
        """
        who = tuple((other.slug, _who(other, lines)) for other in others)
        answer = self.answers.get(number, "")
        if answer not in (ANOTHER, *(slug for slug, _who in who)):
            answer = ""
        self.asked[number] = NamesakeQuestion(number, name, who, answer)
        if not answer:
            raise ValidationError(question(others))
        return next((other for other in others if other.slug == answer), None)


def _who(other, lines):
    if other.pk in lines:
        return _("%(name)s, line %(line)d of the file") % {"name": other, "line": lines[other.pk]}
    return who_it_is(other)


def answers_in(data):
    """Return the answers of a posted form, as NamesakeQuestions takes them."""
    found = {name.removeprefix(FIELD): data[name] for name in data if name.startswith(FIELD)}
    return {
        int(number): answer for number, answer in found.items() if number.isdecimal() and len(number) < 10
    }


def answers_of(written):
    """Return the answers of a command: ``["12=juan-mendez", "14=another"]``. ValueError with a sentence."""
    found = dict(one.partition("=")[::2] for one in written)
    if bad := [number for number, answer in found.items() if not (number.isdecimal() and answer)]:
        raise ValueError(_("--same %(number)s: write NUMBER=ADDRESS or NUMBER=another.") % {"number": bad[0]})
    return {int(number): answer for number, answer in found.items()}
