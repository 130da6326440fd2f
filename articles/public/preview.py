"""The page of a preview link: a story that is not published, for one person without an account.

It reads the desk, unlike every other page outside the admin, and shows nothing without a token that opens.
Nothing here sets or reads a cookie; nothing of the visitor is kept but the moment and the revision shown.
Opening the page writes nothing in the database: the page says itself that it was opened, by a POST of its
script. Who has no scripts is known to have opened it by the answer that they send.
"""

import logging
from functools import wraps
from types import SimpleNamespace
from urllib.parse import urlsplit

from django import forms
from django.core.cache import cache
from django.core.signing import Signer
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Answer, Article, ArticleAuthor, ArticleTopic, Author, PreviewLink, Topic
from articles.models.merged_ids import as_merged
from articles.models.preview_link import HOUR, LONGEST_TEXT, VIEWS_AN_HOUR, PreviewLinkState
from articles.payload import put_columns
from articles.public.lists import named
from articles.public.unsaved_edition import preview_edition
from articles.public.views import story_context
from articles.workflow import Refused
from newsroom.lib.json_rows import JSONRows
from people.models import Person

SEEN = "seen"  # what the script of the page sends; an Answer is the other kind of POST
signer = Signer(salt="articles.public.preview")
log = logging.getLogger(__name__)

# The page of a link that does not open: status, heading, sentence.
CLOSED = {
    None: (
        404,
        gettext_lazy("There is nothing at this address"),
        gettext_lazy("The link is probably incomplete. Copy the whole of it from your message."),
    ),
    PreviewLinkState.REVOKED: (
        410,
        gettext_lazy("This preview link was closed"),
        gettext_lazy("The newsroom closed it. If you need to read on, ask whoever sent it to you."),
    ),
    PreviewLinkState.EXPIRED: (
        410,
        gettext_lazy("This preview link has expired"),
        gettext_lazy("Its time is over. Ask whoever sent it to you for a new one."),
    ),
    PreviewLinkState.DEAD: (
        410,
        gettext_lazy("This preview link no longer works"),
        gettext_lazy("The newsroom does not show this text any more."),
    ),
    PreviewLinkState.WAITING: (
        403,
        gettext_lazy("Not yet"),
        gettext_lazy("What this link shows is embargoed. It opens when the embargo ends:"),
    ),
}


def private(view):
    """Kept by nobody, found by no search engine, named to no other site: whatever the view answers."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


class AnswerForm(forms.Form):
    """A comment or an approval, with the revision that its writer was shown and the page's word for that."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["text"].help_text = _("Not needed for an approval. At most %(n)s characters.") % {
            "n": LONGEST_TEXT
        }

    def refuse(self, refused):
        self.add_error(refused.field if refused.field in self.fields else None, " ".join(refused.messages))


@private
# There is no cookie to ride on: the token in the path is the whole right to post, and who does not know it
# cannot forge a request. What another page sends is refused all the same.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, token):
    """The story for whoever holds the token; a POST answers the newsroom.

    404 for a token that is none, 410 for one that is over, 403 before an embargo ends and for a POST from
    elsewhere, 429 where it is opened too often. Eight queries: link with story, names and standing;
    officials; the edition before; titles (2); people, their names and pictures in the text. Two more for a
    link that keeps to a revision which is no longer the newest.
    """
    link = _with_names(PreviewLink.objects).of_token(token)
    standing = link.state() if link else None
    if standing != PreviewLinkState.OPEN:
        return _closed(request, link, standing)
    if request.method == "POST":
        return _sent(request, link)
    if _is_opened_too_often(link):
        return _too_many(request)
    return _page(request, link)


def _is_opened_too_often(link):
    """Whether this hour's limit is passed, this opening included. The cache counts; without one, no limit."""
    key = f"newsroom.preview:{link.token_hash}:{timezone.now():%Y%m%d%H}"
    try:
        cache.add(key, 0, HOUR.total_seconds())
        return cache.incr(key) > VIEWS_AN_HOUR
    except Exception:  # whatever a cache's driver raises, also that the hour ended between the two
        log.warning("The cache does not answer, so openings of a preview are not counted.", exc_info=True)
        return False


def _closed(request, link, standing):
    until = link.article.embargo_until if standing == PreviewLinkState.WAITING else None
    return _say(request, *CLOSED[standing], until)


def _too_many(request):
    response = _say(
        request,
        429,
        _("Opened too often"),
        _("This preview was opened very often within an hour. Try again later."),
    )
    response["Retry-After"] = int(HOUR.total_seconds())
    return response


def _say(request, status, heading, sentence, until=None):
    """A page that says why nothing is shown, and nothing of the story."""
    context = {"flag": status, "heading": heading, "sentence": sentence, "until": until}
    return render(request, "articles/preview_link_closed.html", context, status=status)


