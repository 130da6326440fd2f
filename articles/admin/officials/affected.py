"""The list of affected stories: what each shows since a change of the record, and how it was answered."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles.admin.lists.editions import ReadOnly
from articles.admin.story.pages import page
from articles.models import AffectedStory
from newsroom.lib.keys import keys_in
from newsroom.lib.partial_date import words
from newsroom.templatetags.desk import state, when, who

SHOWN = 50  # stories named before they are dismissed; of the others their number
MOST_AT_ONCE = 1000  # rows dismissed with one reason


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
