"""The form of a story: its fields, and what it refuses if a colleague saved meanwhile."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.fields import TopicsField
from articles.admin.story import timing
from articles.body.editor import BodyFormMixin
from articles.models import Article, Topic
from articles.payload import COLUMNS, FieldKind
from articles.workflow import Refused
from newsroom.lib.incoming import line
from newsroom.templatetags.desk import exact, who


class StaffField(forms.ModelChoiceField):
    """A member of staff, by full name."""

    def label_from_instance(self, user):
        return who(user)


class ArticleForm(BodyFormMixin, forms.ModelForm):
    """The form of a story. `visit`, a FormVisit, comes from ArticleAdmin.get_form().

    It saves nothing over a colleague's work. The hidden `revision` is the one this form was loaded from; if
    the database holds another, nothing is saved. Usually conflicts.py has put both together before; then
    `visit.reconciled` makes the form show the result first. Some fields are in no revision (the owner, the
    desk note, times): one that was left alone keeps a colleague's value, one that both changed is refused.
    """

    # In no revision; each has the value it was loaded with beside it (Django's hidden initial).
    LOOSE = ("embargo_until", "planned_for", "expires_at", "owner", "due_at", "brief", "note")

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    topics = TopicsField(
        label=gettext_lazy("Topics"),
        required=False,
        help_text=gettext_lazy("A name or another name of it: R2P."),
    )
    expiry_reason = forms.CharField(
        label=gettext_lazy("Why the expiry changes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "data-grow": "", "dir": "auto"}),
        help_text=gettext_lazy("Asked with a new expiry: readers see the story, or will. It is recorded."),
    )

    class Meta:
        model = Article
        fields = ()
        widgets = {
            "headline": forms.Textarea(
                attrs={
                    "rows": 1,
                    "class": "headline",
                    "dir": "auto",
                    "data-grow": "",
                    "data-count": "110",
                    "data-single-line": "",
                    "spellcheck": "true",
                }
            ),
            "standfirst": forms.Textarea(
                attrs={"rows": 2, "class": "standfirst", "dir": "auto", "data-grow": "", "data-count": "220"}
            ),
            "lead_caption": forms.Textarea(attrs={"rows": 2, "data-grow": "", "dir": "auto"}),
            "lead_alt": forms.Textarea(attrs={"rows": 2, "data-grow": "", "dir": "auto"}),
            "brief": forms.Textarea(attrs={"rows": 2, "data-grow": "", "dir": "auto"}),
            "note": forms.Textarea(attrs={"rows": 2, "data-grow": "", "dir": "auto"}),
        }
        field_classes = {"owner": StaffField}

    def __init__(self, *args, visit, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        self.visit = visit
        self.initial["revision"] = self.instance.revision_number
        for field in COLUMNS:
            if field.kind in (FieldKind.LINE, FieldKind.TEXT) and field.name in self.fields:
                self.fields[field.name].widget.attrs.setdefault("dir", "auto")
        for name in self.LOOSE:
            if self.instance.pk and name in self.fields:
                self.fields[name].show_hidden_initial = True
        if self.is_bound:
            self._keep_loaded_moments()
        if "owner" in self.fields:
            staff = Q(is_staff=True, is_active=True) | Q(pk=self.instance.owner_id)
            if not visit.user.has_perm("articles.assign_article"):
                staff = Q(pk=visit.user.pk)  # who may only take it
            self.fields["owner"].queryset = (
                get_user_model().objects.filter(staff).order_by("first_name", "last_name")
            )
        timing.advise(self)
        self.fields["topics"].widget.may_add = self._may_add_topics()
        if "lead_image" in self.fields and self.instance.lead_image_id:
            self._show_picture(self.instance.lead_image)

    def _keep_loaded_moments(self):
        """Keep the hidden initial of moments in a form that is shown again.

        Django asks for a name that a split widget does not post. Without it, a moment that was changed would
        count as unchanged at the next save.
        """
        self.data = self.data.copy()
        for name, field in self.fields.items():
            if field.show_hidden_initial and hasattr(field.hidden_widget(), "widgets"):
                self.data.setdefault(self.add_initial_prefix(name), "")

    def _show_picture(self, image):
        """Show the picture under its field, and the library's words for it where the story has none."""
        self.fields["lead_image"].help_text = format_html(
            '<img class="lead-thumb" src="{}" alt="">', image.rendition("4x3-480")
        )
        self.fields["lead_alt"].widget.attrs["placeholder"] = image.alt_text
        self.fields["lead_caption"].widget.attrs["placeholder"] = image.caption

    def _may_add_topics(self):
        return self.visit.user.has_perm("articles.add_topic")

    # --- Cleaning --------------------------------------------------------------------------------
    def clean_headline(self):
        return line(self.cleaned_data["headline"])

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        unknown = [topic.name for topic in topics if topic.pk is None]
        if unknown and not self._may_add_topics():
            raise ValidationError(
                _("No topic is called “%(name)s”. Choose one from the list, or ask an editor to add it.")
                % {"name": "”, “".join(unknown)}
            )
        return topics

    def clean_due_at(self):
        due_at = self.cleaned_data["due_at"]
        if due_at and not self.instance.pk and due_at <= timezone.now():
            raise ValidationError(_("This moment has passed. Choose a later one."))
        return due_at

    def clean(self):
        data = super().clean()
        for field in COLUMNS:
            if isinstance(data.get(field.name), str) and field.kind is not FieldKind.BODY:
                data[field.name] = field.tidy(data[field.name])
        if self.visit.saves and self.instance.pk:
            self._compare_with_stored(data)
        elif self.visit.saves:
            timing.refuse(self, Article(), data)
        return data

    def _compare_with_stored(self, data):
        """Lock the row for the rest of the transaction, and compare it with what the form was loaded with."""
        stored = Article.objects.select_for_update(no_key=True).filter(pk=self.instance.pk).first()
        if stored is None:
            raise ValidationError(
                _("This draft was deleted while you wrote. Copy your text before you leave.")
            )
        if data.get("revision") != stored.revision_number:
            self._refuse_stale(stored)
        for name in self.LOOSE:
            if name in self.fields and name in data:
                self._compare_loose(name, getattr(stored, name), data)
        if "owner" in data and not {"owner", "due_at", "brief"} & self.errors.keys():
            self._check_assignment(stored, data)
        timing.refuse(self, stored, data)
        if self.visit.reconciled:
            raise ValidationError(self.visit.reconciled.sentence, code="reconciled")

    def _check_assignment(self, stored, data):
        wanted = data["owner"], data.get("due_at", stored.due_at), data.get("brief", stored.brief)
        try:
            stored.refuse_assigning(self.visit.user, *wanted)
        except Refused as refused:
            self.add_error(refused.field, " ".join(refused.messages))

    def _refuse_stale(self, stored):
        last = stored.last_revision
        raise ValidationError(
            _(
                "Not saved: %(who)s saved revision %(n)s at %(when)s, while you were writing. Everything you "
                "typed is still here. Put this right first; saving then brings both versions together."
            )
            % {"who": who(last.by), "n": stored.revision_number, "when": exact(last.at)},
            code="stale",
        )

    def _compare_loose(self, name, theirs, data):
        if name not in self.changed_data:
            data[name] = theirs
        elif not _same(self._loaded(name), theirs) and not _same(data[name], theirs):
            self._load_again(name, theirs)
            self.add_error(
                name,
                _("Somebody else set this to “%(value)s” while you were writing. Save again to keep yours.")
                % {"value": _in_words(theirs)},
            )

    def _loaded(self, name):
        """The value that this form was loaded with, from its hidden initial."""
        bound = self[name]
        value = self._widget_data_value(bound.field.hidden_widget(), bound.html_initial_name)
        try:
            return bound.field.clean(value)
        except ValidationError:
            return None

    def _load_again(self, name, value):
        """Put `value` into the hidden initial: who saves again has seen it."""
        bound, self.data = self[name], self.data.copy()
        widget = bound.field.hidden_widget()
        if hasattr(widget, "widgets"):
            for index, part in enumerate(widget.decompress(value)):
                text = widget.widgets[index].format_value(part)
                self.data[f"{bound.html_initial_name}_{index}"] = text or ""
        else:
            self.data[bound.html_initial_name] = bound.field.prepare_value(value) or ""

    # --- Saving ----------------------------------------------------------------------------------
    def _save_m2m(self):
        self.cleaned_data["topics"] = [
            topic if topic.pk else Topic.made(topic.name) for topic in self.cleaned_data["topics"]
        ]
        super()._save_m2m()


def _same(one, other):
    """Whether an editor sees two values as equal: a form shows no seconds, and None is the same as blank."""
    clipped = [
        value.replace(second=0, microsecond=0) if hasattr(value, "hour") else value for value in (one, other)
    ]
    return (clipped[0] or None) == (clipped[1] or None)


def _in_words(value):
    if value is None or value == "":
        return _("nothing")
    if hasattr(value, "hour"):
        return exact(value)
    return who(value) if hasattr(value, "get_full_name") else str(value)
