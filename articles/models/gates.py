"""The gates of publication: what a story must have before it goes out, and who may publish it without."""

import dataclasses

from django.utils.translation import gettext as _

from articles import checks
from articles.checks.pictures import day_of, no_rights
from articles.workflow import Refused
from newsroom.images.models import Image

from .audit import Act, AuditEntry
from .shown_pictures import EditionPicture

RIGHTS = "rights"  # this gate depends on the day: a reason given for one day does not hold for another


class GatesClosed(Refused):
    """A publication that gates stop. `findings` are the gates, `by_field` {form field: [message]}."""

    def __init__(self, findings):
        self.findings = findings
        self.by_field = {}
        for finding in findings:
            self.by_field.setdefault(finding.field, []).append(finding.message)
        super().__init__(" ".join(finding.message for finding in findings), findings[0].field)


def closed_gates(article, at=None):
    """The gates that stop this desk copy from going out at `at` (now), as findings.

    Two queries, two more if it has pictures, one more if the rights to a picture have ended.
    """
    story = checks.story_of(article, officials=(), at=at)
    pictures = checks.pictures_of(story)
    findings = checks.gates(story, pictures)
    if any(finding.code == RIGHTS for finding in findings):
        story = dataclasses.replace(story, kept=kept_by(article))
        findings = checks.gates(story, pictures)
    return findings


def kept_by(article):
    """The ids of pictures that readers see in this story now and that it may keep. One query."""
    shown = EditionPicture.objects.filter(edition__in=article.editions.live(), image__archive_use=True)
    return frozenset(shown.values_list("image", flat=True))


def require_open(article, by, reason="", at=None):
    """Raise GatesClosed unless every gate is open at `at`, or `by` may override them and gives a reason.

    Returns what the audit log says of it, {"reason", "gates": [code]}, or None. A reason belongs to the
    words: if a schedule was cancelled, it still holds when the same revision is scheduled again.
    """
    findings = closed_gates(article, at)
    if not findings:
        return None
    codes = list(dict.fromkeys(finding.code for finding in findings))
    if reason.strip():
        if not by.has_perm("articles.override_gates"):
            raise Refused(_("Your role does not let you publish past a gate. Ask an editor."))
        return {"reason": reason.strip(), "gates": codes}
    entry = override_of_words(article)
    if entry and set(codes) <= set(entry.after["gates"]) - {RIGHTS}:
        return {"reason": entry.reason, "gates": codes, "given_by": entry.by_id}
    raise GatesClosed(findings)


def require_rights(article, by, reason, pending):
    """Raise GatesClosed if the replacement of the scheduled edition `pending` adds a picture without rights.

    The other gates were checked when it was scheduled.
    """
    findings = [finding for finding in closed_gates(article, pending.live_from) if finding.code == RIGHTS]
    before = set(pending.edition_pictures.values_list("image", flat=True)) if findings else set()
    fresh = [finding for finding in findings if finding.picture not in before]
    if fresh and not (reason.strip() and by.has_perm("articles.override_gates")):
        raise GatesClosed(fresh)


def refuse_move(article, pending, at, overridden):
    """Raise Refused if a scheduled edition shows a picture that may not be shown at `at`.

    If the gate of rights was overridden for this edition (`overridden_for`), that reason still holds.
    """
    if overridden and RIGHTS in overridden["gates"]:
        return
    images = Image.objects.filter(pk__in=pending.edition_pictures.values("image"))
    out = images.not_to_be_shown_on(day_of(at)).exclude(pk__in=kept_by(article))
    if out:
        raise Refused(" ".join(no_rights(image, at) for image in out), "at")


def override_of_words(article):
    """The newest audit entry that overrides a gate for exactly these words, or None. One query."""
    entries = AuditEntry.objects.filter(act=Act.GATE, article=article.pk, edition__digest=article.digest)
    return entries.order_by("-number").first()


def overridden_for(edition):
    """What the audit log says of the overridden gates of an edition that is moved to another time, or None.

    One query. The words are the same, so the reason given for them holds.
    """
    entry = AuditEntry.objects.filter(act=Act.GATE, edition=edition.pk).order_by("-number").first()
    if entry is None:
        return None
    given_by = entry.after.get("given_by") or entry.by_id
    return {"reason": entry.reason, "gates": entry.after["gates"], "given_by": given_by}
