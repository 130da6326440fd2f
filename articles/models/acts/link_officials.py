"""Links to officials that the link desk changes, also of live stories.

A link is not a word of the text. So readers see the change at once, and approval and review do not change.
The desk copy gets the link too, in an inherited revision: the next edition has it, and the writer of the
words stays the same.
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
        """Give `person` another role in this story. Returns the AuditEntry; raises Refused."""
        return self._relink(person, by, {"role": OfficialRole(role)}, **how)

    @transaction.atomic
    def unlink_official(self, person, by, **how):
        """Remove the link to `person` from this story. Returns the AuditEntry; raises Refused."""
        return self._relink(person, by, None, **how)

    @transaction.atomic
    def undo_link(self, entry, by):
        """Undo the change of a link that an AuditEntry names; raises Refused if it has changed since."""
        if entry.article_id != self.pk or entry.act != Act.LINKED:
            raise Refused(_("This entry is not a change of a link of this story."))
        person = self._meta.get_field("officials").related_model._meta.get_field("person").related_model
        pk = (entry.after or entry.before)["person"]
        was, became = (row and {name: row[name] for name in OFFICIAL} for row in (entry.before, entry.after))
        official = person._base_manager.filter(pk=pk).first()
        if official is None:
            raise Refused(_("This official is no longer on record."))
        return self._relink(official, by, was, is_new=became is None, expected=became, reason=_("Undone"))

    @transaction.atomic
    def save_after_merge(self, by):
        """Save a revision after a merge of two records changed rows of the desk copy, and no words.

        About a dozen queries.
        """
        article = self._lock()
        payload = article.payload()
        if digest_of(payload) != article.digest and article.last_revision:
            article._save_inherited_revision(payload, by)
        article._update_published_digest(
            article.editions.filter(cancelled_at=None).order_by("-number").first()
        )
        self.refresh_from_db()

    # --- Parts -----------------------------------------------------------------------------------
    def _relink(self, person, by, after, *, is_new=False, expected=..., reason="", origin=Origin.SUGGESTION):
        """Change the link in every edition, and in the desk copy, that has it as readers see it now."""
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
        _refuse_changed_link(person, before, after, is_new, expected)
        after = after and {**(before or {}), **after}
        for edition in editions:
            if stored[edition.pk] == before:
                edition.set_official(person, by, before, after, reason, origin)
        if desk == before:
            article._link_on_desk(person, by, payload, after, origin)
        article._update_published_digest(editions[-1] if editions else None)
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

    def _link_on_desk(self, person, by, payload, after, origin):
        """Make the same change in the desk copy, in an inherited revision. Seven queries."""
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
        if saved:  # else the desk copy has unsaved words, which no revision of ours may contain
            self._save_inherited_revision({**payload, "officials": officials}, by)

    def _update_published_digest(self, newest):
        """Set `published_digest` to that of the newest edition as it is now. Three queries."""
        if newest and self.published_digest:
            self._set(published_digest=digest_of(as_published(newest)))


def _refuse_changed_link(person, before, after, is_new, expected):
    name = {"person": person}
    if expected is not ... and before != expected:
        raise Refused(_("%(person)s: somebody changed this link since. Look at the story again.") % name)
    if is_new and before is not None:
        raise Refused(_("%(person)s is linked to this story already.") % name)
    if not is_new and before is None:
        raise Refused(_("%(person)s is not linked to this story any more.") % name)
    if after and before and all(before[key] == value for key, value in after.items()):
        raise Refused(_("%(person)s has this role in the story already.") % name)
