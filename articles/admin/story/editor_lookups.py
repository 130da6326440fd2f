"""What the body editor asks the server: officials by any name, pictures of the library. Staff only, JSON.

Both answer `{"results": [...]}`; the admin mounts them as `articles_article_officials` and `_pictures`.
"""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from newsroom.images.models import Image
from newsroom.lib.keys import keys_in
from people.models import Person
from people.titles import titles_on

MOST_PEOPLE = 12
MOST_PICTURES = 24
MOST_NAMED = 200  # officials asked for by id: more than one story marks


@require_GET
@never_cache
def officials_json(request):
    """`?q=` a name in any spelling, or `?id=4,7`, `&on=` the day in the form: [{id, text, sub}], `sub`
    the title of that day. At most five queries."""
    _staff_only(request)
    ids = _ids(request.GET)
    on = request.GET.get("on", "")
    rows = _named(ids[:MOST_NAMED], on) if ids else _rows(_persons(request.GET.get("q", "")), on)
    return JsonResponse({"results": rows})


def _named(ids, on):
    """A row for each id: a mark of somebody merged since is the person that they are now."""
    persons = Person._base_manager.filter(pk__in=ids).select_related("merged_into")
    found = {person.pk: person.merged_into or person for person in persons}
    rows = {row["id"]: row for row in _rows(list(set(found.values())), on)}
    return [{**rows[person.pk], "id": pk} for pk, person in found.items()]


def find_officials(text, on):
    """The rows of `officials_json`, for other search boxes of the desk."""
    return _rows(_persons(text), on)


def _rows(persons, on):
    titles = titles_on(persons, _day(on), public=False)
    return [{"id": person.pk, "text": str(person), "sub": _sub(person, titles)} for person in persons]


@require_GET
@never_cache
def pictures_json(request):
    """`?q=` words of title, caption, credit or alternative text, or `?id=4,7`:
    [{id, text, thumb, alt, decorative, caption, credit}], newest first. One query."""
    _staff_only(request)
    return JsonResponse({"results": find_pictures(request.GET)})


def find_pictures(query):
    """The rows of `pictures_json`, for other search boxes of the desk; `query` has `q` or `id`."""
    ids = _ids(query)
    found = Image.objects.filter(pk__in=ids) if ids else _pictures(query)
    return [_picture(image) for image in found.order_by("-pk")[: max(MOST_PICTURES, len(ids))]]


def _ids(query):
    return keys_in(query.get("id", "").split(","))


def _staff_only(request):
    if not (request.user.is_active and request.user.is_staff):
        raise PermissionDenied


def _persons(text):
    """Persons with all the words in their names; "Secretary-General Ban Ki-moon" is tried with fewer from
    the left."""
    words = text.split()[-6:]
    for length in dict.fromkeys([len(words), 2, 1]):
        persons = list(Person.objects.matching(" ".join(words[-length:]))[:MOST_PEOPLE])
        if persons:
            return persons
    return []


def _day(text):
    """The day as the form shows it, in the reader's locale or ISO; else today in the newsroom."""
    try:
        return forms.DateField(required=False).clean(text) or timezone.localdate()
    except ValidationError:
        return timezone.localdate()


def _sub(person, titles):
    title = titles.get(person.pk)
    parts = [title.text, title.note] if title else [_("no post on record")]
    if not person.is_public:
        parts.append(_("readers see no page"))
    return " · ".join(filter(None, parts))


def _pictures(query):
    found = Image.objects.described()
    for word in query.get("q", "").split()[:8]:
        fields = ("title", "caption", "credit", "alt", "byline")
        clause = Q()
        for field in fields:
            clause |= Q(**{f"{field}__icontains": word})
        found = found.filter(clause)
    return found


def _picture(image):
    return {
        "id": image.pk,
        "text": str(image),
        "thumb": image.rendition("4x3-480"),
        "src": image.rendition("w800"),
        "alt": image.alt,
        "decorative": image.decorative,
        "caption": image.caption,
        "credit": image.credit,
    }
