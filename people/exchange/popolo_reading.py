"""Reads a Popolo file: checks its shape, and translates its words into ours."""

import re
from types import NoneType

from django.utils.translation import gettext as _

from newsroom.lib.names import any_order, fold
from newsroom.lib.partial_date import UNKNOWN
from people.exchange.files import read_json
from people.models import Person
from people.models.person import NameOrder
from people.public.popolo import EXTENSION, KINDS, SHORT_NAME

MIDNIGHT = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?$")
NO_MONTH_OR_DAY = re.compile(r"(?<=^[0-9]{4})-00(-00)?$|(?<=^[0-9]{4}-[0-9]{2})-00$")


def read_popolo(content, most=None, taken=None):
    """Return the document in these bytes, with embedded memberships among the others.

    Raises ValueError with a sentence when it is none.
    """
    found = read_json(content, taken)
    if not isinstance(found, dict) or not any(kind in found for kind in KINDS):
        message = _("This is no Popolo document: an object with lists such as persons, posts, memberships.")
        raise ValueError(message)
    for kind in (*KINDS, "events"):
        found[kind] = list_of(found, kind)
    _check_shapes(found)
    found["memberships"] += _embedded(found)
    if most and len(found["persons"]) + len(found["memberships"]) > most:
        raise ValueError(_("%(count)d records at once are the limit here.") % {"count": most})
    return found


def list_of(found, kind):
    records = found.get(kind) or []
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise ValueError(_("“%(kind)s” must be a list of objects.") % {"kind": kind})
    return list(records)


OURS = (EXTENSION, "edtf")  # objects that we read; others have no place here, whatever is in them
# Names of what must be text, and of what must be a list of objects, at any depth.
TEXTS = {
    "id", "name", "family_name", "given_name", "additional_name", "honorific_prefix",
    "honorific_suffix", "sort_name", "birth_date", "death_date", "image", "summary", "biography",
    "national_identity", "parent_id", "founding_date", "dissolution_date", "label", "role",
    "organization_id", "person_id", "post_id", "start_date", "end_date", "on_behalf_of_id",
    "legislative_period_id", "note", "url", "identifier", "scheme", "classification",
}  # fmt: skip
LISTS = {
    "other_names", "identifiers", "links", "sources", "memberships", "contact_details", "titles",
    "successions", "former_organizations", "complete_successions",
}  # fmt: skip


def _check_shapes(record, where=""):
    """Raise ValueError where a text is no text or a list no list of objects, at any depth."""
    for name, value in record.items():
        at = f"{where}{name}"
        if isinstance(value, dict) and name in OURS:
            _check_shapes(value, f"{at}.")
        elif name in LISTS or name in KINDS:
            if value is not None and not _is_list_of_objects(value):
                raise ValueError(_("“%(name)s” must be a list of objects.") % {"name": at})
            for number, one in enumerate(value or (), start=1):
                _check_shapes(one, f"{at}[{number}].")
        elif name in TEXTS and not isinstance(value, str | NoneType):
            raise ValueError(_("“%(name)s” must be text.") % {"name": at})


def _is_list_of_objects(value):
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _embedded(found):
    """Memberships inside a person, an organization or a post, with the id of that record."""
    known = {one.get("id") for one in found["memberships"] if one.get("id")}
    for kind, owner in (("persons", "person_id"), ("organizations", "organization_id"), ("posts", "post_id")):
        for record in found[kind]:
            for one in record.get("memberships") or ():
                if one.get("id") is None or one["id"] not in known:
                    known.add(one.get("id"))
                    yield {owner: record.get("id"), **one}


# --- Words of Popolo as ours ------------------------------------------------------------------
def on_record(model, one, item, whole):
    """Return the record that an entry of the document names by a stable key, or None."""
    if whole and (found := model.objects.filter(slug=one.get("id") or "").first()):
        return found
    return model.objects.filter(wikidata=item).first() if item else None


def wikidata_of(one):
    for identifier in one.get("identifiers") or ():
        if (identifier.get("scheme") or "").lower() == "wikidata":
            return (identifier.get("identifier") or "").strip()
    return ""


def date_of(one, name):
    """A date as it is written; of our own documents also one that Popolo cannot hold."""
    return date_of_title({**one, **(one.get(EXTENSION) or {})}, name)