# --- What is sent ----------------------------------------------------------------------------------
def _sent(request, link):
    if _is_from_elsewhere(request):
        words = _("This was sent from another site, so it was not taken. Open your link and answer there.")
        return _say(request, 403, _("Not taken"), words)
    if request.POST.get("kind") == SEEN:
        return _visited(request, link)
    return _answered(request, link)


def _visited(request, link):
    """Keep that the page was opened: 204, or 400 without the page's own word for it."""
    revision = _revision_proved(request, link)
    if revision is None:
        return HttpResponse(status=400)
    if (link.recent_views or 0) < VIEWS_AN_HOUR:
        link.views.create(revision=revision)
    return HttpResponse(status=204)


def _proof(link, number):
    """The page's word for having shown a revision to the holder of a link."""
    return signer.signature(f"{link.pk}:{number}")


def _revision_proved(request, link):
    """The Revision that a POST proves to have been shown, or None."""
    number = request.POST.get("revision", "")
    if not constant_time_compare(request.POST.get("shown", ""), _proof(link, number)):
        return None
    return link.article.revisions.filter(number=number).first()


def _answered(request, link):
    """Keep what was sent and lead back, so that loading anew sends nothing; or say what is wrong."""
    form = AnswerForm(request.POST)
    seen = _revision_proved(request, link)
    if seen and not link.views.filter(revision=seen).exists():
        link.views.create(revision=seen)
    kind = Answer.APPROVAL if request.POST.get("kind") == Answer.APPROVAL else Answer.COMMENT
    if form.is_valid():
        try:
            link.answer(kind, form.cleaned_data["text"], form.cleaned_data["revision"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(f"?sent={kind}#answer", status=303)
    return _page(request, link, form)


def _is_from_elsewhere(request):
    """Whether a browser says that another site sent this form (Fetch Metadata; RFC 6454, 7).

    A page with the policy no-referrer sends `Origin: null` to itself, so that null alone proves nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()


# --- What is shown ---------------------------------------------------------------------------------
def _page(request, link, form=None):
    shown = _revision_shown(link)
    edition, officials = _newest(link) if shown.pk == link.current else _pinned(link)
    context = {
        **story_context(edition, officials),
        "link": link,
        "revision": shown,
        "is_published": bool(link.live_digest) and link.live_digest == shown.digest,
        "form": form or AnswerForm(initial={"revision": shown.number, "shown": _proof(link, shown.number)}),
        "seen": SEEN,
        "sent": request.GET.get("sent", ""),
    }
    return render(request, "articles/preview_link.html", context, status=422 if form else 200)


def _revision_shown(link):
    """The revision that a link shows: pk, number, at, digest."""
    if link.revision:
        return link.revision
    article = link.article
    return SimpleNamespace(
        pk=link.current, number=article.revision_number, at=link.current_at, digest=article.digest
    )


def _with_names(links):
    """Add topic_rows and author_rows of the desk copy, as `lists.named` wants them. No query."""
    topics = (
        ArticleTopic.objects.filter(content_object=OuterRef("article")).order_by().values("content_object")
    )
    authors = ArticleAuthor.objects.filter(article=OuterRef("article")).order_by().values("article")
    return links.annotate(
        topic_rows=Subquery(topics.annotate(rows=JSONRows("pk", "tag__name", "tag__slug")).values("rows")),
        author_rows=Subquery(
            authors.annotate(rows=JSONRows("position", "author__name", "author__slug")).values("rows")
        ),
    )


def _newest(link):
    """The desk copy as it is now, as an unsaved edition, and its officials. Three queries with the text's."""
    rows = link.article.officials.filter(person__is_public=True).select_related("person__portrait")
    officials = list(rows.order_by("position", "pk"))
    edition = preview_edition(link.article, [], [], officials)
    edition.lead_image = link.article.lead_image
    edition.topic_rows, edition.author_rows = link.topic_rows, link.author_rows
    return named(edition), officials


def _pinned(link):
    """A revision that the desk has gone on from, as an unsaved edition, and its officials. Six queries."""
    payload = as_merged(link.revision.payload)
    article = Article(pk=link.article_id)
    put_columns(article, payload)
    topics = Topic.objects.filter(pk__in=payload["topics"]).order_by("pk")
    authors = Author.objects.in_bulk(payload["authors"])
    wanted = [row["person"] for row in payload["officials"]]
    persons = Person.objects.public().select_related("portrait").in_bulk(wanted)
    officials = [
        SimpleNamespace(person=persons[pk], person_id=pk, role=row["role"], appointment_id=row["appointment"])
        for row in payload["officials"]
        if (pk := row["person"]) in persons
    ]
    bylines = [authors[pk] for pk in payload["authors"] if pk in authors]
    return preview_edition(article, topics, bylines, officials), officials
