"""Cleans what comes from outside: the parameters of an address, the texts of forms and of files.

A text is kept in NFC (Unicode Standard Annex 15), without characters that nobody sees and that no text needs:
controls and marks that reverse the order of letters. A text of one line also has no
line breaks, and no soft hyphens or zero-width characters where its script has no use for them.
"""

import re
import unicodedata

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.lib.keys import LONGEST, keys_in

TOO_LONG = re.compile(rf"\d{{{LONGEST}}}")  # as many digits as the largest key, or more
WORDS = {"q", "term", "_changelist_filters"}  # what is typed; a number in it is a word
SEARCHED = {"q", "term"}  # read as what is searched was read when it was written

LINE_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")  # of word processors and other systems
# Windows-1252 read as Latin-1: quotation marks and dashes that became controls.
MISREAD = re.compile("[\x80-\x84\x86-\x9f]")
# Controls, direction embeddings, overrides and isolates, word joiners, deprecated format characters, marks of
# annotations, what is no character, tags that belong to no flag.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc\ufdd0-\ufdef\ufffe\uffff]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]"
)
# In one line: soft hyphens; zero-width spaces, but of scripts that part no words; joiners, but of scripts
# that join letters, and of emoji.
UNSEEN_IN_LINE = re.compile(
    "\xad|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
    "|(?<![\u0590-\u1fff\u2190-\uffef\U00010000-\U0010ffff])[\u200c\u200d]"
)
HALVES = re.compile("[\ud800-\udfff]")  # of a character: no file in UTF-8 can hold them
DIRECTIONS = re.compile("[\u200e\u200f\u061c]")  # of letters; each says something only beside these:
FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
SPACES = re.compile("[ \t\r\n]+")
SHOWN = 5  # texts named in a sentence
LONGEST_SHOWN = 40  # characters of each


def sound_text(text):
    r"""Return a text of any number of lines as we keep it.

    >>> sound_text("Cafe\u0301 \u202egnp.exe\u2028"), sound_text("don\x92t\x07")
    ('Café gnp.exe\n', 'don’t')
    """
    text = LINE_BREAKS.sub("\n", text)
    text = UNSEEN.sub("", MISREAD.sub(_read_again, text))
    return unicodedata.normalize("NFC", HALVES.sub("\ufffd", text))


def _read_again(control):
    return control[0].encode("latin-1").decode("cp1252", "ignore")


def line(text):
    r"""Return a text of one line as we keep it; no-break spaces stay.

    >>> line(" Parlia\u00adment\u2028meets\t now"), line("Kofi\u200e Annan")
    ('Parliament meets now', 'Kofi Annan')
    """
    text = UNSEEN_IN_LINE.sub("", sound_text(text))
    if not FROM_RIGHT.search(text):
        text = DIRECTIONS.sub("", text)
    return SPACES.sub(" ", text).strip()


def has_unseen(text, clean):
    """Whether `clean` has lost characters of `text`, besides white space and controls that were misread."""
    before, after = (
        re.sub(r"\s+", "", unicodedata.normalize("NFC", MISREAD.sub(_read_again, one)))
        for one in (text, clean)
    )
    return len(before) > len(after)


class TakenOff:
    """Cleans the texts of one form or file, and keeps where something was taken off."""

    def __init__(self):
        self.texts = {}  # as they are now, each once, in their order

    def clean(self, text, how=sound_text):
        """Return the text as we keep it; `how` is sound_text or line.

        Where nothing is left there is nothing to name: the field says what it needs.
        """
        clean = how(text)
        if clean and clean != text and has_unseen(text, clean):
            self.texts[clean] = None
        return clean

    def clean_all(self, value):
        """The same value of JSON with every text in it clean, names of members too."""
        if isinstance(value, dict):
            return {self.clean_all(name): self.clean_all(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.clean_all(one) for one in value]
        return self.clean(value) if isinstance(value, str) else value

    def sentences(self):
        """What to tell the person: one sentence, or none."""
        if not self.texts:
            return []
        texts = [short for text in self.texts if (short := _short(text))]
        if not texts:
            return []
        named = [f"“{text}”" for text in texts[:SHOWN]]
        if more := len(texts) - len(named):
            named.append(ngettext("%(n)d more text", "%(n)d more texts", more) % {"n": more})
        return [_("Characters that nobody sees were taken off: %(texts)s.") % {"texts": ", ".join(named)}]


def _short(text):
    text = line(re.sub(r"<[^>]*>", " ", text))
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN].rstrip()}…"


class LineInput(forms.CharField):
    """A form's field for a text of one line."""

    def to_python(self, value):
        value = super().to_python(value)
        return line(value) if isinstance(value, str) else value


class LineField(models.CharField):
    """A text of one line, clean in forms and in `full_clean()`. In migrations a plain CharField."""

    def to_python(self, value):
        value = super().to_python(value)
        return line(value) if isinstance(value, str) else value

    def formfield(self, **kwargs):
        return super().formfield(**({"form_class": LineInput} | kwargs))

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def sound(query):
    """A copy of a QueryDict without NULs, and without the parameters whose numbers no key can have.

    >>> from django.http import QueryDict
    >>> sound(QueryDict("by=99999999999999999999&q=a%00b")).urlencode()
    'q=ab'
    """
    copy = query.copy()
    for name, values in query.lists():
        kept = [value.replace("\0", "") for value in values]
        kept = [line(value) for value in kept] if name in SEARCHED else kept
        copy.setlist(name, [v for v in kept if name in WORDS or not TOO_LONG.search(v)])
        if not copy.getlist(name) or "\0" in name:
            del copy[name]
    copy._mutable = False
    return copy


def with_keys_only(sent, name):
    """A copy of a QueryDict in which the values of `name` are numbers that can be keys."""
    copy = sent.copy()
    copy.setlist(name, [str(key) for key in keys_in(sent.getlist(name))])
    copy._mutable = False
    return copy


def sound_post(sent, lines, taken):
    """A copy of a posted QueryDict whose texts are clean; `taken`, a TakenOff, keeps where it took off.

    A field is one of `lines` by the last part of its name, unless its text has several lines. Passwords stay
    as they were typed.
    """
    copy = sent.copy()
    for name, values in sent.lists():
        if "password" not in name:
            of_line = name.rpartition("-")[2] in lines
            copy.setlist(
                name, [taken.clean(v, line if of_line and "\n" not in v else sound_text) for v in values]
            )
    copy._mutable = False
    return copy
