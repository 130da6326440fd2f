"""What a check answers: one thing to put right or to look at, with its place in the form."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_EVIDENCE = 80


class Level(models.TextChoices):
    """How much a finding weighs."""

    GATE = "gate", _("stops publication")
    CHECK = "check", _("look at it")
    REMARK = "remark", _("for your information")


@dataclass(frozen=True)
class CheckFinding:
    """One thing to put right or to look at.

    code     a stable name: "lead-alt", "not-linked" …
    message  what to do, in an editor's words
    field    the field of the form it concerns
    evidence the words it is about; in the body the `nth` (from 0) place where they stand
    picture  the id of the picture it is about, in the body the `nth` figure of it
    """

    code: str
    level: Level
    message: str
    field: str
    evidence: str = ""
    nth: int = 0
    picture: int | None = None

    @property
    def is_gate(self) -> bool:
        return self.level == Level.GATE

    @property
    def is_remark(self) -> bool:
        return self.level == Level.REMARK


def stops(code, message, field, **where) -> CheckFinding:
    """A finding that stops a publication."""
    return CheckFinding(code, Level.GATE, message, field, **where)


def look_at(code, message, field, evidence="", nth=0, **where) -> CheckFinding:
    """A finding to look at."""
    return CheckFinding(code, Level.CHECK, message, field, evidence, nth, **where)


def remark(code, message, field, evidence="", nth=0) -> CheckFinding:
    """A finding that is no fault: what an editor may want to know."""
    return CheckFinding(code, Level.REMARK, message, field, evidence, nth)


def shortened(words: str) -> str:
    """Words as a message repeats them: on one line, cut off where they are long."""
    words = " ".join(words.split())
    return words if len(words) <= LONGEST_EVIDENCE else f"{words[:LONGEST_EVIDENCE]}…"
