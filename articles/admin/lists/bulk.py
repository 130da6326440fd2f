"""Acts on several stories at once: a page says first what happens to each; nothing is done before.

Each story is an act of its own, with its permission, its refusal and its entry in the audit log; to do it
to several at once is a permission besides (`articles.act_in_bulk`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import ProtectedError
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.story import double_submit
from articles.models import Article
from articles.workflow import Elsewhere, Refused
from newsroom.lib.keys import key_in

MOST = 100  # stories at once


@dataclass(frozen=True)
class BulkAct:
    """`do(desk, request, article, reason)` does it to one story, locked."""

    name: str
    label: str
    permission: str  # what `has_<permission>_permission` of the admin class asks for
    do: Callable
    asks: str = ""  # the label of the reason, where there must be one
    grave: bool = False


def _take(_desk, request, article, _reason):
    if not article.assign(request.user, request.user, article.due_at, article.brief):
        raise Refused(_("It is yours already."))


def _submit(_desk, request, article, _reason):
    article.submit(request.user)


def _approve(_desk, request, article, _reason):
    article.approve(request.user, revision=article.revision_number)


def _return(_desk, request, article, reason):
    article.return_to_writer(request.user, reason)


def _delete(desk, request, article, _reason):
    if not desk.has_delete_permission(request, article):
        raise Refused(_("More was done with it than writing, so it is kept."))
    desk.log_deletions(request, Article.objects.filter(pk=article.pk))
    article.discard(request.user)


ACTS = [
    BulkAct("take_many", gettext_lazy("Make me the owner…"), "change", _take),
    BulkAct("submit_many", gettext_lazy("Submit…"), "change", _submit),
    BulkAct("approve_many", gettext_lazy("Approve…"), "approve", _approve),
    BulkAct(
        "return_many",
        gettext_lazy("Return with a reason…"),
        "approve",
        _return,
        asks=gettext_lazy("What the writers should change"),
    ),
    BulkAct("delete_many", gettext_lazy("Delete drafts…"), "delete", _delete, grave=True),
]


def actions():
    """The acts as actions of the list."""
    return [_action(act) for act in ACTS]


def allowed(user, offered):
    """Of the actions that the list offers, {name: action}, those that `user` may take."""
    if user.has_perm("articles.act_in_bulk"):
        return offered
    names = {act.name for act in ACTS}
    return {name: action for name, action in offered.items() if name not in names}


def _action(act):
    @admin.action(description=act.label, permissions=[act.permission])
    def run(desk, request, queryset):
        return _view(desk, request, queryset, act)

    run.__name__ = act.name
    return run


def _view(desk, request, queryset, act):
    """The page that asks; after the answer the acts are done and None leads back to the list."""
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        words = _("At most %(n)s stories at once. Choose fewer.") % {"n": MOST}
        return desk.message_user(request, words, messages.ERROR)
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    shown = {key: request.POST.get(f"revision_{key}", "") for key in keys}
    if request.POST.get("confirmed") and all(shown.values()) and (reason or not act.asks):
        return _tell(
            desk, request, [(key, _try(desk, request, act, key, reason, shown[key])) for key in keys]
        )
    rows = [(Article.objects.get(pk=key), _try(desk, request, act, key, reason or "?")) for key in keys]
    context = {
        **desk.admin_site.each_context(request),
        "title": str(act.label).rstrip("…"),
        "opts": desk.opts,
        "act": act,
        "free": [article for article, refusal in rows if not refusal],
        "refused": [(article, refusal) for article, refusal in rows if refusal],
        "reason": reason,
        "fault": bool(request.POST.get("confirmed") and act.asks and not reason),
        "checkbox": ACTION_CHECKBOX_NAME,
        "form_token": double_submit.token_of(request),
    }
    return TemplateResponse(request, "admin/articles/article/bulk.html", context)


def _try(desk, request, act, key, reason, shown=None):
    """Do it to one story; return None, or why not. Without `shown`, its revision, it is taken back."""
    try:
        with transaction.atomic():
            article = Article.objects.select_for_update(no_key=True).filter(pk=key).first()
            if article is None:
                raise Refused(_("It was deleted meanwhile."))
            if shown is not None and key_in(shown) != article.revision_number:
                raise Refused(_("A colleague saved it after you looked. Look at the change, then try again."))
            act.do(desk, request, article, reason)
            transaction.set_rollback(shown is None)
    except Elsewhere as elsewhere:
        return elsewhere.fact
    except Refused as refused:
        return str(refused)
    except ProtectedError:
        return _("Something refers to it, so it is kept.")
    return None


def _tell(desk, request, results):
    done = sum(refusal is None for _key, refusal in results)
    words = ngettext("Done for one story.", "Done for %(n)s stories.", done) % {"n": done}
    desk.message_user(request, words, messages.SUCCESS if done else messages.WARNING)
    for key, refusal in results:
        if refusal:
            name = Article.objects.filter(pk=key).values_list("headline", flat=True).first() or key
            desk.message_user(request, f"{name}: {refusal}", messages.WARNING)
