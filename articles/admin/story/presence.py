"""Who else has a story open: a line beside it, kept in the cache alone. It stops nobody from writing.

Each open form posts every half minute (presence.js): a beat. Of two beats at the same moment one may get
lost until the next; there is no table and no lock, and without a cache there is no line.
"""

import logging
import re
import time

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.models import Article
from newsroom.templatetags.desk import ago, who

GONE_AFTER = 120  # seconds without a beat
MOST = 50  # open forms of one story that are remembered
TAB = re.compile(r"[0-9a-f]{16}", re.ASCII)  # what a form calls itself; a new one each time it is opened

log = logging.getLogger(__name__)


def beat(article_id, user, tab, gone="", leaving=False):
    """Note that `user` has the story open in `tab`; return the others as [(user id, name, moment)].

    `gone` is a tab that this one replaces; `leaving` removes this one. Two or three calls of the cache; []
    where it does not answer.
    """
    key, now = f"newsroom.open:{article_id}", time.time()
    try:
        rows = {t: row for t, row in (cache.get(key) or {}).items() if now - row[2] < GONE_AFTER}
        rows.pop(gone, None)
        rows.pop(tab, None)
        others = list(rows.values())
        if not leaving:
            rows = dict([*rows.items(), (tab, (user.pk, who(user), now))][-MOST:])
        cache.set(key, rows, GONE_AFTER)
    except Exception:  # whatever a cache's driver raises: a story is written without this line
        log.warning("The cache does not answer, so nobody can see who has a story open.", exc_info=True)
        return []
    return others


@require_POST
@never_cache
def here(request, pk):
    """The heartbeat of one open form: JSON {"others": [{"said", "line"}]}, `said` being without the time."""
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    if not Article.objects.filter(pk=pk).exists():
        raise Http404
    tab, gone = request.POST.get("tab", ""), request.POST.get("gone", "")
    if not TAB.fullmatch(tab):
        return HttpResponseBadRequest()
    others = beat(pk, request.user, tab, gone, leaving="leaving" in request.POST)
    return JsonResponse({"others": _told(request.user, others)})


def _told(user, others):
    """One sentence for each person, oneself first: with the latest of their tabs."""
    latest = {}
    for pk, name, moment in sorted(others, key=lambda row: row[2]):
        latest[pk] = (name, timezone.datetime.fromtimestamp(moment, timezone.get_current_timezone()))
    rows = sorted(latest.items(), key=lambda item: (item[0] != user.pk, item[1][0]))
    return [_sentence(pk == user.pk, name, seen) for pk, (name, seen) in rows]


def _sentence(own, name, seen):
    facts = {"who": name, "ago": ago(seen)}
    if own:
        line = _("You have this story open in another tab, last seen %(ago)s.")
        return {"said": _("You have this story open in another tab."), "line": line % facts}
    line = _("%(who)s has this story open, last seen %(ago)s.")
    return {"said": _("%(who)s has this story open.") % facts, "line": line % facts}
