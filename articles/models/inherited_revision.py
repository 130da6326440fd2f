"""Revisions whose unpublished words somebody else wrote, and the conflicts of a correction with such words.

A correction of the live text, a link to an official, a merge of records and the address that publication
makes all change the desk copy too. Whoever does that makes a new revision, but its words were written by
somebody else before. The rule that nobody publishes their own last revision alone asks who wrote the words.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.workflow import Refused


class InheritedRevision(models.Model):
    """`revision` has the words of revision `desk`, changed by a correction (`edition`). Without an edition
    only links or the address changed."""

    revision = models.OneToOneField("articles.Revision", models.CASCADE, related_name="inherited")
    desk = models.ForeignKey("articles.Revision", models.CASCADE, related_name="+")
    edition = models.ForeignKey(
        "articles.Edition", models.PROTECT, null=True, related_name="inherited_revisions"
    )

    class Meta:
        verbose_name = _("inherited revision")
        verbose_name_plural = _("inherited revisions")

    def __str__(self):
        return f"{self.edition or self.desk} → {self.revision}"

    @classmethod
    def words_of(cls, revision):
        """The revision whose words this one has, if it differs by links or an address alone; else itself.

        One query.
        """
        same = cls.objects.filter(revision=revision, edition=None).select_related("desk").first()
        return same.desk if same else revision

    @classmethod
    def written_before(cls, revisions):
        """The revision in which the unpublished words of the only one in `revisions` were written, or None.

        One query, and one for each correction that came into the same unpublished words.
        """
        revision = revisions.select_related("inherited__desk").first()
        while revision and hasattr(revision, "inherited"):
            revision = revision.inherited.desk
        return revision


class CorrectionConflicts(Refused):
    """A correction and unpublished words change the same words: an editor has to choose first.

    `merges` is {"scheduled" or "desk": ThreeWayMerge}; theirs is the correction, mine the unpublished.
    """

    def __init__(self, merges):
        super().__init__(
            _("The correction and unpublished changes differ in the same words. Choose what is right there.")
        )
        self.merges = merges

    @property
    def conflicts(self):
        """The conflicts of all merges; one that two of them have comes once."""
        found = {c.key: c for merged in self.merges.values() for c in merged.conflicts}
        return list(found.values())
