"""A story on the desk: its form, what its buttons do, and the addresses of its pages."""

from functools import partial

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import models, transaction
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.fields import DeskMomentField, LookupSelect
from articles.admin.lists.story_list import StoryListMixin
from articles.admin.story import (
    assign,
    checks_panel,
    conflicts,
    correct,
    double_submit,
    editor_lookups,
    history,
    local_copy,
    lookups,
    notes,
    pages,
    presence,
    preview,
    preview_links,
    steps,
    suggestions_panel,
    timing,
)
from articles.admin.story.buttons import acts_for
from articles.admin.story.form_visit import FormVisit, request_with
from articles.admin.story.forms import ArticleForm
from articles.admin.story.formsets import OfficialFormSet
from articles.admin.story.inlines import BylineInline, OfficialInline
from articles.body.field import render_body
from articles.models import Article
from articles.models.gates import GatesClosed
from articles.payload import lines
from articles.versions.payload_diff import differing, label_of
from articles.workflow import Refused, Status
from newsroom.lib.keys import key_in
from people.titles import titles_on

ACTS_SHOWN = 8  # acts of a story beside its form; the audit log has them all
REFUSED = "refused"  # in an address: the revision with which a step was not taken


@admin.register(Article)
class ArticleAdmin(StoryListMixin, admin.ModelAdmin):
    form = ArticleForm
    inlines = [BylineInline, OfficialInline]
    formfield_overrides = {models.DateTimeField: {"form_class": DeskMomentField}}
    fieldsets = [
        (None, {"classes": ["writing"], "fields": lines("writing")}),
        (gettext_lazy("Filing"), {"fields": lines("filing")}),
        (gettext_lazy("Picture"), {"fields": lines("picture")}),
        (
            gettext_lazy("Times"),
            {
                "classes": ["times"],
                "description": format_lazy(gettext_lazy("Newsroom time: {zone}."), zone=settings.TIME_ZONE),
                "fields": [("planned_for", "embargo_until", "expires_at")],
            },
        ),
        (gettext_lazy("Desk"), {"fields": ["note"]}),  # and what assign.py adds
    ]

    # --- Who may -------------------------------------------------------------------------------
    def has_approve_permission(self, request):
        return request.user.has_perm("articles.approve_article")

    def has_delete_permission(self, request, obj=None):
        """Only a story that was written and nothing else: one with an act in the audit log is kept."""
        allowed = super().has_delete_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        acted = obj.editions.exists() or obj.audit_entries.exists()
        return obj.status != Status.APPROVED and not acted

    def delete_model(self, request, obj):
        obj.discard(request.user)

    # --- The form ------------------------------------------------------------------------------
    def get_form(self, request, obj=None, change=False, **kwargs):
        """Django's form class with the FormVisit of this request; a caller may pass another `visit`."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return partial(form, visit=getattr(request, "form_visit", None) or FormVisit(request.user))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Django's, without doing a double submit twice, even if both requests come at the same moment."""
        return double_submit.answered(
            request,
            lambda: self._changeform(request, object_id, form_url, extra_context),
            key_in(object_id),
            makes=not object_id,
        )

    def _changeform(self, request, object_id, form_url, extra_context):
        """Django's, after what a colleague saved meanwhile and what was posted are reconciled."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if not object_id and (made := self._made_before(request)):
                object_id, form_url = str(made.pk), made.get_desk_url()
                request = self._over(request)
            if object_id:
                question, request = conflicts.reconcile(self, request, object_id)
                if question:
                    return question
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if visit := getattr(request, "form_visit", None):
                conflicts.undo_given_up(visit, response)
            return response

    def _made_before(self, request):
        """The story that this very add form has made before, or None."""
        made = double_submit.made_by(request)
        article = made and Article.objects.get(pk=made)
        return article if article and self.has_change_permission(request, article) else None

    def _over(self, request):
        """The request of an add form as one that changes the story it has made before."""
        post = request.POST.copy()
        if post.get("revision") in ("", "0", None):
            post["revision"] = "1"
        messages.info(request, _("You have saved this story before. What you typed goes into that one."))
        return request_with(request, post, FormVisit(request.user))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "lead_image":
            attrs = {
                "data-placeholder": _("None"),
                "data-picture": reverse("admin:articles_article_pictures"),  # article.js shows what is chosen
            }
            kwargs["widget"] = LookupSelect(db_field, "admin:articles_article_find_picture", attrs=attrs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """Somebody who may only read sees the text as readers do, not the HTML that is stored."""
        may_change = obj is None or self.has_change_permission(request, obj)
        desk = assign.fieldset(request.user, obj, may_change)
        *parts, times, _desk = super().get_fieldsets(request, obj)
        fieldsets = [*parts, timing.fieldset(times, request.user, obj), desk]
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        (_heading, writing), *others = fieldsets
        words = ["text" if name == "body" else name for name in writing["fields"]]
        return [(None, {**writing, "fields": words}), *others]

    def get_readonly_fields(self, request, obj=None):
        reads = obj and not self.has_change_permission(request, obj)
        return ["assignment", "text"] if reads else ["assignment"]

    @admin.display(description=gettext_lazy("Assignment"))
    def assignment(self, article):
        return assign.in_words(article)

    @admin.display(description=gettext_lazy("Text"))
    def text(self, article):
        words = render_body(article.body, article.language)
        return format_html('<div class="reading" dir="{}">{}</div>', article.direction, words)

    def get_changeform_initial_data(self, request):
        return {"owner": request.user.pk, "language": "en", **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        if change:
            columns = {field.name for field in obj._meta.concrete_fields} & form.fields.keys()
            obj.save(update_fields=sorted(columns - {*assign.FIELDS, *timing.FIELDS}))
        else:
            obj.owner, obj.due_at, obj.brief = request.user, None, ""
            obj.save()
            double_submit.makes(request, obj)
        assign.assign(form, request.user, obj, made=not change)

    def save_formset(self, request, form, formset, change):
        formset.save()
        formset.save_order()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.save_revision(request.user)
        if change:
            timing.save(request, form, form.instance)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context.update(
            acts=acts_for(request.user, obj),
            draft_token=local_copy.token_of(request),
            form_token=double_submit.token_of(request),
            day=(obj and obj.date) or timezone.localdate(),
            reconciled=form.visit.reconciled,
        )
        if obj:
            context.update(self._beside(request, obj), **notes.beside(request.user, obj))
        context["official_titles"] = self._titles(context)
        if context["reconciled"] and set(form.errors) == {"__all__"}:
            context["errors"] = None  # nothing is wrong; the form says what was put together
        self._show_refusal(request, form, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _beside(self, request, obj):
        """What is shown beside the story: its editions, last revisions, what differs. Eight queries."""
        editions = list(
            obj.editions.select_related("by", "revision").defer("body", "body_html", "search_text")
        )
        live = next(
            (edition for edition in editions if edition.number == obj.live_number and edition.is_live), None
        )
        names = (
            differing(live.revision.payload, obj.last_revision.payload)
            if obj.state == "changed" and live
            else []
        )
        return {
            "editions": editions,
            "live": live,
            "expired": timing.expired(obj, editions),
            "comes_down": timing.comes_down(editions),
            "now": timezone.now(),
            "differing": ", ".join(str(label_of(name)) for name in names),
            "revisions": obj.revisions.select_related("by").defer("payload")[:5],
            "withdrawal": obj.withdrawal if obj.is_withdrawn else None,
            "acts_done": obj.audit_entries.select_related("by")[:ACTS_SHOWN],
            "preview_url": reverse("admin:articles_article_preview", args=[obj.pk]),
            **preview_links.beside(obj),
            "checks_url": reverse("admin:articles_article_checks", args=[obj.pk]),
            **checks_panel.of_stored(obj),
            "dismiss_url": reverse("admin:articles_article_dismiss", args=[obj.pk]),
        }

    def _titles(self, context):
        """{person id: Title} of the officials in the form, as of the story's day. Two queries."""
        persons = {}
        for inline in context["inline_admin_formsets"]:
            if isinstance(inline.formset, OfficialFormSet):
                rows = [form.instance for form in inline.formset.forms if form.instance.person_id]
                persons = {row.person_id: row for row in rows}
        pinned = {pk: row.appointment_id for pk, row in persons.items() if row.appointment_id}
        if not persons:
            return {}
        return titles_on([row.person for row in persons.values()], context["day"], pinned, public=False)

    # --- After saving ----------------------------------------------------------------------------
    def response_add(self, request, obj, post_url_continue=None):
        answer = self._respond(request, obj) or super().response_add(request, obj, post_url_continue)
        return local_copy.acknowledge(request, answer)

    def response_change(self, request, obj):
        answer = self._respond(request, obj) or super().response_change(request, obj)
        return local_copy.acknowledge(request, answer)

    def _respond(self, request, obj):
        """Do what the button says, after the words were saved; None where Django's own answer is right."""
        if {"_save", "_addanother", IS_POPUP_VAR} & request.POST.keys():
            return None
        button = next((name for name in request.POST if name in steps.BUTTONS), None)
        page = next((steps.PAGES[name] for name in request.POST if name in steps.PAGES), None)
        if page:
            return self.to_step(obj, page)
        try:
            with transaction.atomic():
                done = steps.BUTTONS[button](request.user, obj) if button else None
        except Refused as refused:
            return self.refuse(request, obj, refused)
        if done:
            self.log_change(request, obj, done)
        done = done or _("Saved as revision %(n)s.") % {"n": obj.revision_number}
        messages.success(request, done)
        return redirect("admin:articles_article_change", obj.pk)

    def to_step(self, obj, page):
        """The page of a step, with the revision that its reader has just been shown."""
        url = reverse("admin:articles_article_step", args=[obj.pk, page])
        return redirect(f"{url}?revision={obj.revision_number}")

    def refuse(self, request, obj, refused):
        """The story is saved and the step was not taken: back to the form, the reason beside its field."""
        gates = isinstance(refused, GatesClosed)
        if refused.field in steps.ASKED or (gates and request.user.has_perm("articles.override_gates")):
            return self.to_step(obj, "publish")
        text = " ".join(refused.messages)
        fields = refused.by_field if gates else {refused.field: [text]}
        request.session["refusal"] = {"article": obj.pk, "revision": obj.revision_number, "fields": fields}
        messages.error(
            request,
            _("Saved as revision %(n)s, and no more: %(why)s") % {"n": obj.revision_number, "why": text},
        )
        return redirect(f"{obj.get_desk_url()}?{REFUSED}={obj.revision_number}")

    def _show_refusal(self, request, form, obj):
        """Put the reasons beside their fields on the page that `refuse` leads to, of the same revision."""
        refusal = request.session.get("refusal")
        if not obj or form.is_bound or request.GET.get(REFUSED) != str(obj.revision_number):
            return
        if not refusal or (refusal["article"], refusal["revision"]) != (obj.pk, obj.revision_number):
            return
        form.full_clean()  # an unbound form has no list of errors yet
        form.cleaned_data = {}
        for field, texts in refusal["fields"].items():
            if field in form.fields:
                form.add_error(field, texts)

    # --- Pages of its own ------------------------------------------------------------------------
    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")

        return [
            page("officials/", editor_lookups.officials_json, "officials"),
            page("pictures/", editor_lookups.pictures_json, "pictures"),
            page("find-person/", lookups.persons, "find_person"),
            page("find-picture/", lookups.images, "find_picture"),
            page("topics/", lookups.topics, "topics"),
            page("<int:pk>/preview/", self.preview, "preview"),
            page("<int:pk>/links/", preview_links.links, "links"),
            page("<int:pk>/links/<int:link>/revoke/", preview_links.revoke, "revoke_link"),
            page("<int:pk>/notes/", notes.notes, "notes"),
            page("<int:pk>/notes/settle/", notes.mark_done, "settle_note"),
            page("<int:pk>/notes/read/", notes.read, "read_marks"),
            page("<int:pk>/here/", presence.here, "here"),
            page("find-staff/", notes.staff, "find_staff"),
            page("<int:pk>/checks/", self.checks, "checks"),
            page("<int:pk>/suggestions/dismiss/", self.dismiss, "dismiss"),
            page("<int:pk>/revisions/", history.history, "revisions"),
            page("<int:pk>/compare/", history.compare, "compare"),
            page("<int:pk>/revisions/<int:number>/restore/", self.restore, "restore"),
            page("<int:pk>/revisions/<int:number>/", pages.revision, "revision"),
            re_path(
                rf"^(?P<pk>[0-9]{{1,18}})/(?P<step>{'|'.join([*steps.STEPS, 'correct'])})/$",
                self.admin_site.admin_view(self.step),
                name="articles_article_step",
            ),
            *super().get_urls(),
        ]

    def checks(self, request, pk):
        return checks_panel.checks(request, pk, self)

    def dismiss(self, request, pk):
        return suggestions_panel.dismiss(request, pk, self)

    def preview(self, request, pk):
        return preview.preview(request, pk, self)

    def restore(self, request, pk, number):
        return double_submit.answered(request, lambda: history.restore(request, pk, number, self), pk)

    def step(self, request, pk, step):
        if step == "correct":
            return double_submit.answered(request, lambda: correct.view(request, pk, self), pk)
        return double_submit.answered(request, lambda: steps.view(request, pk, step, self), pk)