def names_of(one, name):
    """The parts of a name: as given, else by the sort name, else guessed (`is_name_guessed`)."""
    own = one.get(EXTENSION) or {}
    given, family = _parts_said(one, name) or _guessed_parts(name)
    order = NameOrder.GIVEN_FIRST if family else NameOrder.MONONYM
    if family and given and fold(name).startswith(fold(f"{family} {given}")):
        order = NameOrder.FAMILY_FIRST
    order = own.get("name_order") or order
    built = Person(given_name=given, family_name=family, name_order=order)
    parts = {"given_name": given, "family_name": family, "name_order": order}
    if own:
        return parts | {"display_name": own.get("display_name", ""), "sort_name": own.get("sort_name", "")}
    same = (
        any_order(name) == any_order(built.full_name) if "," in name else fold(name) == fold(built.full_name)
    )
    return parts | {"display_name": "" if same else name}


def _parts_said(one, name):
    """(given, family) as the document says them, or None."""
    given = " ".join(filter(None, [one.get("given_name"), one.get("additional_name")]))
    family = one.get("family_name") or ""
    if given or family:
        return given, family
    family, _comma, given = map(str.strip, (one.get("sort_name") or "").partition(","))
    if given and fold(name) in (fold(f"{given} {family}"), fold(f"{family} {given}")):
        return given, family
    return None


def is_name_guessed(one, name):
    """Whether nothing in the document says which part of a name is the family's."""
    return _parts_said(one, name) is None and bool(_guessed_parts(name)[1])


def name_guessed(row):
    """The sentence about a name of a new person that was parted by a guess."""
    return _("%(name)s: it is a guess that the given name is “%(given)s”, the family name “%(family)s”.") % {
        "name": row["display_name"] or f"{row['given_name']} {row['family_name']}",
        "given": row["given_name"],
        "family": row["family_name"],
    }


# With these a family name begins, unless they are the first word of all; lower case as they are written.
PARTICLES = {
    "af", "al", "av", "ben", "bin", "bint", "da", "das", "de", "degli", "del", "della", "den", "der", "des",
    "di", "do", "dos", "du", "el", "ibn", "la", "las", "le", "los", "ten", "ter", "van", "vom", "von", "zu",
    "zum", "zur",
}  # fmt: skip
BETWEEN = {"e", "i", "y"}  # two family names
AFTER_NAME = {"jr", "sr", "ii", "iii", "iv"}


def _guessed_parts(name):
    """(given, family) of a whole name. The family is what is in capitals, what begins with a particle, what
    stands before a comma, or the last word; "Jr." is no part of it."""
    words = name.replace(",", " , ").split()
    while len(words) > 2 and (fold(words[-1]) in AFTER_NAME or words[-1] == ","):
        words.pop()
    if "," in words[1:-1]:
        comma = words.index(",", 1)
        return " ".join(words[comma + 1 :]), " ".join(words[:comma])
    words = [word for word in words if word != ","]
    if len(words) < 2:
        return " ".join(words), ""
    loud = [n for n, word in enumerate(words) if word.isupper() and len(word.strip(".")) > 1]
    if loud and len(loud) < len(words) and loud[-1] - loud[0] == len(loud) - 1 and loud[0] == 0:
        return " ".join(words[len(loud) :]), " ".join(words[: len(loud)])
    begin = min([n for n in _beginnings(words) if n], default=len(words) - 1)
    return " ".join(words[:begin]), " ".join(words[begin:])


def _beginnings(words):
    """The places at which the family name may begin, of which the first counts."""
    last = len(words) - 1
    for n, word in enumerate(words[:last]):
        if word in PARTICLES:
            yield n
        elif word in BETWEEN and n > 1:
            yield n - 1


def title_of(one):
    """The title of a membership without a post: its role."""
    title = (one.get("role") or one.get("label") or _("Member")).strip()
    return title[:1].upper() + title[1:]


def is_short(other):
    return other.get("note") == SHORT_NAME


def date_of_title(title, name):
    if name in (title.get("unknown") or ()):
        return UNKNOWN
    edtf = title.get("edtf")
    return (edtf.get(name) if isinstance(edtf, dict) else "") or _plain(title.get(name) or "")


def _plain(text):
    """A date without what other programs put where there is nothing: months and days of 00, a midnight.

    >>> [_plain(text) for text in ("2007-05-00", "2007-00-00", "2007-05-29T00:00:00Z")]
    ['2007-05', '2007', '2007-05-29']
    """
    return NO_MONTH_OR_DAY.sub("", MIDNIGHT.sub("", text))
