"""The history of a story in the admin: every revision and edition, any two compared, an old one restored."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from articles.admin.story.pages import page, story
from articles.body.field import clean_body
from articles.models.acts.revise import of_what_exists
from articles.models.edition import as_published
from articles.versions.payload_diff import differing, label_of
from articles.versions.revision_diff import RevisionNames, changes
from articles.workflow import Refused, Status
from newsroom.lib.keys import key_in
from newsroom.templatetags.desk import exact, who

PAGE = 50  # revisions on one page, each with the editions that were made of it
UNREAD = ("body", "body_html", "search_text", "history")


# --- The list --------------------------------------------------------------------------------------
@require_GET
def history(request, pk):
    """Revisions, the newest first, with what each changed and the editions made from it.

    Pages by key: `?before=` is the number of the last revision shown. At most eight queries.
    """
    article = story(request, pk)
    top = _before(request) or article.revision_number + 1
    bottom = max(1, top - PAGE)
    editions = list(
        article.editions.select_related("by")
        .defer(*UNREAD)
        .annotate(made_of=F("revision__number"))
        .order_by("number", "pk")
    )
    earlier = {edition.pk: _edition_before(edition, editions) for edition in editions}
    shown = [edition for edition in editions if bottom <= edition.made_of < top]
    others = {earlier[edition.pk].revision_id for edition in shown if earlier[edition.pk]}
    wanted = Q(number__gte=bottom - 1, number__lt=top) | Q(pk__in=others)
    revisions = {row.number: row for row in article.revisions.filter(wanted).select_related("by")}
    rows = [
        {
            "revision": revisions[number],
            "key": f"r{number}",
            "changed": _changed(revisions.get(number - 1), revisions[number]),
            "editions": [
                {
                    "edition": edition,
                    "key": f"e{edition.pk}",
                    "changed": _changed_as_edition(earlier[edition.pk], edition, revisions),
                }
                for edition in reversed(shown)
                if edition.made_of == number
            ],
        }
        for number in range(top - 1, bottom - 1, -1)
        if number in revisions
    ]
    return page(
        request,
        "admin/articles/article/history.html",
        _("History"),
        article=article,
        rows=rows,
        older=bottom if bottom > 1 else None,
        newer="before" in request.GET,
    )


def _before(request):
    asked = request.GET.get("before")
    if asked and key_in(asked) is None:
        raise Http404
    return key_in(asked)


def _edition_before(edition, editions):
    """The edition that this one took the place of, or None."""
    earlier = [other for other in editions if not other.cancelled_at and other.number < edition.number]
    return earlier[-1] if earlier else None


def _changed(before, revision):
    """Which fields a revision changed, in words; "" for the first one."""
    if before is None:
        return ""
    return _labels(differing(before.payload, revision.payload)) or _("the address")


def _changed_as_edition(before, edition, revisions):
    """Which fields differ from the edition before, in words; "" for the first one."""
    if before is None:
        return ""
    after = revisions[edition.made_of].payload
    return _labels(differing(revisions[before.made_of].payload, after)) or _("nothing but time or address")


def _labels(names):
    return ", ".join(str(label_of(name)) for name in names)


# --- Any two ---------------------------------------------------------------------------------------
class TwoVersions(forms.Form):
    """Two versions of one story, each by its key: "r12" is revision 12, "e7" the edition with that id."""

    def __init__(self, article, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.versions = _versions(article)
        wrong = {"invalid_choice": _("This version is not one of this story.")}
        for name, label in (("from", _("From")), ("to", _("To"))):
            choices = list(self.versions.items())
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, error_messages=wrong)


def _versions(article):
    """{key: label} of all versions, editions first, the newest first. Two queries."""
    editions = article.editions.select_related("by").defer(*UNREAD).order_by("-number", "-pk")
    revisions = article.revisions.select_related("by").defer("payload")
    return {
        f"e{row.pk}": _("Edition %(n)s%(cancelled)s, %(when)s, %(who)s")
        % {
            "n": row.number,
            "cancelled": _(" (cancelled)") if row.cancelled_at else "",
            "when": exact(row.live_from),
            "who": who(row.by),
        }
        for row in editions
    } | {
        f"r{row.number}": _("Revision %(n)s, %(when)s, %(who)s")
        % {"n": row.number, "when": exact(row.at), "who": who(row.by)}
        for row in revisions
    }


def _payload(article, key):
    """The payload of a version that is there. At most two queries."""
    if key.startswith("e"):
        return as_published(article.editions.select_related("revision").get(pk=key[1:]))
    return article.revisions.get(number=key[1:]).payload


@require_GET
def compare(request, pk):
    """`?from=r3&to=e7`: how two versions differ, word by word. Without them: the last edition and the desk.

    At most sixteen queries, of which five name what the versions link.
    """
    article = story(request, pk)
    form = TwoVersions(article, request.GET if {"from", "to"} & request.GET.keys() else None)
    keys = _asked(form)
    found = changes(*(_payload(article, key) for key in keys)) if keys else []
    return page(
        request,
        "admin/articles/article/compare.html",
        _("Compare"),
        article=article,
        form=form,
        labels=[form.versions[key] for key in keys],
        changes=found,
        old=next((int(key[1:]) for key in keys if key.startswith("r")), None),
    )


def _asked(form):
    """The two keys to compare, [] where there is nothing to show."""
    if form.is_bound:
        return [form.cleaned_data["from"], form.cleaned_data["to"]] if form.is_valid() else []
    keys = list(form.versions)
    newest = next((key for key in keys if key.startswith("r")), None)
    if newest is None or len(keys) < 2:
        return []
    older = keys[0] if keys[0] != newest else keys[1]
    form.initial = {"from": older, "to": newest}
    return [older, newest]


# --- Restore ---------------------------------------------------------------------------------------
class RestoreForm(forms.Form):
    shown = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**31 - 1,
        error_messages={"required": gettext_lazy("Look at the page again, then restore.")},
    )


@require_http_methods(["GET", "POST"])
def restore(request, pk, number, model_admin):
    """GET shows what will change on the desk, POST makes it a new revision; readers see what they saw."""
    article = story(request, pk, "articles.change_article")
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    row = get_object_or_404(article.revisions.select_related("by"), number=number)
    form = RestoreForm(request.POST or None, initial={"shown": article.revision_number})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            revision = article.restore(request.user, number, shown=form.cleaned_data["shown"])
        except Refused as refused:
            refusal = str(refused)
        else:
            done = _("Revision %(old)s is restored as revision %(new)s.")
            done %= {"old": number, "new": revision.number}
            model_admin.log_change(request, article, done)
            messages.success(request, done)
            return redirect(article.get_desk_url())
    payload = of_what_exists(row.payload, article.slug)
    return page(
        request,
        "admin/articles/article/restore.html",
        _("Restore revision %(n)s") % {"n": number},
        article=article,
        revision=row,
        shown=article.revision_number,
        refusal=refusal or " ".join(form.errors.get("shown", [])),
        changes=changes(article.payload(), payload | {"body": str(clean_body(payload["body"]))}),
        missing=RevisionNames([row.payload]).missing,
        undone=Status(article.status) == Status.APPROVED,
    )
