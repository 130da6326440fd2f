"""Writing on the desk: a story's revisions, the whole payload that each keeps, and restoring one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models.audit import Act
from articles.models.desk_search import ArticleWords
from articles.models.merged_ids import as_merged
from articles.models.revision import Revision
from articles.models.shown_pictures import ArticlePicture
from articles.models.topic import Author, Topic
from articles.payload import COLUMNS, digest_of, payload_of, put_columns
from articles.workflow import Refused, Status
from newsroom.images.models import Image
from people.models import Appointment, Person

from .base import Acting, require


class Revising(Acting):
    """The acts of writing: `save_revision()`, `rewrite()`, `restore()`."""

    def payload(self):
        """The whole content as JSON values, relations by id: what a revision keeps.

        Three queries; none if the relations are prefetched.
        """
        return payload_of(
            self,
            topics=[row.tag_id for row in self.topic_items.all()],
            authors=[row.author_id for row in self.bylines.all()],
            officials=self.officials.all(),
        )

    @property
    def last_revision(self):
        """The newest revision, or None. One query."""
        return self.revisions.filter(number=self.revision_number).first()

    @transaction.atomic
    def save_revision(self, by, imported=False):
        """Save a revision of the stored desk copy, after its fields and relations are saved.

        Returns the new Revision, or None when nothing changed since the last one. A change of words
        undoes an approval. Seven queries.
        """
        stored = self._lock()
        ArticleWords.objects.store(stored)
        payload = stored.payload()
        digest = digest_of(payload)
        if digest == stored.digest:
            return None
        ArticlePicture.update_for(stored)
        revision = Revision.objects.create(
            article=stored,
            number=stored.revision_number + 1,
            by=by,
            payload=payload,
            digest=digest,
            imported=imported,
        )
        self._set(
            revision_number=revision.number,
            digest=digest,
            status=Status(stored.status).after_edit,
            approved_revision=None,
            updated_at=revision.at,
            updated_by=by,
        )
        return revision

    @transaction.atomic
    def rewrite(self, payload, by):
        """Write a payload into the desk copy and its rows, and save a revision, see `save_revision()`.

        Everything that the payload names must exist. Rows that stay keep their id and origin.
        """
        put_columns(self, payload)
        self.save(update_fields=[field.name for field in COLUMNS])
        _match_rows(self.topic_items, "tag_id", [{"tag_id": topic} for topic in payload["topics"]])
        _match_rows(
            self.bylines,
            "author_id",
            [{"author_id": pk, "position": n} for n, pk in enumerate(payload["authors"])],
        )
        _match_rows(
            self.officials,
            "person_id",
            [
                {
                    "person_id": row["person"],
                    "role": row["role"],
                    "appointment_id": row["appointment"],
                    "as_printed": row["as_printed"],
                    "position": n,
                }
                for n, row in enumerate(payload["officials"])
            ],
        )
        return self.save_revision(by)

    @transaction.atomic
    def restore(self, by, number, shown=None):
        """Write the content of revision `number` into the desk copy; return the new Revision.

        What was deleted since is left out (`of_what_exists`). If the revision had no address yet, the present
        one stays. `shown` is the number of the revision that `by` saw as the newest. Nothing else changes:
        readers see the same as before. Raises Refused, Revision.DoesNotExist.
        """
        article = self._lock()
        require(by, "articles.change_article", _("change a story"))
        article._refuse_if_changed_since(shown)
        payload = of_what_exists(article.revisions.get(number=number).payload, article.slug)
        before = article._state_for_audit()
        revision = article.rewrite(payload, by)
        if revision is None:
            raise Refused(_("The desk copy says this already."))
        self.refresh_from_db()
        self._audit(Act.RESTORED, by, before, restored=number)
        return revision


def of_what_exists(payload, slug):
    """A payload without topics, authors, officials and a picture that no longer exist. Six queries.

    Merged officials and topics are replaced by those of now. `body` is cleaned when it is saved. `slug` is
    used if the payload has none.
    """
    payload = as_merged(payload)
    topics, authors = _existing(Topic, payload["topics"]), _existing(Author, payload["authors"])
    rows = payload["officials"]
    persons = _existing(Person, [row["person"] for row in rows])
    pins = _existing(Appointment, [row["appointment"] for row in rows])
    picture = _existing(Image, [payload["lead_image_id"]])
    return payload | {
        "slug": payload["slug"] or slug,
        "topics": [pk for pk in payload["topics"] if pk in topics],
        "authors": [pk for pk in payload["authors"] if pk in authors],
        "officials": [
            row | {"appointment": row["appointment"] if row["appointment"] in pins else None}
            for row in rows
            if row["person"] in persons
        ],
        "lead_image_id": payload["lead_image_id"] if payload["lead_image_id"] in picture else None,
    }


def _existing(model, ids):
    """Those of the ids that exist; an id may be None."""
    wanted = {pk for pk in ids if pk}
    return set(model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _match_rows(relation, key, wanted):
    """Make the rows of a relation exactly `wanted`, matched by `key`; equal rows are not written."""
    stored = {getattr(row, key): row for row in relation.all()}
    gone = stored.keys() - {values[key] for values in wanted}
    if gone:
        relation.filter(**{f"{key}__in": gone}).delete()
    for values in wanted:
        row = stored.get(values[key])
        if row is None:
            relation.create(**values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            relation.filter(pk=row.pk).update(**values)
