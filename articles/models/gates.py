"""The gates of publication: what a story must have before it goes out, and who may let it pass without."""

import dataclasses

from django.utils.translation import gettext as _

from articles import checks
from articles.checks.pictures import day_of, no_rights
from articles.workflow import Refused
from newsroom.images.models import Image

from .audit import Act, AuditEntry
from .shown_pictures import EditionPicture

RIGHTS = "rights"  # the gate that asks for a day too: a reason given for one moment is none for another


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

    Two queries, two more if it has pictures, one more if rights to one have ended that stories may keep.
    """
    story = checks.story_of(article, officials=(), at=at)
    pictures = checks.pictures_of(story)
    findings = checks.gates(story, pictures)
    if any(finding.code == RIGHTS for finding in findings):
        story = dataclasses.replace(story, kept=kept_by(article))
        findings = checks.gates(story, pictures)
    return findings


def kept_by(article):
    """The ids of pictures that readers see with this story already, and that it may keep. One query."""
    shown = EditionPicture.objects.filter(edition__in=article.editions.live(), image__archive_use=True)
    return frozenset(shown.values_list("image", flat=True))


def hold(article, by, reason="", at=None):
    """Raise GatesClosed unless every gate is open at `at` or `by` answers for the closed with a reason.

    Returns what the audit log is to say of it, {"reason", "gates": [code]}, or None. A reason is about words:
    given for a revision whose schedule was cancelled, it holds when the same revision is scheduled anew.
    """
    findings = closed_gates(article, at)
    if not findings:
        return None
    codes = list(dict.fromkeys(finding.code for finding in findings))
    if reason.strip():
        if not by.has_perm("articles.override_gates"):
            raise Refused(_("Your role does not let you publish past a gate. Ask an editor."))
        return {"reason": reason.strip(), "gates": codes}
    given = given_for(article)
    if given and set(codes) <= set(given.after["gates"]) - {RIGHTS}:
        return {"reason": given.reason, "gates": codes, "given_by": given.by_id}
    raise GatesClosed(findings)


def hold_rights(article, by, reason, pending):
    """Raise GatesClosed where what replaces the scheduled edition `pending` brings a picture without rights.

    The other gates were held when it was scheduled.
    """
    findings = [finding for finding in closed_gates(article, pending.live_from) if finding.code == RIGHTS]
    before = set(pending.edition_pictures.values_list("image", flat=True)) if findings else set()
    fresh = [finding for finding in findings if finding.picture not in before]
    if fresh and not (reason.strip() and by.has_perm("articles.override_gates")):
        raise GatesClosed(fresh)


def refuse_move(article, pending, at, passed):
    """Raise Refused where a scheduled edition shows a picture that may not be shown at `at`.

    An edition that was let pass without its rights (`passed_by`) keeps that reason, as it keeps all others.
    """
    if passed and RIGHTS in passed["gates"]:
        return
    images = Image.objects.filter(pk__in=pending.edition_pictures.values("image"))
    out = images.not_to_be_shown_on(day_of(at)).exclude(pk__in=kept_by(article))
    if out:
        raise Refused(" ".join(no_rights(image, at) for image in out), "at")


def given_for(article):
    """The newest entry of the audit log by which these very words passed a gate, or None. One query."""
    passed = AuditEntry.objects.filter(act=Act.GATE, article=article.pk, edition__digest=article.digest)
    return passed.order_by("-number").first()


def passed_by(edition):
    """What the audit log is to say when an edition that passed gates goes out at another time, or None.

    One query. The words are the same, so the reason that was given for them holds.
    """
    entry = AuditEntry.objects.filter(act=Act.GATE, edition=edition.pk).order_by("-number").first()
    if entry is None:
        return None
    given_by = entry.after.get("given_by") or entry.by_id
    return {"reason": entry.reason, "gates": entry.after["gates"], "given_by": given_by}
