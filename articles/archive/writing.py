"""Writes one story of an archive as the desk would: words, revision, edition, one after another."""

from articles.models import (
    Act,
    Article,
    ArticleAuthor,
    ArticleOfficial,
    ArticleTopic,
    AuditEntry,
    edition_digests,
)
from articles.models.content import Origin
from articles.workflow import Status


class StoryWriter:
    """Writes an ArchivedStory that has no faults, inside the transaction of the caller.

    stage      the part of the line that is being written, as the beginning of a field's path
    published  how many editions it has written
    """

    def __init__(self, story, by):
        self.story, self.by = story, by
        self.stage = ""
        self.published = 0

    def write(self):
        """Write the story. Raises ValidationError; `stage` then says where."""
        first = (self.story.editions or [self.story.scheduled or {"words": self.story.words}])[0]
        self.article = Article(**self.story.facts, owner=self.by, **first["words"])
        self.article.full_clean()
        self.article.save(force_insert=True)
        self._write_relations()
        for edition in filter(None, [*self.story.editions, self.story.scheduled]):
            self.stage = edition["prefix"]
            self._publish(edition)
        self.stage = "desk." if self.story.desk else ""
        if self.story.desk or not self.published:
            self._save(self.story.desk or self.story.words)
        if self.story.withdrawn:
            self.stage = "withdrawn."
            self.article.withdraw(self.by, imported=True, **self.story.withdrawn)
        elif self.story.status in (Status.SUBMITTED, Status.RETURNED, Status.APPROVED):
            self._set_status()
        if self.published:
            self._add_audit_entry()

    def _add_audit_entry(self):
        """One entry of the audit log for what readers got from the archive."""
        after = {
            "external_id": self.story.id,
            "editions": self.published,
            "withdrawn": bool(self.story.withdrawn),
        }
        after["digests"] = edition_digests.digests(self.article.editions.all())
        AuditEntry.objects.record(Act.IMPORTED, self.by, article=self.article, after=after)

    def _write_relations(self):
        """Three queries, whatever their number."""
        article = self.article
        ArticleTopic.objects.bulk_create(
            ArticleTopic(content_object=article, tag_id=topic) for topic in self.story.topics
        )
        ArticleAuthor.objects.bulk_create(
            ArticleAuthor(article=article, author_id=author, position=n)
            for n, author in enumerate(self.story.authors)
        )
        ArticleOfficial.objects.bulk_create(
            ArticleOfficial(article=article, person_id=person, position=n, origin=Origin.IMPORT, **said)
            for n, (person, said) in enumerate(self.story.linked.items())
        )

    def _save(self, words):
        new = {name: value for name, value in words.items() if value != getattr(self.article, name)}
        if not new.get("slug"):  # without one the story keeps the address it has
            new.pop("slug", None)
        if new:
            for name, value in new.items():
                setattr(self.article, name, value)
            self.article.full_clean(validate_constraints=False)
            self.article.save(update_fields=[*new])
        self.article.save_revision(self.by, imported=True)

    def _publish(self, edition):
        self._save(edition["words"])
        self.article.publish(
            self.by, at=edition["at"], kind=edition["kind"], note=edition["note"], imported=True
        )
        self.published += 1

    def _set_status(self):
        approved = self.article.last_revision if self.story.status == Status.APPROVED else None
        Article.objects.filter(pk=self.article.pk).update(
            status=self.story.status, return_reason=self.story.return_reason, approved_revision=approved
        )
