"""A change of the record asks before saving which published stories it changes, and lists them afterwards.

`AsksAboutStories` comes before an admin class of the people desk. An act takes a `StoryComparison` first. In
the same transaction it lists the stories that the act changed. If nobody has seen them yet, all is rolled
back and a page shows them.
"""

import contextlib

from django.contrib import messages
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.story.pages import page
from articles.models import RecordChange
from articles.officials.affected import StoryComparison
from newsroom.lib.keys import key_in
from people.models import Person

SHOWN = 50  # stories named before saving; of the others their number
SEEN, BACK = "affected_seen", "_affected_back"


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
