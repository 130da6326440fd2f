"""What a CDN is told after a public change: the tags (newsroom/lib/cdn_tags.py) to drop, until it does.

The stamp says that something changed, whoever wrote it; the audit log says which stories. What else a change
touches is not followed: then everything is dropped. That costs little, since a CDN asks for every page again
within its minute anyway. What begins or ends by a schedule is never told: nobody writes anything then, and
the lifetime of every page ends at that moment.

Does nothing unless the setting CDN_PURGE names a CDN.
"""

import datetime
import logging

from django.conf import settings
from django.tasks import task
from django.utils import timezone

from articles.models import ArticleCitation, LinkChange
from articles.models.audit import AuditEntry
from articles.models.edition_relations import EditionAuthor, EditionOfficial, EditionTopic
from newsroom.lib.cdn import MOST_TAGS, drop
from newsroom.lib.cdn_tags import ALL, LISTS
from newsroom.models import Purge, Stamp

MOST_STORIES = 30  # of one purge; an import brings thousands
KEPT_FOR = datetime.timedelta(days=30)  # receipts of purges
# Whose pages list a story: rows of its editions, and the name of the tag and of the field.
LISTED = (
    (EditionTopic, "topic"),
    (EditionAuthor, "author"),
    (EditionOfficial, "person"),
    (LinkChange, "person"),
)
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
logger = logging.getLogger(__name__)


def after_writing(get_response):
    """Middleware: after a request that may have written, the CDN is told what changed. Three queries."""

    def answer(request):
        response = get_response(request)
        if settings.CDN_PURGE and request.method not in SAFE and is_wanted():
            purge.enqueue()
        return response

    return answer


def is_wanted():
    """Whether something public changed since the last purge, or an older one is due."""
    stamp, last = _stamp(), Purge.objects.first()
    return bool(stamp) and (last is None or last.version != stamp.version or Purge.objects.due().exists())


@task()
def purge():
    """Tell the CDN all that changed and what it did not take before. Safe to run twice, also at once.

    A worker tries again after a pause; without one the next request that writes does, or the command
    `purge_cdn`.
    """
    note_changes()
    later = [one.next_at for one in Purge.objects.due() if not send(one)]
    later = [moment for moment in later if moment]
    if later and purge.get_backend().supports_defer:
        purge.using(run_after=max(later)).enqueue()
    Purge.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()


def send(one):
    """Try a Purge once and write down what came of it. Returns whether the CDN dropped it."""
    is_done, answer = drop(settings.CDN_PURGE, settings.CDN_PURGE_URLS, settings.CDN_PURGE_TOKEN, one.tags)
    one.note(is_done, answer)
    if not is_done:
        logger.warning("The CDN did not drop %s, attempt %d: %s", " ".join(one.tags), one.attempts, answer)
    return is_done


def note_changes():
    """Write down a Purge, due now, for what changed since the last one, if anything did."""
    # The stamp is read first: what is written meanwhile differs from it and is found the next time.
    stamp, last = _stamp(), Purge.objects.first()
    if stamp is None or (last and last.version == stamp.version):
        return
    entries = AuditEntry.objects.filter(number__gt=last.entry if last else 0)
    newest = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    stories = set(entries.filter(number__lte=newest, article__isnull=False).values_list("article", flat=True))
    is_known = last and last.rest == stamp.rest and stories
    Purge.objects.create(
        tags=tags_of(stories) if is_known else [ALL],
        version=stamp.version,
        rest=stamp.rest,
        entry=newest,
        next_at=timezone.now(),
    )


def tags_of(stories):
    """The tags of all pages that acts on these stories (ids) may have changed. Five queries.

    What is no longer in the newest edition, or no longer linked, counts as well. A story that reports an
    appointment makes it public, so it may change any page.
    """
    if len(stories) > MOST_STORIES or ArticleCitation.objects.filter(article__in=stories).exists():
        return [ALL]
    tags = {LISTS, *(f"story-{pk}" for pk in stories)}
    for model, name in LISTED:
        rows = model.objects.filter(edition__article__in=stories).order_by()
        tags |= {f"{name}-{pk}" for pk in rows.values_list(name, flat=True)}
    tags = sorted(tags)
    return tags if len(tags) <= MOST_TAGS else [ALL]


def cdn_failures(user):
    """For the dashboard: the newest Purge that the CDN did not take, for who keeps accounts. One query."""
    return Purge.objects.failing()[:1] if settings.CDN_PURGE and user.has_perm("auth.change_user") else ()


def _stamp():
    return Stamp.objects.first()
