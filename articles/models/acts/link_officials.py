"""Officials linked past the story's form: the door to a live story's index, and what the link desk remembers.

A link is not a word of the text. So it shows at once, approval and review stay what they were, and it is kept
on the desk too, as a revision that is `Carried`: the next edition has it, and the words keep their writer.
"""

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.audit import Act, AuditEntry
from articles.models.content import OfficialRole, Origin
from articles.models.edition import OFFICIAL, as_published
from articles.models.link_desk import SuggestionCount
from articles.payload import digest_of
from articles.workflow import Refused

from .base import Acting


class Linking(Acting):
    """The part of `Article` that links officials. `before` and `after` are rows of a payload, or None."""

    @transaction.atomic
    def link_official(self, person, by, role=OfficialRole.MENTIONED, appointment=None, as_printed="", **how):
        """Link `person` to this story, live or not. Returns the AuditEntry; Refused if linked already.

        how: reason, origin. About 30 queries, a few more with a scheduled edition.
        """
        row = {
            "role": OfficialRole(role),
            "appointment": appointment and appointment.pk,
            "as_printed": as_printed,
        }
        if appointment and appointment.person_id != person.pk:
            raise Refused(_("This appointment belongs to somebody else."), "appointment")
        return self._relink(person, by, row, is_new=True, **how)

    @transaction.atomic
    def change_official(self, person, by, role, **how):
        """Let `person` have another role in this story. Returns the AuditEntry; raises Refused."""
        return self._relink(person, by, {"role": OfficialRole(role)}, **how)

    @transaction.atomic
    def unlink_official(self, person, by, **how):
        """Take the link to `person` off this story. Returns the AuditEntry; raises Refused."""
        return self._relink(person, by, None, **how)

    @transaction.atomic
    def undo_link(self, entry, by):
        """Make a link what it was before an AuditEntry of this story; raises Refused if it moved on since."""
        if entry.article_id != self.pk or entry.act != Act.LINKED:
            raise Refused(_("This is no change of a link of this story."))
        person = self._meta.get_field("officials").related_model._meta.get_field("person").related_model
        named = (entry.after or entry.before)["person"]
        was, became = (row and {name: row[name] for name in OFFICIAL} for row in (entry.before, entry.after))
        official = person._base_manager.filter(pk=named).first()
        if official is None:
            raise Refused(_("This official is on record no more."))
        return self._relink(official, by, was, is_new=became is None, expected=became, reason=_("Undone"))

    @transaction.atomic
    def follow_merge(self, by):
        """Record the desk copy after rows of it were moved to a merged record: no word of it has changed.

        About a dozen queries.
        """
        article = self._lock()
        payload = article.payload()
        if digest_of(payload) != article.digest and article.last_revision:
            article._record_same_words(payload, by)
        article._follow(article.editions.filter(cancelled_at=None).order_by("-number").first())
        self.refresh_from_db()

    # --- Parts -----------------------------------------------------------------------------------
    def _relink(self, person, by, after, *, is_new=False, expected=..., reason="", origin=Origin.SUGGESTION):
        """Change the link wherever it says what it says to readers; what differs on the desk stays there."""
        if not by.has_perm("articles.link_officials"):
            raise Refused(_("Your role does not let you link officials. Ask the people desk."))
        article = self._lock()
        shown = Q(live_until=None) | Q(live_until__gt=timezone.now())
        editions = list(article.editions.filter(shown, cancelled_at=None).order_by("number"))
        payload = article.payload()
        stored = {edition.pk: edition.official_row(person) for edition in editions}
        desk = next(
            ({n: r[n] for n in OFFICIAL} for r in payload["officials"] if r["person"] == person.pk), None
        )
        live = next((edition for edition in editions if edition.is_live), None)
        before = stored[live.pk] if live else desk
        _refuse_stale(person, before, after, is_new, expected)
        after = after and {**(before or {}), **after}
        for edition in editions:
            if stored[edition.pk] == before:
                edition.set_official(person, by, before, after, reason, origin)
        if desk == before:
            article._keep_link(person, by, payload, after, origin)
        article._follow(editions[-1] if editions else None)
        SuggestionCount.objects.filter(article=article).delete()
        self.refresh_from_db()
        name = {"official": str(person), "person": person.pk}
        return AuditEntry.objects.record(
            Act.LINKED,
            by,
            article=self,
            edition=live,
            subject=self,
            before=before and {**name, **before},
            after=after and {**name, **after},
            reason=str(reason),
        )

    def _keep_link(self, person, by, payload, after, origin):
        """Let the desk copy have the link too, as a revision of the same words. Seven queries."""
        saved = digest_of(payload) == self.digest
        rows = self.officials.filter(person=person)
        others = [row for row in payload["officials"] if row["person"] != person.pk]
        values = after and {**after, "appointment_id": after["appointment"]}
        if values:
            del values["appointment"]
        if after is None:
            rows.delete()
            officials = others
        elif len(others) == len(payload["officials"]):
            last = self.officials.aggregate(p=Max("position"))["p"]
            place = 0 if last is None else last + 1
            self.officials.create(person=person, position=place, origin=origin, **values)
            officials = [*others, {"person": person.pk, **after}]
        else:
            rows.update(**values)
            changed = {"person": person.pk, **after}
            officials = [changed if r["person"] == person.pk else r for r in payload["officials"]]
        if saved:  # else the desk has words that no revision holds, and a revision of ours must not hold them
            self._record_same_words({**payload, "officials": officials}, by)

    def _follow(self, newest):
        """Compare the desk copy with what the newest edition says now. Three queries."""
        if newest and self.published_digest:
            self._set(published_digest=digest_of(as_published(newest)))


def _refuse_stale(person, before, after, is_new, expected):
    name = {"person": person}
    if expected is not ... and before != expected:
        raise Refused(_("%(person)s: somebody changed this link since. Look at the story again.") % name)
    if is_new and before is not None:
        raise Refused(_("%(person)s is linked to this story already.") % name)
    if not is_new and before is None:
        raise Refused(_("%(person)s is not linked to this story any more.") % name)
    if after and before and all(before[key] == value for key, value in after.items()):
        raise Refused(_("%(person)s has this role in the story already.") % name)


# --- What the link desk remembers ----------------------------------------------------------------
