"""What comes into a desk copy from elsewhere (a correction of the live text, a link to an official, a merge
of records, the address that publication makes): its record, and its question.

The revision that results is made by whoever corrects, links or publishes, but its words are somebody else's.
The rule that nobody publishes their own last revision alone asks for the writer of those.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.workflow import Refused


class InheritedRevision(models.Model):
    """`revision` is revision `desk` with a correction in it (`edition`), or, without one, with links or an
    address."""

    revision = models.OneToOneField("articles.Revision", models.CASCADE, related_name="carried")
    desk = models.ForeignKey("articles.Revision", models.CASCADE, related_name="+")
    edition = models.ForeignKey("articles.Edition", models.PROTECT, null=True, related_name="carried")

    class Meta:
        verbose_name = _("correction carried forward")
        verbose_name_plural = _("corrections carried forward")

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
        """The revision of this queryset of one, or the one whose unpublished words it has. None for none.

        One query, and one for each correction that was carried into the same unpublished words.
        """
        revision = revisions.select_related("carried__desk").first()
        while revision and hasattr(revision, "carried"):
            revision = revision.carried.desk
        return revision


class CorrectionConflicts(Refused):
    """A correction meets unpublished words that it cannot be merged with: an editor chooses first.

    `merges` is {"scheduled" or "desk": Merge}; theirs is the correction, mine what is not published yet.
    """

    def __init__(self, merges):
        super().__init__(
            _("The correction meets unpublished changes of the same words. Choose what is right there.")
        )
        self.merges = merges

    @property
    def conflicts(self):
        """The conflicts of all merges; one that two of them have is asked once."""
        found = {c.key: c for merged in self.merges.values() for c in merged.conflicts}
        return list(found.values())
