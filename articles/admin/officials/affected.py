"""A change of the record asks before saving which published stories it changes, and lists them afterwards.

`AsksAboutStories` comes before an admin class of the people desk. An act takes a `StoryComparison` first. In
the same transaction it lists the stories that the act changed. If nobody has seen them yet, all is rolled
back and a page shows them.
"""

import contextlib

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles.admin.lists.editions import ReadOnly
from articles.admin.story.pages import page
from articles.models import AffectedStory, RecordChange
from articles.officials.affected import StoryComparison
from newsroom.lib.keys import key_in, keys_in
from newsroom.lib.partial_date import words
from newsroom.templatetags.desk import state, when, who
from people.models import Person

SHOWN = 50  # stories named before saving; of the others their number
SEEN, BACK = "affected_seen", "_affected_back"
MOST_AT_ONCE = 1000  # rows dismissed with one reason


class UnseenChanges(Exception):
    """Saving would change stories that the user has not seen yet."""

    def __init__(self, changes):
        super().__init__()
        self.changes = changes


class AsksAboutStories:
    """Admin pages of facts: a change that changes what published stories show asks first."""

    def persons_of(self, request, object_id):
        """The ids of the persons whose titles or names this request may change."""
        raise NotImplementedError

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = super().changeform_view
        request.not_yet = BACK in request.POST
        return self._watched(request, object_id, lambda: view(request, object_id, form_url, extra_context))

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        view = super().history_form_view
        return self._watched(request, object_id, lambda: view(request, object_id, version_id, extra_context))

    def delete_view(self, request, object_id, extra_context=None):
        view = super().delete_view
        return self._watched(request, object_id, lambda: view(request, object_id, extra_context))

    def _watched(self, request, object_id, view):
        if request.method != "POST":
            return view()
        try:
            with transaction.atomic():
                request.comparison = StoryComparison.of(self.persons_of(request, key_in(object_id)))
                return view()
        except UnseenChanges as unseen:
            return self._ask(request, unseen.changes)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        labels = [str(form.fields[name].label) for name in form.changed_data if name in form.fields]
        self._list_or_ask(request, form.instance, ", ".join(labels) if change else "")

    def response_change(self, request, obj):
        self._list_or_ask(request, obj)  # a revert in the history does not call save_related
        return super().response_change(request, obj)

    def delete_model(self, request, obj):
        name = str(obj)
        super().delete_model(request, obj)
        self._list_or_ask(request, name)

    def _list_or_ask(self, request, obj, fields=""):
        """List the stories that the act changed, or raise UnseenChanges if the user has not seen them."""
        comparison, request.comparison = getattr(request, "comparison", None), None
        if comparison is None:
            return
        what = f"{capfirst(self.opts.verbose_name)}: {obj}"
        self._list_if_seen(request, comparison.changes(), f"{what} ({fields})" if fields else what)

    def _list_if_seen(self, request, changes, what):
        if changes and request.POST.get(SEEN) != changes.digest:
            raise UnseenChanges(changes)
        if changes:
            self._list(request, changes, what)

    def _list(self, request, changes, what):
        RecordChange.objects.record(changes, request.user, what)
        message = ngettext(
            "%(n)d published story shows something else now. It is on the list of stories to look at.",
            "%(n)d published stories show something else now. They are on the list of stories to look at.",
            changes.stories,
        )
        messages.warning(request, message % {"n": changes.stories})

    def _ask(self, request, changes):
        """The page that shows which stories would change, with all that was posted in it."""
        page_name = request.resolver_match.url_name
        act = "delete" if page_name.endswith("_delete") else "save"
        act = "merge" if page_name.endswith("_merge") else act
        act = "revert" if page_name.endswith("_simple_history") else act
        posted = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in (SEEN, BACK, "csrfmiddlewaretoken")
        ]
        return page(
            request,
            "admin/articles/affected/ask.html",
            _("What published stories would show"),
            changes=changes[:SHOWN],
            count=changes.stories,
            more=len(changes[SHOWN:]),
            contradicting=changes.contradicting,
            seen=changes.digest,
            posted=posted,
            opts=self.opts,
            act=act,
            may_return=act == "save",
        )

    def merge_view(self, request):
        """A merge asks as a save does; stories of the record that goes then show the one that stays."""
        gone, kept = (key_in(request.GET.get(name)) for name in ("gone", "kept"))
        if request.method != "POST" or not (gone and kept):
            return super().merge_view(request)
        try:
            with transaction.atomic():
                persons = self.persons_of(request, gone) | self.persons_of(request, kept)
                comparison = StoryComparison.of(persons)
                what = _("Merged: %(gone)s into %(kept)s") % self._names(gone, kept)
                response = super().merge_view(request)
                if not self.model.objects.filter(pk=gone).exists():
                    became = {gone: kept} if self.model is Person else {}
                    self._list_if_seen(request, comparison.changes(became), what)
                return response
        except UnseenChanges as unseen:
            messages.get_messages(request)._queued_messages.clear()  # it says "merged", which is undone
            return self._ask(request, unseen.changes)

    def _names(self, gone, kept):
        found = self.model._base_manager.in_bulk([gone, kept])
        return {"gone": found.get(gone, gone), "kept": found.get(kept, kept)}

    @contextlib.contextmanager
    def watching(self, request, persons, what):
        """Around an act that does not ask: the stories that it changes are listed, and a message says so."""
        with transaction.atomic():
            comparison = StoryComparison.of(persons)
            yield
            if changes := comparison.changes():
                self._list(request, changes, what)

    def delete_queryset(self, request, queryset):
        persons = {pk for obj in queryset for pk in self.persons_of(request, obj.pk)}
        names = ", ".join(str(obj) for obj in queryset[:5])
        with self.watching(request, persons, f"{self.opts.verbose_name_plural}: {names}"):
            super().delete_queryset(request, queryset)


