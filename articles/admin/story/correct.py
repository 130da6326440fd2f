"""Correct a live story: the writing form filled with what readers see, the kind of correction and its note.

Nothing of the desk copy is in this form, and nothing is published before its button is pressed. A newer live
edition and unpublished changes are merged, or asked about first (articles/admin/story/conflicts.py).
"""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import all_valid
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles.admin.story import conflicts, form_payload, local_copy
from articles.admin.story.form_visit import FormVisit, ReconciledStory, request_with
from articles.admin.story.pages import page, story
from articles.body.editor import READY, BodyWidget
from articles.models import AffectedStory, Article, CorrectionConflicts
from articles.models.edition import EditionKind, as_published
from articles.models.gates import GatesClosed
from articles.payload import FIELDS
from articles.versions.three_way import ThreeWayMerge, merge
from articles.workflow import Refused
from newsroom.lib.keys import key_in
from newsroom.templatetags.desk import exact

WORDS = [field.attribute for field in FIELDS if field.section]  # the others have rows of their own
BESIDE = {"note": "public_note"}  # a field that a Refused names → the field of CorrectionForm


class CorrectionForm(forms.Form):
    """Kind and note of the correction, and why it is published without a second person."""

    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("What this is"),
        error_messages={"required": gettext_lazy("Choose what this change is.")},
    )
    public_note = forms.CharField(
        label=gettext_lazy("Note for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": "", "dir": "auto"}),
        help_text=gettext_lazy("What was wrong and what is right. Readers see it above the text, dated."),
    )
    override = forms.CharField(
        label=gettext_lazy("Why without a second person"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "data-grow": "", "dir": "auto"}),
        help_text=gettext_lazy("A correction goes out at once. The reason is recorded with the edition."),
    )
    gates_override = forms.CharField(
        label=gettext_lazy("Why it goes out without what is missing"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "data-grow": "", "dir": "auto"}),
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        open_to = [kind for kind in EditionKind if kind != EditionKind.ORIGINAL]
        if not user.has_perm("articles.publish_minor"):
            open_to.remove(EditionKind.MINOR)
        self.fields["kind"].choices = [("", _("Choose…")), *((kind.value, kind.label) for kind in open_to)]
        if not (settings.TWO_PERSON_RULE and user.has_perm("articles.override_review")):
            del self.fields["override"]
        if not self.data.get("gates_override"):
            self.fields["gates_override"].widget = forms.HiddenInput()

    def options(self):
        """What `Article.correct()` takes of it."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "note": data["public_note"],
            "override": data.get("override", ""),
            "gates_override": data.get("gates_override", ""),
        }


@require_http_methods(["GET", "POST"])
def view(request, pk, model_admin):
    """GET shows the live text, POST checks it, and publishes it only for the button `_correct`."""
    article = story(request, pk, "articles.publish_article")
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    if request.method == "GET":
        response = _answer(request, article, model_admin)
    else:
        with transaction.atomic():
            Article.objects.select_for_update(no_key=True).get(
                pk=pk
            )  # nothing moves between question and act
            response = _answer(request, article, model_admin)
    if response:
        return response
    messages.warning(request, _("Readers see nothing of this story now, so there is nothing to correct."))
    return redirect(article.get_desk_url())


def _answer(request, article, model_admin):
    """None where readers see nothing that could be corrected."""
    if article.live_edition is None:
        return None
    return CorrectionPage(request, article, model_admin).answer()


class CorrectionPage:
    """One request to the correction screen."""

    def __init__(self, request, article, model_admin):
        self.request, self.article, self.model_admin = request, article, model_admin
        self.live = article.live_edition
        self.seen = as_published(self.live)

    def answer(self):
        post = self.request.POST
        if self.request.method == "GET":
            return self.show(self.seen, QueryDict(mutable=True))
        mine, correction_form = self.read(post), CorrectionForm(self.request.user, post)
        number = key_in(post.get("edition"))
        if mine is None or not correction_form.is_valid():
            return self.form(correction_form)
        if number != self.live.number:
            return self.moved(mine, number)
        if "_correct" not in post:
            return self.form(correction_form)
        return self.take(mine, correction_form)

    # --- Reading ---------------------------------------------------------------------------------
    def bound(self, post, reconciled=None):
        """The form and formsets over a posted text, on GET too; they change an instance of their own."""
        visit = FormVisit(self.request.user, saves=False, reconciled=reconciled)
        request = request_with(self.request, post, visit)
        article = self.model_admin.get_queryset(request).get(pk=self.article.pk)
        form = self.model_admin.get_form(request, article, change=True, fields=WORDS)(post, instance=article)
        formsets, inlines = self.model_admin._create_formsets(request, article, change=True)
        return form, formsets, inlines

    def read(self, post):
        form, formsets, _inlines = self.bound(post)
        valid = [form.is_valid(), all_valid(formsets)]
        return form_payload.payload_of(form, formsets) if all(valid) else None

    # --- Acting ----------------------------------------------------------------------------------
    def take(self, mine, correction_form):
        try:
            with transaction.atomic():
                edition = self.correct(mine, correction_form, {})
        except CorrectionConflicts as asked:
            answers, faults = {}, {}
            if conflicts.WITH in self.request.POST:
                answers, faults = conflicts.read_answers(asked, self.request.POST)
            if faults or not answers:
                return self.ask(asked, faults)
            try:
                with transaction.atomic():
                    edition = self.correct(mine, correction_form, answers)
            except Refused as refused:
                return self.form(correction_form, refused)
        except Refused as refused:
            return self.form(correction_form, refused)
        self.model_admin.log_change(self.request, self.article, str(edition))
        messages.success(self.request, self.done(edition))
        return local_copy.acknowledge(self.request, redirect(self.article.get_desk_url()))

    def correct(self, mine, correction_form, answers):
        words = conflicts.with_topics(mine)
        return self.article.correct(
            self.request.user, words, edition=self.live.number, answers=answers, **correction_form.options()
        )

    def done(self, edition):
        words = [_("Corrected: readers see edition %(n)s now.") % {"n": edition.number}]
        if pending := self.article.pending_edition:
            words.append(
                _("The update scheduled for %(when)s has the correction too.")
                % {"when": exact(pending.live_from)}
            )
        if self.article.is_changed:
            words.append(_("So have the unpublished changes on the desk; look at them here."))
        return " ".join(words)

    # --- Showing ---------------------------------------------------------------------------------
    def moved(self, mine, number):
        """Another edition went live meanwhile: the form shows both put together, or a page asks."""
        base = self.article.editions.filter(number=number or 0, cancelled_at=None).first()
        found = merge(as_published(base) if base else {}, mine, self.seen)
        result, post = found.payload, self.request.POST
        if found.conflicts:
            answering = key_in(post.get(conflicts.WITH)) == self.live.number
            answers, faults = conflicts.read_answers(found, post) if answering else ({}, {})
            if faults or not answers:
                return self.page(
                    sentence=self.sentence(),
                    groups=[("", conflicts.questions(found, post, faults))],
                    found=found,
                    faults=faults,
                    names=(_("Yours"), _("What readers see now"), _("Both: theirs, then yours")),
                )
            result = found.resolve(answers)
        return self.show(result, post, ReconciledStory(self.sentence(), conflicts.merged_lines(found)))

    def sentence(self):
        return _("Readers see edition %(n)s since %(when)s, while you were correcting another one.") % {
            "n": self.live.number,
            "when": exact(self.live.live_from),
        }

    def ask(self, asked, faults):
        """The page that asks which words are right, where unpublished words conflict with the correction."""
        merges, post = asked.merges, self.request.POST
        first = merges.get("scheduled", ThreeWayMerge())
        known = {conflict.key for conflict in first.conflicts}
        rest = [conflict for conflict in merges["desk"].conflicts if conflict.key not in known]
        groups = [
            (_("In the scheduled update"), conflicts.questions(first, post, faults)),
            (
                _("In the unpublished changes"),
                conflicts.questions(ThreeWayMerge(conflicts=rest), post, faults),
            ),
        ]
        return self.page(
            sentence=_("Unpublished changes concern the same words as the correction."),
            groups=[(heading, questions) for heading, questions in groups if questions],
            found=ThreeWayMerge(conflicts=asked.conflicts, merged=merges["desk"].merged),
            faults=faults,
            names=(_("Unpublished"), _("The correction"), _("Both: the correction, then the unpublished")),
            publishes=True,
        )

    def page(self, *, sentence, groups, found, faults, names, publishes=False):
        mine, theirs, both = names
        fields = form_payload.without_answers(self.request.POST)
        fields.pop(conflicts.WITH, None)
        return page(
            self.request,
            "admin/articles/article/merge_correction.html",
            _("What is right in these places?"),
            article=self.article,
            sentence=sentence,
            groups=groups,
            count=len(found.conflicts),
            lines=conflicts.merged_lines(found),
            mine=mine,
            theirs=theirs,
            both=both,
            posted_fields=[(name, value) for name, values in fields.lists() for value in values],
            number=self.live.number,
            faults=faults,
            publishes=publishes,
            media=BodyWidget().media,
        )

    def show(self, payload, post, reconciled=None):
        """The form filled with this text, without errors."""
        post = form_payload.as_posted(payload, post, self.article)
        post["edition"] = str(self.live.number)
        post[READY] = post.get(READY) or "1"
        correction_form = CorrectionForm(
            self.request.user,
            None if self.request.method == "GET" else post,
            initial={"edition": self.live.number, **self.proposed()},
        )
        return self.form(correction_form, post=post, reconciled=reconciled)

    def proposed(self):
        """Kind and note, where an affected story leads here; one query then."""
        asked = key_in(self.request.GET.get("affected"))
        row = asked and AffectedStory.objects.filter(pk=asked, article=self.article).first()
        return {"kind": EditionKind.CORRECTION, "public_note": row.proposed_note} if row else {}

    def form(self, correction_form, refused=None, post=None, reconciled=None):
        """The correction screen with what was posted, and a refusal beside its field."""
        form, formsets, inlines = self.bound(self.request.POST if post is None else post, reconciled)
        form.is_valid(), all_valid(formsets)
        if refused:
            self.put_beside(refused, form, correction_form)
        admin, article = self.model_admin, form.instance
        text = [(name, options) for name, options in admin.fieldsets if _fields(options) <= set(WORDS)]
        admin_form = helpers.AdminForm(form, text, {}, (), model_admin=admin)
        inline_formsets = admin.get_inline_formsets(self.request, formsets, inlines, article)
        media = admin.media + admin_form.media
        for inline in inline_formsets:
            media += inline.media
        obj = admin.get_object(self.request, str(article.pk))
        fresh = form.is_valid() and all_valid(formsets)
        says_now = form_payload.payload_of(form, formsets) if fresh else self.seen
        context = {
            **admin.admin_site.each_context(self.request),
            "title": _("Correct"),
            "subtitle": str(obj),
            "adminform": admin_form,
            "original": obj,
            "media": media,
            "inline_admin_formsets": inline_formsets,
            "errors": [*helpers.AdminErrorList(form, formsets), *correction_form.errors.values()],
            "correction_form": correction_form,
            "wrong": conflicts.merged_lines(merge(self.seen, self.seen, says_now)),
        }
        response = admin.render_change_form(self.request, context, change=True, obj=obj)
        response.template_name = "admin/articles/article/correct.html"
        return response

    def put_beside(self, refused, form, correction_form):
        if isinstance(refused, GatesClosed):
            for name, sentences in refused.by_field.items():
                form.add_error(name if name in form.fields else None, sentences)
            if self.request.user.has_perm("articles.override_gates"):
                reason = correction_form.fields["gates_override"]
                reason.widget = forms.Textarea(attrs={"rows": 1, "data-grow": ""})
                words = _("Put this right, or say why the story goes out as it is.")
                correction_form.add_error("gates_override", words)
            return
        words, name = " ".join(refused.messages), BESIDE.get(refused.field, refused.field)
        if name in correction_form.fields:
            correction_form.add_error(name, words)
        else:
            form.add_error(name if name in form.fields else None, words)


def _fields(options):
    """The names of a fieldset, its lines opened."""
    return {name for line in options["fields"] for name in (line if isinstance(line, tuple) else (line,))}
