"""What merging two persons, posts or organizations moves in our stories, and how two topics are merged.

Links of editions move under LinkChange rows, desk copies get a revision with the same words, and the audit
log of each story says so. Bodies are not touched: a mark of a merged person leads to the present one when
a page is made (`articles.body.field`), and the address in a stored edition redirects.
"""

import contextlib

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import (
    Article,
    ArticleCitation,
    ArticleOfficial,
    ArticleTopic,
    AuditEntry,
    EditionOfficial,
    EditionQuotation,
    EditionTopic,
    LinkChange,
    Topic,
    TopicAlias,
)
from articles.models.audit import Act
from people.duplicates import finder, registry
from people.duplicates.faults import MergeFault
from people.duplicates.merging import counted
from people.duplicates.registry import MergeKind
from people.duplicates.steps import CHUNK, chunks
from people.models import Appointment, Organization, Person, Post

OFFICIAL = ("role", "appointment_id", "as_printed")

registry.label(ArticleOfficial, gettext_lazy("links in desk copies"))
registry.label(EditionOfficial, gettext_lazy("links in published editions"))
registry.label(ArticleTopic, gettext_lazy("topics of desk copies"))
registry.label(EditionTopic, gettext_lazy("topics of published editions"))
registry.label(ArticleCitation, gettext_lazy("our stories as sources"))
registry.label(TopicAlias, gettext_lazy("other names, whose addresses go on working"))
registry.label(Appointment, gettext_lazy("appointments"))
registry.label(Organization, gettext_lazy("organizations"))
registry.stays(LinkChange)
registry.stays(EditionQuotation)  # its readers follow the merge: articles.quotations


# --- Allowed changes of what is published ----------------------------------------------------------
@registry.allow_change(EditionOfficial)
@contextlib.contextmanager
def allow_links(run, do, rows):
    """Make a LinkChange for each link of an edition before it is written, and close them afterwards."""
    known = {row.pk: row for row in _stored(EditionOfficial, rows)}
    changes = []
    for row in rows:
        before, after = ({**_link(known.get(row["pk"])), **(row[side] or {})} for side in ("before", "after"))
        both = {**before, **after}
        changes.append(
            LinkChange(
                edition_id=both["edition_id"],
                person_id=both["person_id"],
                by=run.by,
                reason=run.reason,
                before=None if row["before"] is None else _told(before),
                after=None if row["after"] is None else _told(after),
            )
        )
    opened = LinkChange.objects.bulk_create(changes, batch_size=CHUNK)
    yield
    LinkChange.objects.filter(pk__gte=opened[0].pk, pk__in=[change.pk for change in opened]).update(
        open=False
    )


def _stored(model, rows):
    pks = [row["pk"] for row in rows if row["pk"] is not None]
    for start in range(0, len(pks), CHUNK):
        yield from model._base_manager.filter(pk__in=pks[start : start + CHUNK])


def _link(row):
    return {name: getattr(row, name) for name in ("edition_id", "person_id", *OFFICIAL)} if row else {}


def _told(values):
    return {name.removesuffix("_id"): values.get(name) for name in OFFICIAL}


@registry.mover(EditionOfficial, "person")
def move_links_of_editions(run, foreign, kept, gone):
    """An edition's link is taken off and made anew: the database lets none change its person.

    Where an edition links both, the link of the kept person stays.
    """
    rows = list(EditionOfficial.objects.filter(person=gone))
    both = set(EditionOfficial.objects.filter(person=kept).values_list("edition_id", flat=True))
    run.remove(EditionOfficial, rows)
    run.insert(EditionOfficial, [_same_of(row, kept) for row in rows if row.edition_id not in both])


def _same_of(row, person):
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "id"}
    return EditionOfficial(**{**columns, "person_id": person.pk})


# --- Around the whole --------------------------------------------------------------------------------
def _wanted(model, gone):
    """The condition on articles that merging this record away writes to; None where it writes to none."""
    if model is Topic:
        return Q(topic_items__tag=gone) | Q(editions__edition_topics__topic=gone)
    if model is Person:
        linked = Q(officials__person=gone) | Q(editions__edition_officials__person=gone)
        return linked | Q(article_citations__appointment__person=gone)
    if model is Post:
        pinned = Q(officials__appointment__post=gone)
        return pinned | Q(editions__edition_officials__appointment__post=gone)
    return None


