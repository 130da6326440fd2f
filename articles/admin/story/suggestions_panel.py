"""Suggested officials beside the story's form, and their dismissals.

Nothing is linked here. Accepting fills a row of the form, which saving links; a dismissal is kept at once.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.officials import suggestion_rows
from articles.admin.story.pages import story
from articles.mentions.suggestions import offered_of
from articles.models import SuggestionDismissal
from articles.officials.link_desk import open_in
from newsroom.lib.keys import keys_in
from people.models import Person


def context(reading, linked):
    """The panel's context for a StoryReading; `linked` are ids of persons. Two queries."""
    rows = suggestion_rows.rows(offered_of(reading.words, open_in(reading.suggestions, linked)))
    return {"suggestions": rows, "suggested_day": reading.words.day, "roles": suggestion_rows.roles()}


@never_cache
@require_POST
def dismiss(request, pk, model_admin):
    """Keep that a suggestion was turned down (`key`, `persons`, `why`), or with `undo` take that back.

    Answers JSON with what to say.
    """
    article = story(request, pk)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    key = request.POST.get("key", "").partition("-")[0]
    ids = keys_in(request.POST.get("persons", "").split(","))
    persons = list(Person.objects.filter(pk__in=ids))
    if not key or len(key) > suggestion_rows.LONGEST_HASH or not persons:
        return HttpResponseBadRequest()
    names = {"names": ", ".join(map(str, persons))}
    if "undo" in request.POST:
        SuggestionDismissal.take_back(article, ids, key)
        return JsonResponse({"said": _("%(names)s: offered again") % names})
    why = request.POST.get("why", "")
    why = why if why in SuggestionDismissal.Why.values else SuggestionDismissal.Why.OTHER
    SuggestionDismissal.store(article, [person.pk for person in persons], key, request.user, why)
    said = suggestion_rows.dismissed_words(why) % names
    return JsonResponse({"said": said})
