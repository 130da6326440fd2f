"""The forms of the steps that need an answer: what each asks, whether it is open, what it does."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.fields import MomentForm
from articles.checks import picture_rights
from articles.models.edition import EditionKind
from articles.models.gates import GatesClosed, closed_gates
from articles.workflow import Status


class StepForm(forms.Form):
    """The form of a step: for an article and a user, with the revision that the user was shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    title = button = effect = ""
    permission = "articles.publish_article"
    grave = False
    beside = {}  # a field that a Refused may name → the field of this form that shows the error

    def __init__(self, user, article, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.user, self.article = user, article
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.update({"rows": 3, "data-grow": "", "dir": "auto"})

    @classmethod
    def is_open(cls, article):
        """Whether the article can take this step now; the workflow checks again."""
        return not article.is_withdrawn

    def words(self):
        """The payload that the page compares with the live text, or None."""
        last = self.article.last_revision
        return last and last.payload

    def take(self):
        """Take the step; return what to say. Raises Refused."""
        raise NotImplementedError

    def refuse(self, refused):
        """Put a refusal beside the field that it names, or above the form."""
        if isinstance(refused, GatesClosed) and "gates_override" in self.fields:
            self.add_error("gates_override", _("Put this right, or say why the story goes out as it is."))
        else:
            field = self.beside.get(refused.field, refused.field)
            self.add_error(field if field in self.fields else None, " ".join(refused.messages))


class OverrideMixin(forms.Form):
    override = forms.CharField(
        label=gettext_lazy("Why without a second person"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("You wrote the last revision. The reason is recorded with the edition."),
    )

    def _drop_override(self):
        """Ask for a reason only where one can be given and is needed."""
        own = self.article.updated_by_id == self.user.pk
        if not (own and self.user.has_perm("articles.override_review")):
            del self.fields["override"]


class GatesMixin(forms.Form):
    """Shows the closed gates, and asks for a reason from somebody who may publish all the same."""

    gates_override = forms.CharField(
        label=gettext_lazy("Why it goes out without them"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("The reason is recorded with the edition, under your name."),
    )

    def goes_out_at(self):
        """The moment at which the gates are to be open; None is now."""
        return

    def _show_gates(self):
        self.gates = closed_gates(self.article, self.goes_out_at())
        if not (self.gates and self.user.has_perm("articles.override_gates")):
            del self.fields["gates_override"]


class PublishForm(GatesMixin, OverrideMixin, StepForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What this is"),
        help_text=gettext_lazy("A correction says that something was wrong; a minor change is a comma."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for readers"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "Readers see it above the text, with its date. Needed for a correction, clarification or note."
        ),
    )
    field_order = ["kind", "note", "override", "gates_override"]

    title, button = gettext_lazy("Publish"), gettext_lazy("Publish now")
    effect = gettext_lazy("Readers see it at once.")

    def __init__(self, user, article, *args, **kwargs):
        super().__init__(user, article, *args, **kwargs)
        self._drop_override()
        self._show_gates()
        if article.editions.filter(cancelled_at=None).exists():
            self.fields["kind"].choices = [
                (kind.value, kind.label) for kind in EditionKind if kind != EditionKind.ORIGINAL
            ]
            self.initial.setdefault("kind", EditionKind.UPDATE)
        else:
            del self.fields["kind"], self.fields["note"]

    @classmethod
    def is_open(cls, article):
        news = not article.live_number or article.digest != article.published_digest
        return news and not article.is_withdrawn and not article.next_from

    def options(self):
        names = ("revision", "kind", "note", "override", "gates_override")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def take(self):
        return published(self.article.publish(self.user, **self.options()))


class ScheduleForm(MomentForm, PublishForm):
    field_order = ["day", "time", "zone", "kind", "note", "override", "gates_override"]
    beside = {"at": "time"}

    title, button = gettext_lazy("Schedule"), gettext_lazy("Schedule")
    effect = gettext_lazy("Readers see it at that time, not before. Nobody has to be here for it.")

    def __init__(self, user, article, *args, **kwargs):
        super().__init__(user, article, *args, **kwargs)
        wish = article.next_from or article.planned_for or article.embargo_until
        if wish and wish > timezone.now():
            local = timezone.localtime(wish)
            self.initial.setdefault("day", local.date())
            self.initial.setdefault("time", local.time())

    def take(self):
        edition = self.article.publish(self.user, at=self.cleaned_data["at"], **self.options())
        return scheduled(edition)


class MoveForm(MomentForm, StepForm):
    """Another time for the scheduled edition; its words passed the gates already."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    beside = {"at": "time"}

    title, button = gettext_lazy("Change the time"), gettext_lazy("Change the time")

    def __init__(self, user, article, *args, **kwargs):
        super().__init__(user, article, *args, **kwargs)
        self.pending = article.editions.pending().select_related("revision").first()
        if self.pending:
            local = timezone.localtime(self.pending.live_from)
            self.initial |= {"edition": self.pending.pk, "day": local.date(), "time": local.time()}

    @classmethod
    def is_open(cls, article):
        return bool(article.next_from)

    @property
    def effect(self):
        if self.pending and self.article.is_changed:
            return _("The words that are scheduled go out then. Newer ones on the desk stay there.")
        return _("The words that are scheduled go out then, as they are.")

    def words(self):
        return self.pending.revision.payload if self.pending else None

    def take(self):
        data = self.cleaned_data
        return scheduled(self.article.reschedule(self.user, data["at"], edition=data["edition"]))


class CancelForm(StepForm):
    title, button = gettext_lazy("Cancel the schedule"), gettext_lazy("Cancel the schedule")
    effect = gettext_lazy("It does not go out. What readers see now stays.")

    @classmethod
    def is_open(cls, article):
        return bool(article.next_from)

    def take(self):
        self.article.cancel_schedule(self.user)
        return _("The schedule is cancelled. Readers see what they saw before.")


class ReturnForm(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("What the writer should change"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("The writer finds it on top of the story."),
    )

    title, button = gettext_lazy("Return to the writer"), gettext_lazy("Return")
    effect = gettext_lazy("Readers see nothing of it.")
    permission = "articles.approve_article"

    @classmethod
    def is_open(cls, article):
        return article.status in (Status.SUBMITTED, Status.APPROVED)

    def take(self):
        self.article.return_to_writer(self.user, self.cleaned_data["reason"])
        return _("Returned. The writer finds your reason on top of the story.")


class WithdrawForm(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason, for the newsroom"), required=False, widget=forms.Textarea
    )
    explanation = forms.CharField(
        label=gettext_lazy("Explanation, for readers"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("They find it where the story was."),
    )
    redirect_to = forms.CharField(
        label=gettext_lazy("Send readers to"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Optional: an address of this site, /news/…"),
    )

    title, button = gettext_lazy("Withdraw the story"), gettext_lazy("Withdraw now")
    effect = gettext_lazy("Readers find your explanation in place of the story, at once and everywhere.")
    permission = "articles.withdraw_article"
    grave = True

    def clean_redirect_to(self):
        address = self.cleaned_data["redirect_to"].strip()
        if address and (not address.startswith("/") or address.startswith("//") or "\\" in address):
            raise forms.ValidationError(
                _("Give an address of this site that begins with /, such as /news/2007/10/…")
            )
        return address

    def take(self):
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        self.article.withdraw(self.user, **data)
        return _("Withdrawn. Readers find your explanation in its place.")


class KillForm(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason, for the newsroom"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("It stays in the audit log; readers never see it."),
    )
    explanation = forms.CharField(
        label=gettext_lazy("Explanation, for readers"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("They find it where the story was, without its headline: name nothing here."),
    )

    title, button = gettext_lazy("Kill for legal reasons"), gettext_lazy("Kill now")
    effect = gettext_lazy(
        "Every edition is hidden everywhere, also the earlier ones; a schedule is cancelled. A browser or a "
        "cache that has just fetched the page may show it for one more minute."
    )
    permission = "articles.kill_article"
    grave = True

    @classmethod
    def is_open(cls, article):
        withdrawal = article.withdrawal if article.is_withdrawn else None
        killed = withdrawal is not None and withdrawal.suppressed
        return not killed and article.editions.filter(cancelled_at=None).exists()

    def take(self):
        self.article.kill(self.user, self.cleaned_data["reason"], self.cleaned_data["explanation"])
        return _("Killed. Readers find your explanation, and no edition anywhere.")


class UndoForm(StepForm):
    """Undoing a withdrawal or a kill: the reason for it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, for the newsroom"), required=False, widget=forms.Textarea
    )

    permission = "articles.lift_withdrawal"

    @classmethod
    def is_open(cls, article):
        return article.is_withdrawn


class ReinstateForm(UndoForm):
    title, button = gettext_lazy("Bring the story back"), gettext_lazy("Bring it back now")
    effect = gettext_lazy("Readers see again what they saw last, at once, as a new edition.")

    def __init__(self, user, article, *args, **kwargs):
        super().__init__(user, article, *args, **kwargs)
        withdrawal = article.withdrawal
        if withdrawal and withdrawal.replaced:
            self.effect = _("The kill is undone; the story is withdrawn again, as it was before.")

    def take(self):
        edition = self.article.reinstate(self.user, self.cleaned_data["reason"])
        if edition is None:
            return _("The kill is undone. The story is withdrawn, as it was before.")
        return _("Brought back as edition %(n)s: readers see it now.") % {"n": edition.number}


class LiftForm(UndoForm):
    title, button = gettext_lazy("Lift the withdrawal"), gettext_lazy("Lift the withdrawal")
    effect = gettext_lazy("The story may be published again; nothing goes out by this.")

    def take(self):
        self.article.lift_withdrawal(self.user, self.cleaned_data["reason"])
        return _("The withdrawal is lifted. Publish the story when it is ready.")


STEPS = {
    "publish": PublishForm,
    "schedule": ScheduleForm,
    "move": MoveForm,
    "cancel": CancelForm,
    "return": ReturnForm,
    "withdraw": WithdrawForm,
    "kill": KillForm,
    "reinstate": ReinstateForm,
    "lift": LiftForm,
}


# --- What was done, in words ----------------------------------------------------------------------
def published(edition):
    return _with_rights(_("Published as edition %(n)s: readers see it now.") % {"n": edition.number}, edition)


def _with_rights(done, edition):
    """What was done, and a warning of pictures whose rights end before the story does."""
    return " ".join([done, *picture_rights.ending_while_live(edition)])


def scheduled(edition):
    done = _("Scheduled: edition %(n)s goes out on %(when)s.") % {
        "n": edition.number,
        "when": timezone.localtime(edition.live_from).strftime("%d %B %Y, %H:%M %Z"),
    }
    return _with_rights(done, edition)