@registry.before
def lock_the_stories(model, gone, steps):
    """Lock every story that will be written, in the order in which every act locks them."""
    wanted = _wanted(model, gone)
    pks = set(Article.objects.filter(wanted).values_list("pk", flat=True)) if wanted and not steps else set()
    pks |= _stories_of(steps)
    for some in chunks(sorted(pks)):
        list(Article.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").only("pk"))


def _stories_of(steps):
    """The articles whose links, topics or editions these steps write."""
    found = set()
    for step in steps:
        model = apps.get_model(step["model"])
        if model not in (ArticleOfficial, ArticleTopic, EditionOfficial, EditionTopic):
            continue
        path = "edition__article_id" if model in (EditionOfficial, EditionTopic) else _article_of(model)
        for some in chunks([row["pk"] for row in step["rows"]]):
            found |= set(model._base_manager.filter(pk__in=some).values_list(path, flat=True))
        found |= _stories_in(step, model)
    return found


def _article_of(model):
    return "content_object_id" if model is ArticleTopic else "article_id"


def _stories_in(step, model):
    """The articles of rows that are not there any more; their columns tell."""
    rows = [row["before"] or row["after"] for row in step["rows"] if not (row["before"] and row["after"])]
    if model in (ArticleOfficial, ArticleTopic):
        return {row[_article_of(model)] for row in rows}
    editions, found = EditionOfficial._meta.get_field("edition").related_model, set()
    for some in chunks([row["edition_id"] for row in rows]):
        found |= set(editions.objects.filter(pk__in=some).values_list("article_id", flat=True))
    return found


@registry.after
def tell_the_stories(run):
    """Give each desk copy a revision of the same words, and the audit log an entry a story and one of all."""
    act = Act.UNMERGED if run.undoes else Act.MERGED
    record = run.record
    sides = [record.gone_name, record.kept_name]
    before, after = ({"record": name} for name in (reversed(sides) if run.undoes else sides))
    for pk in sorted(_stories_of(run.steps)):
        article = Article.objects.get(pk=pk)
        article.save_after_merge(run.by)
        AuditEntry.objects.record(act, run.by, article=article, before=before, after=after, reason=run.reason)
    counts = {str(label): moved for label, moved, _dropped in counted(record)}
    AuditEntry.objects.record(
        act, run.by, subject=record, before=before, after=after | counts, reason=run.reason
    )


# --- Topics ------------------------------------------------------------------------------------------
@registry.allow_change(EditionTopic)
@contextlib.contextmanager
def allow_topics(run, do, rows):
    """No row of its own: the guard allows the change as long as the merge is running."""
    yield


@registry.kind
class TopicMerge(MergeKind):
    model = Topic
    permission = "articles.merge_topics"
    choices = (
        ("name", gettext_lazy("name"), ("name",)),
        ("description", gettext_lazy("description"), ("description",)),
        ("navigation", gettext_lazy("in the navigation"), ("in_navigation",)),
        ("address", gettext_lazy("address"), ("slug",)),
    )

    def finish(self, run):
        run.change(run.kept, **run.chosen())
        own = run.kept.aliases
        run.remove(TopicAlias, list(own.filter(slug=run.kept.slug)))
        there = set(own.values_list("slug", flat=True)) | {run.kept.slug}
        lost = [(row["name"], row["slug"]) for row in (run.was, run.had) if row["slug"] not in there]
        run.insert(
            TopicAlias, [TopicAlias(topic=run.kept, name=name[:100], slug=slug) for name, slug in lost]
        )
        self._keep_names(run)

    def _keep_names(self, run):
        """A name whose address is taken already by the merged topic is kept under an address of its own."""
        known = {run.kept.name, *run.kept.aliases.values_list("name", flat=True)}
        for name in dict.fromkeys([run.was["name"], run.had["name"]]):
            if name not in known:
                slug = f"{run.kept.slug[:80]}-{run.gone.pk}"
                run.insert(TopicAlias, [TopicAlias(topic=run.kept, name=name[:100], slug=slug)])

    def check(self, run):
        run.kept.refresh_from_db()
        other = Topic.objects.named(run.kept.name).exclude(pk=run.kept.pk).first()
        if other:
            text = _("This is already a name of the topic “%(topic)s”.") % {"topic": other}
            return [MergeFault(text, (other,))]
        return []


@finder.finder(Topic)
def likely_topics():
    """Topics by a name or another name, hyphens and plurals apart."""

    def named():
        for pk, name in Topic.objects.values_list("pk", "name"):
            yield pk, finder.singular(name), name, True
        for pk, name in TopicAlias.objects.values_list("topic", "name"):
            yield pk, finder.singular(name), name, False

    return finder.by_names(Topic, named(), _of_topics)


def _of_topics(one, other, both_main):
    names = {"one": one, "other": other}
    if both_main and finder.joined(one) == finder.joined(other):
        return _("“%(one)s” and “%(other)s” differ in spelling only.") % names, finder.STRONG
    if both_main:
        return _("“%(one)s” and “%(other)s” differ in number only.") % names, finder.LIKELY
    return _("“%(one)s” and “%(other)s” are names of each.") % names, finder.LIKELY
