"""Why a merge or its undoing is refused, and questions that only a person can answer."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError


class MergeRefused(ValidationError):
    """A merge or its undoing is refused; `faults` are the reasons."""

    def __init__(self, faults):
        self.faults = [fault if isinstance(fault, MergeFault) else MergeFault(fault) for fault in faults]
        super().__init__([fault.text for fault in self.faults])


@dataclass(frozen=True)
class MergeFault:
    """A reason against it, in words, with the records whose pages can solve it."""

    text: str
    records: tuple = ()


@dataclass(frozen=True)
class MergeQuestion:
    """A question that only a person can answer; `options` are (value, words)."""

    key: str
    text: str
    options: list
    answer: str


def check_record(record):
    """Faults of one record by its own rules, as its form would show them."""
    record.refresh_from_db()
    try:
        record.full_clean()
    except ValidationError as error:
        return [
            MergeFault(_said(record, name, text))
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    return []


def _said(record, name, text):
    if name == "__all__":
        return text
    return f"{record._meta.get_field(name).verbose_name}: {text}"
