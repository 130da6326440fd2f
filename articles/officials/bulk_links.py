"""One person linked in every live story that names them in full: the dry run, the act, and its undo.

The search index finds the stories, and the engine of mentions says whether the words mean this person. The
newest stories come first, a page at a time. Linked stories leave the list, and older ones follow.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.database.search_index import has_phrase
from articles.mentions import Rule
from articles.mentions.suggestions import READ_FIELDS, Words, found_in
from articles.models import Article, Edition, EditionOfficial, LinkBatch
from articles.officials.link_desk import answers_of, place_of, what_is_shown
from articles.workflow import Refused
from newsroom.lib.names import fold
from people import name_list

PAGE = 100  # stories of a dry run
IN_FULL = {Rule.FULL_NAME, Rule.MARKED}


@dataclass(frozen=True)
class LinkPlace:
    """A live story that names the person in full: the evidence, and `what` it was found in."""

    article: int
    what: str
    headline: str
    day: object
    role: str
    evidence: object


@dataclass
class DryRun:
    """What linking would do: `places`; `unclear` stories were left out; older ones come after `before`."""

    places: list[LinkPlace]
    unclear: int
    before: int | None


def dry_run(person, before=None) -> DryRun:
    """Where the person would be linked, newest first, older than the edition `before`.

    Six queries besides those of the name list: names, stories, links of editions and of the desk, dismissals.
    """
    editions = list(_naming(person, before)[: PAGE + 1])
    older = editions[PAGE - 1].pk if len(editions) > PAGE else None
    editions = editions[:PAGE]
    known, names = answers_of([edition.article_id for edition in editions]), name_list.current()
    places = [_place(person, edition, names, *known[edition.article_id]) for edition in editions]
    found = [place for place in places if place]
    return DryRun(found, len(places) - len(found), older)


def _naming(person, before):
    """Live editions whose text has the name in full and which are not linked, with their words only."""
    forms = [person.full_name, *(name.text for name in person.names.all() if name.match)]
    phrases = [phrase for phrase in dict.fromkeys(map(fold, forms)) if " " in phrase or not phrase.isascii()]
    if not phrases:
        return Edition.objects.none()
    linked = EditionOfficial.objects.filter(edition=OuterRef("pk"), person=person)
    editions = Edition.objects.live().filter(has_phrase(phrases), ~Exists(linked))
    if before is not None:
        editions = editions.filter(order_key__lt=place_of(before))
    return editions.only(*READ_FIELDS, "published_at", "article_id", "order_key").order_by("-order_key")


def _place(person, edition, names, linked, dismissed):
    """The LinkPlace of an edition, or None where the words may mean somebody else or were dismissed."""
    found = found_in(Words.of(edition), names, dismissed)
    one = next((one for one in found if one.person == person.pk), None)
    if one is None or person.pk in linked:
        return None
    evidence = next((place for place in one.evidence if place.rule in IN_FULL), None)
    if evidence is None:
        return None
    day = edition.date
    return LinkPlace(edition.article_id, f"e{edition.pk}", edition.headline, day, one.role.value, evidence)


def link_in(person, chosen, by, role=""):
    """Link the person in the chosen stories, each in a transaction of its own.

    chosen  {article pk: (what was shown, role of its own)}; `role`, if given, is used for all

    Returns (LinkBatch or None, [(headline, why not)]).
    """
    batch, refused = None, []
    for pk, (what, own) in chosen.items():
        try:
            with transaction.atomic():
                article = Article.objects.select_for_update(no_key=True).filter(pk=pk).first()
                if article is None or what_is_shown(article) != what:
                    raise Refused(_("It has other words now. Look at it again."))
                entry = article.link_official(person, by, role or own, reason=_("In every story, in full"))
                batch = batch or LinkBatch.objects.create(person=person, role=role or own, by=by)
                batch.entries.add(entry)
        except Refused as refusal:
            refused.append((str(article or _("A story")), " ".join(refusal.messages)))
    return batch, refused


def undo(batch, by):
    """Take the links of a batch back, each story in its own transaction. Returns (undone, [(story, why)]).

    A link that somebody changed since stays as it is. Raises Refused when the batch was undone already.
    """
    mine = LinkBatch.objects.filter(pk=batch.pk, undone_at=None)
    if not mine.update(undone_at=timezone.now(), undone_by=by):
        raise Refused(_("These links were taken back already."))
    undone, refused = 0, []
    for entry in batch.entries.select_related("article").defer("article__body"):
        try:
            entry.article.undo_link(entry, by)
            undone += 1
        except Refused as refusal:
            refused.append((str(entry.article), " ".join(refusal.messages)))
    return undone, refused
