"""Preview links of a story: who was given one, what became of it, what they answered; make and revoke."""

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.fields import MomentForm
from articles.admin.story.pages import page, story
from articles.models import InboxItem, PreviewComment, PreviewView
from articles.models.preview_link import LASTS, PreviewLink, PreviewLinkState, may_share
from articles.workflow import Refused
from newsroom.templatetags.desk import exact

SHOWN = 100  # links on one page
LOGGED = 50  # visits of a link that are listed
ANSWERS = 5  # shown beside the story
# A standing → the shape that the desk has for it.
SHAPES = {
    PreviewLinkState.OPEN: "live",
    PreviewLinkState.WAITING: "scheduled",
    PreviewLinkState.EXPIRED: "ended",
    PreviewLinkState.REVOKED: "cancelled",
    PreviewLinkState.DEAD: "withdrawn",
}


class LinkForm(MomentForm):
    """Who the link is for, and until when."""

    recipient = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        help_text=gettext_lazy("It is shown on the page, and beside their answers."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Optional. We send nothing: you send the link."),
    )
    pinned = forms.BooleanField(
        label=gettext_lazy("Keep to this revision, whatever is saved later"), required=False
    )
    field_order = ["recipient", "email", "day", "time", "zone", "pinned"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        wish = timezone.localtime(timezone.now() + LASTS)
        self.initial = {"day": wish.date(), "time": wish.time(), **self.initial}
        self.fields["day"].label = _("Expires on")

    def refuse(self, refused):
        field = {"expires_at": "time"}.get(refused.field, refused.field)
        self.add_error(field if field in self.fields else None, " ".join(refused.messages))


@require_http_methods(["GET", "POST"])
def links(request, pk):
    """GET lists the links for whoever sees the story; POST makes one and shows its address, this one time."""
    article = story(request, pk)
    allowed = may_share(request.user, article)
    if request.method == "POST" and not allowed:
        raise PermissionDenied
    form, made = LinkForm(request.POST or None), None
    # Enter in a field presses the hidden first button, which only checks the form.
    if request.method == "POST" and form.is_valid() and "_check" not in request.POST:
        made = _made(request, article, form)
        form = LinkForm() if made else form
    waits = article.embargo_until and article.embargo_until > timezone.now()
    response = page(
        request,
        "admin/articles/article/preview_links.html",
        _("Preview links"),
        article=article,
        form=form if allowed and not article.is_withdrawn else None,
        made=made,
        rows=_rows(request.user, article),
        marks=InboxItem.objects.unread(request.user).filter(answer__link__article=article),
        embargo=article.embargo_until if waits else None,
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


def _made(request, article, form):
    """The link, with its `address` and `mail`; None where it was refused, which the form says."""
    data = form.cleaned_data
    try:
        link, token = PreviewLink.objects.make(
            article, request.user, data["recipient"], data["at"], data["email"], data["pinned"]
        )
    except Refused as refused:
        form.refuse(refused)
        return None
    link.address = request.build_absolute_uri(reverse("articles:preview", args=[token]))
    subject, body = _("Preview: %(story)s") % {"story": article}, _("%(address)s\n\nExpires %(when)s.")
    body %= {"address": link.address, "when": exact(link.expires_at)}
    link.mail = f"mailto:{quote(link.email)}?subject={quote(subject)}&body={quote(body)}"
    return link


def _rows(user, article):
    """The links of a story as dicts, with what they are good for and their log. Three queries."""
    views = PreviewView.objects.select_related("revision").defer("revision__payload")
    answers = PreviewComment.objects.select_related("revision").defer("revision__payload")
    found = (
        article.preview_links.with_state()
        .with_visits()
        .select_related("made_by", "revoked_by", "revision")
        .defer("article__body", "revision__payload")
        .prefetch_related(Prefetch("views", views[:LOGGED], to_attr="logged"), Prefetch("answers", answers))
    )
    rows = [(link, link.state()) for link in found[:SHOWN]]
    return [
        {
            "link": link,
            "standing": standing,
            "shape": SHAPES[standing],
            "may_revoke": not link.revoked_at and link.may_be_revoked_by(user),
        }
        for link, standing in rows
    ]


@require_POST
def revoke(request, pk, link):
    """Close one link for good, and say so."""
    article = story(request, pk, "articles.change_article")
    found = get_object_or_404(PreviewLink, pk=link, article=article)
    try:
        found.revoke(request.user)
    except Refused as refused:
        raise PermissionDenied(str(refused)) from refused
    messages.success(request, _("Revoked. The link for %(who)s opens no more.") % {"who": found.recipient})
    return redirect("admin:articles_article_links", pk)


def beside(article):
    """What the Record tab and the head of the story show: the latest answers, and how many links open.

    One query, and one more where there are links.
    """
    made = list(article.preview_links.with_state().defer("article__body"))
    answers = PreviewComment.objects.filter(link__article=article).select_related("link", "revision")
    return {
        "answers": list(answers.defer("revision__payload")[:ANSWERS]) if made else [],
        "links_made": len(made),
        "links_open": sum(link.state() == PreviewLinkState.OPEN for link in made),
    }