# --- The list ---------------------------------------------------------------------------------------
class AnswerFilter(admin.SimpleListFilter):
    title = gettext_lazy("answer")
    parameter_name = "answer"

    def lookups(self, request, model_admin):
        return [("corrected", gettext_lazy("Corrected")), ("dismissed", gettext_lazy("Dismissed"))]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": gettext_lazy("Open")}, *others]

    def queryset(self, request, queryset):
        if self.value() == "corrected":
            return queryset.filter(is_corrected=True)
        if self.value() == "dismissed":
            return queryset.exclude(dismissed_at=None)
        return queryset.filter(is_corrected=False, dismissed_at=None)


class WordsFilter(admin.SimpleListFilter):
    title = gettext_lazy("words")
    parameter_name = "words"

    def lookups(self, request, model_admin):
        return [("denied", gettext_lazy("Contradict the record"))]

    def queryset(self, request, queryset):
        return queryset.filter(contradicts=True) if self.value() else queryset


class DismissForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why nothing has to be corrected"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": "", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say why nothing has to be corrected.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


@admin.register(AffectedStory)
class AffectedStoryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["story", "shows", "words_printed", "change", "answer"]
    list_display_links = None
    list_filter = [AnswerFilter, WordsFilter]
    list_per_page = 50
    show_full_result_count = False
    actions_on_top, actions_on_bottom = False, True
    actions = ["dismiss"]
    search_fields = ["headline", "name"]
    search_help_text = gettext_lazy("Words of the headline, or the official’s name.")
    fields = [
        "headline",
        "name",
        "day",
        "before",
        "after",
        "printed",
        "record_change",
        "dismissed_by",
        "reason",
    ]

    def get_queryset(self, request):
        rows = super().get_queryset(request).with_correction()
        return rows.select_related("record_change__by", "dismissed_by")

    def has_dismiss_permission(self, request):
        return request.user.has_perm("articles.change_affectedstory")

    def changelist_view(self, request, extra_context=None):
        extra = {"title": _("Stories to look at"), **(extra_context or {})}
        return super().changelist_view(request, extra)

    @admin.display(description=gettext_lazy("Story"))
    def story(self, row):
        url = reverse("admin:articles_article_change", args=[row.article_id])
        day = words(row.day.isoformat())
        return format_html(
            '<a class="headline" dir="auto" href="{}">{}</a> <span class="quiet">{}</span>', url, row, day
        )

    @admin.display(description=gettext_lazy("Shows now"))
    def shows(self, row):
        if row.before == row.after:
            return row.after
        return format_html("<del>{}</del> <ins>{}</ins>", row.before, row.after)

    @admin.display(description=gettext_lazy("Printed"), empty_value="–")
    def words_printed(self, row):
        if not row.printed:
            return None
        mark = state("returned", _("Contradicts")) if row.contradicts else ""
        return format_html('<q dir="auto">{}</q> {}', row.printed, mark)

    @admin.display(description=gettext_lazy("What was changed"))
    def change(self, row):
        by, at = who(row.record_change.by), when(row.record_change.at)
        return format_html('{} <span class="row-meta"><span>{}</span> {}</span>', row.record_change, by, at)

    @admin.display(description=gettext_lazy("Answer"))
    def answer(self, row):
        """What was answered, or the link to answer: an editor corrects, the people desk dismisses."""
        if row.dismissed_at:
            return format_html("{}: {} <span>{}</span>", _("Dismissed"), row.reason, who(row.dismissed_by))
        if row.is_corrected:
            return _("Corrected")
        return self._link(f"{self._dismiss_url()}?row={row.pk}", _("Dismiss…"), row)

    @admin.display(description=gettext_lazy("Answer"))
    def answer_or_correct(self, row):
        if row.dismissed_at or row.is_corrected:
            return self.answer(row)
        correct = reverse("admin:articles_article_step", args=[row.article_id, "correct"])
        draft = self._link(f"{correct}?affected={row.pk}", _("Draft a correction"), row)
        return format_html("{} {}", draft, self.answer(row))

    def _link(self, url, words, row):
        return format_html('<a class="row-do" href="{}" aria-label="{}: {}">{}</a>', url, words, row, words)

    def get_list_display(self, request):
        corrects = request.user.has_perm("articles.publish_article")
        last = "answer_or_correct" if corrects else "answer"
        return ["story", "shows", "words_printed", "change", last]

    @admin.action(description=gettext_lazy("Dismiss with a reason…"), permissions=["dismiss"])
    def dismiss(self, request, queryset):
        rows = queryset.values_list("pk", flat=True)[:MOST_AT_ONCE]
        return redirect(f"{self._dismiss_url()}?{'&'.join(f'row={pk}' for pk in rows)}")

    def _dismiss_url(self):
        return reverse("admin:articles_affectedstory_dismiss")

    def get_urls(self):
        view = self.admin_site.admin_view(dismiss)
        return [path("dismiss/", view, name="articles_affectedstory_dismiss"), *super().get_urls()]


@require_http_methods(["GET", "POST"])
def dismiss(request):
    """Dismiss stories from the list for a reason; a row that somebody answered meanwhile is left alone."""
    if not request.user.has_perm("articles.change_affectedstory"):
        raise PermissionDenied
    wanted = keys_in((request.POST or request.GET).getlist("row"))
    rows = AffectedStory.objects.open().filter(pk__in=wanted[:MOST_AT_ONCE])
    found = list(rows.select_related("record_change"))
    if not found:
        messages.warning(request, _("Nothing of that is open any more."))
        return redirect("admin:articles_affectedstory_changelist")
    form = DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        still = AffectedStory.objects.filter(pk__in=[row.pk for row in found], dismissed_at=None)
        reason = form.cleaned_data["reason"]
        done = still.update(dismissed_at=timezone.now(), dismissed_by=request.user, reason=reason)
        messages.success(request, ngettext("%d story dismissed.", "%d stories dismissed.", done) % done)
        return redirect("admin:articles_affectedstory_changelist")
    return page(
        request,
        "admin/articles/affected/dismiss.html",
        _("Dismiss: nothing to correct"),
        form=form,
        rows=found[:SHOWN],
        keys=[row.pk for row in found],
        more=len(found[SHOWN:]),
    )
