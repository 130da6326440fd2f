"""The gates of publication: what a story must have before it goes out, and who may let it pass without."""

from django.utils.translation import gettext as _

from articles import aids
from articles.workflow import Refused

from .audit import Act, AuditEntry


class GatesClosed(Refused):
    """A publication that gates stop. `findings` are the gates, `by_field` {form field: [message]}."""

    def __init__(self, findings):
        self.findings = findings
        self.by_field = {}
        for finding in findings:
            self.by_field.setdefault(finding.field, []).append(finding.message)
        super().__init__(" ".join(finding.message for finding in findings), findings[0].field)


def closed_gates(article):
    """The gates that stop this desk copy, as findings. Two queries, two more if it has pictures."""
    story = aids.Story.of(article, officials=())
    return aids.gates(story, aids.pictures_of(story))


def hold(article, by, reason=""):
    """Raise GatesClosed unless every gate is open or `by` answers for the closed ones with a reason.

    Returns what the audit log is to say of it, {"reason", "gates": [code]}, or None. A reason is about words:
    given for a revision whose schedule was cancelled, it holds when the same revision is scheduled anew.
    """
    findings = closed_gates(article)
    if not findings:
        return None
    codes = list(dict.fromkeys(finding.code for finding in findings))
    if reason.strip():
        if not by.has_perm("articles.override_gates"):
            raise Refused(_("Your role does not let you publish past a gate. Ask an editor."))
        return {"reason": reason.strip(), "gates": codes}
    given = given_for(article)
    if given and set(codes) <= set(given.after["gates"]):
        return {"reason": given.reason, "gates": codes, "given_by": given.by_id}
    raise GatesClosed(findings)


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
