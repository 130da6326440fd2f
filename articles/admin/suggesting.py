"""Suggestions beside the story's form: from the desk copy as stored and from the form as typed; dismissals.

Nothing is linked here. Accepting fills a row of the form, which saving links; a dismissal is kept at once.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin import suggested
from articles.admin.pages import story
from articles.linkdesk import open_in
from articles.models import SuggestionDismissal
from articles.suggestions import Words, offered
from newsroom.lib.keys import keys_in
from people.models import Person


def of_stored(article):
    """The panel's context for the desk copy. Four queries besides those of the name list."""
    return context(article, set(article.officials.values_list("person", flat=True)))


def of_typed(article, officials):
    """The same for an article that carries the values of a form, and its rows of officials."""
    return context(article, {row.person_id for row in officials})


def context(article, linked):
    pairs = article.dismissals.values_list("person", "evidence_hash")
    words = Words.of(article)
    found = offered(words, linked=linked, dismissed=set(pairs))
    asks = {id(one) for one in open_in([one.suggestion for one in found], linked)}
    rows = suggested.rows([one for one in found if id(one.suggestion) in asks])
    return {"suggestions": rows, "suggested_day": words.day, "roles": suggested.roles()}


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
    if not key or len(key) > suggested.LONGEST_HASH or not persons:
        return HttpResponseBadRequest()
    names = {"names": ", ".join(map(str, persons))}
    if "undo" in request.POST:
        SuggestionDismissal.take_back(article, ids, key)
        return JsonResponse({"said": _("%(names)s: offered again") % names})
    why = request.POST.get("why", "")
    why = why if why in SuggestionDismissal.Why.values else SuggestionDismissal.Why.OTHER
    SuggestionDismissal.store(article, [person.pk for person in persons], key, request.user, why)
    said = suggested.dismissed_words(why) % names
    return JsonResponse({"said": said})
