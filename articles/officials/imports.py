"""What an import of the record does to what published stories show: in its preview, and listed afterwards."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import RecordChange
from articles.officials.affected import StoryComparison
from people.exchange import run

NAMED = 10  # stories named in the preview; the list holds all


@run.watcher
def watch(persons):
    """Take a StoryComparison of these persons (ids) before the import; return what to call after it."""
    comparison = StoryComparison.of(persons)

    def list_changes(report, user, reason):
        changes = comparison.changes()
        if not changes:
            return
        report.beside.append(changes.digest)
        report.notes += _in_words(changes)
        RecordChange.objects.record(changes, user, reason or _("Import"))

    return list_changes


def _in_words(changes):
    """How many stories, and how the first of them change."""
    count = ngettext(
        "%(n)d published story would show something else, and comes on the list of stories to look at.",
        "%(n)d published stories would show something else, and come on the list of stories to look at.",
        changes.stories,
    ) % {"n": changes.stories}
    named = [
        _("“%(headline)s”: %(before)s → %(after)s")
        % {"headline": change.link.headline, "before": change.before, "after": change.after}
        for change in changes[:NAMED]
    ]
    return [count, *named]
