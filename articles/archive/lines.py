"""The values of one line of an archive: its JSON object, the fields it may have, each value checked."""

import datetime
import json
import re

from django.utils.translation import gettext as _

from articles import payload
from articles.payload import FieldKind
from newsroom.lib.incoming import TakenOff

TEXT = tuple(f.name for f in payload.FIELDS if f.section == "writing")  # an edition may say it differently
ONCE_A_STORY = tuple(
    f
    for f in payload.FIELDS
    if f.section == "filing" and f.kind in (FieldKind.LINE, FieldKind.TEXT, FieldKind.CHOICE, FieldKind.DATE)
)
EDITION_FIELDS = (*TEXT, "slug", "kind", "note")
FIELDS = {
    "": {
        *(
            "id",
            "slug",
            "topics",
            "authors",
            "officials",
            "lead_image",
            "status",
        ),
        *TEXT,
        *(field.name for field in ONCE_A_STORY),
        *("editions", "scheduled", "withdrawn", "desk", "note", "return_reason"),
    },
    "editions": {"published", *EDITION_FIELDS},
    "scheduled": {"at", *EDITION_FIELDS},
    "withdrawn": {"at", "reason", "explanation", "redirect_to"},
    "desk": {*TEXT, "slug"},
    "officials": {"name", "slug", "wikidata", "role", "as_printed", "post"},
    "lead_image": {"path", "alt", "caption", "credit"},
}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FROM_NOW = re.compile(r"\+(\d{1,4})([dhm])", re.ASCII)
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class BadValue(Exception):
    """A value that cannot be used; `where` is the path within its row."""

    def __init__(self, where, reason):
        super().__init__(where, reason)
        self.where, self.reason = where, reason


def json_object(line):
    """Return the JSON object of a line. Raises BadValue."""
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        value = json.loads(text.removeprefix("\ufeff"))
    except UnicodeDecodeError:
        raise BadValue("", _("This is not UTF-8.")) from None
    except json.JSONDecodeError as error:
        message = _("This is not JSON: %(what)s at character %(n)d.")
        raise BadValue("", message % {"what": error.msg, "n": error.pos + 1}) from None
    except (RecursionError, ValueError):
        raise BadValue("", _("This JSON cannot be read.")) from None
    if not isinstance(value, dict):
        raise BadValue("", _("A line must be one JSON object, in braces."))
    return value


def by_field(error):
    """[(field or "", [sentence])] of a ValidationError."""
    if hasattr(error, "error_dict"):
        return [("" if name == "__all__" else name, reasons) for name, reasons in error.message_dict.items()]
    return [("", error.messages)]


class LineValues:
    """Reads single values of a line. Each problem goes into `faults` as (path of the field, sentence)."""

    def __init__(self, data, now):
        self.data, self.now = data, now
        self.faults = []
        self.taken = TakenOff()

    def fail(self, where, reason):
        """Note what is wrong; of one field only the first."""
        if where not in (place for place, _reason in self.faults):
            self.faults.append((where, reason))

    def text(self, data, name, prefix, longest=None):
        """Return the string at `name`, "" if there is none; anything else is a fault."""
        value = data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fail(prefix + name, _("This must be text, in quotation marks."))
            return ""
        if longest and len(value) > longest:
            self.fail(prefix + name, _("This is too long: at most %d characters.") % longest)
        return self.taken.clean(value).strip()

    def choice(self, data, name, prefix, choices, default):
        value = self.text(data, name, prefix) or default
        if value not in choices:
            self.fail(prefix + name, _("“%(value)s” is none of: %(choices)s.")
                      % {"value": value, "choices": ", ".join(choices)})  # fmt: skip
            return default
        return value

    def list_of(self, data, name):
        value = data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(name, _("This must be a list, in square brackets."))
            return []
        return value

    def object(self, value, kind, prefix):
        """Return the dict, without the keys that we do not know (each a fault); {} if it is none."""
        if not isinstance(value, dict):
            self.fail(prefix.rstrip("."), _("This must be an object, in braces."))
            return {}
        for name in sorted(value.keys() - FIELDS[kind]):
            self.fail(prefix + name, _("There is no field of this name."))
        return value

    def day(self, data, name):
        value = self.text(data, name, "")
        if not value:
            return None
        try:
            if not DAY.fullmatch(value):
                raise ValueError
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(name, _("“%s” is not a day. Write it like 2007-10-10.") % value)
            return None

    def moment(self, data, name, prefix):
        """Return the aware datetime at `name`, or None after a fault."""
        value = self.text(data, name, prefix)
        if not value:
            self.fail(prefix + name, _("Say when."))
            return None
        if match := FROM_NOW.fullmatch(value):
            return self.now + datetime.timedelta(**{UNITS[match[2]]: int(match[1])})
        try:
            at = datetime.datetime.fromisoformat(value)
            if at.tzinfo is None:
                self.fail(prefix + name, _("Say in which zone: 2007-10-10T14:05:00Z or …-04:00."))
                return None
            return at.astimezone(datetime.UTC)  # may leave the years 1 to 9999
        except (ValueError, OverflowError):
            message = _("“%s” is not a moment. Write it like 2007-10-10T14:05:00Z.")
            self.fail(prefix + name, message % value)
            return None
