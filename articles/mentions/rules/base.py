"""What a rule is: one habit of writers as a function, with its sentence and the reason for it.

A rule looks at one thing in a text and answers, or answers None: then the next rule of its stage is asked.
The examples of a rule stand in the file of the same name with the ending .jsonl: each names its rule, a
day, the blocks of a text, and whom those name. Without the rule at least one of its examples fails; a test
sees to that.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ReadingRule:
    """A function (text, passage, what it looks at) → an answer or None. `says` and `because` are for
    people.
    """

    look: Callable
    says: str
    because: str

    @property
    def name(self) -> str:
        """The file and the function: "named_after.article_and_thing"."""
        return f"{self.look.__module__.rpartition('.')[2]}.{self.look.__name__}"

    def __call__(self, text, passage, at):
        return self.look(text, passage, at)


def rule(says: str, because: str) -> Callable[[Callable], ReadingRule]:
    """Make a function a rule."""
    return lambda look: ReadingRule(look, says, because)
