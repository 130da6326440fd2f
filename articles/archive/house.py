"""What the house knows already: officials by name, topics and authors by name, pictures by file.

Topics, authors and pictures that are missing are made. An official that is missing is an error.
"""

from collections import defaultdict
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.archive.lines import BadValue, by_field
from articles.models import Author, Topic, TopicAlias
from newsroom.images.models import Image
from newsroom.lib.names import fold
from people.models import Person


class OfficialsOnRecord:
    """Finds a person by name (any variant, folded), slug (also a former one) or Wikidata item."""

    def __init__(self):
        self.by_name, self.by_parts = defaultdict(set), defaultdict(set)
        self.by_slug, self.by_wikidata = {}, {}
        for person in Person.objects.prefetch_related("names", "former_slugs"):
            self._add(person)

    def _add(self, person):
        given, family = person.given_name, person.family_name
        for name in (str(person), *(name.text for name in person.names.all())):
            self.by_name[fold(name)].add(person.slug)
        for name in (f"{given} {family}", f"{family} {given}"):
            self.by_parts[fold(name)].add(person.slug)
        self.by_slug[person.slug] = person.pk
        for former in person.former_slugs.all():
            self.by_slug.setdefault(former.slug, person.pk)
        if person.wikidata:
            self.by_wikidata[person.wikidata] = person.pk

    def named(self, name):
        """Return the id of the one person of this name; a slug is taken too. Raises BadValue."""
        key = fold(name)
        slugs = self.by_name.get(key) or self.by_parts.get(key, set())
        if len(slugs) > 1:
            raise BadValue(
                "", _("Several officials are called “%(name)s”: %(slugs)s. Give the slug.")
                % {"name": name, "slugs": ", ".join(sorted(slugs))},
            )  # fmt: skip
        if slugs:
            return self.by_slug[next(iter(slugs))]
        return self._of(self.by_slug, name)

    def _of(self, index, key):
        if key not in index:
            message = _("Nobody on record is “%s”. Add the official first, or correct the name.")
            raise BadValue("", message % key)
        return index[key]

    def find(self, name="", slug="", wikidata=""):
        """Return a person's id from exactly one of the three. Raises BadValue with the key it concerns."""
        keys = {"name": name, "slug": slug, "wikidata": wikidata}
        given = [key for key, value in keys.items() if value]
        if len(given) != 1:
            raise BadValue("", _("Give one of name, slug and wikidata."))
        try:
            if name:
                return self.named(name)
            return self._of(self.by_slug if slug else self.by_wikidata, slug or wikidata)
        except BadValue as error:
            raise BadValue(given[0], error.reason) from None


class TopicsAndAuthors:
    """Topics and authors by name; makes those that are missing."""

    def __init__(self, report):
        self.report = report
        self.topics = {row.folded: row.topic_id for row in TopicAlias.objects.all()}
        self.topics |= {row.folded: row.pk for row in Topic.objects.all()}
        self.authors = {fold(row.name): row.pk for row in Author.objects.all()}

    def topic(self, name):
        """Return the id of the topic of this name or alias."""
        if (key := fold(name)) not in self.topics:
            self.topics[key] = Topic.objects.create(name=name, slug=_free_slug(Topic, name)).pk
            self.report.made["topics"].append(name)
        return self.topics[key]

    def author(self, name):
        """Return the id of the author of this name."""
        if (key := fold(name)) not in self.authors:
            self.authors[key] = Author.objects.create(name=name, slug=_free_slug(Author, name)).pk
            self.report.made["authors"].append(name)
        return self.authors[key]


def _free_slug(model, name):
    stem = slugify(name, allow_unicode=True)[:90] or model._meta.model_name
    slug, number = stem, 1
    while model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug


class Pictures:
    """Adds pictures to the library by path; the same file twice is one picture."""

    def __init__(self, folder, by):
        self.folder = Path(folder).resolve() if folder else None
        self.by = by
        self.images = {}  # path -> Image
        self.new = []
        self.remarks = []  # sentences about files of which only a part was taken

    def image(self, path, **words):
        """Return the Image of the file at `path`, with these words if it is new. Raises BadValue by field."""
        if path not in self.images:
            self.images[path] = self._ingest(self._file(path), words)
        return self.images[path]

    def _file(self, path):
        if self.folder is None:
            raise BadValue("path", _("Say with --media-dir where the pictures are."))
        file = (self.folder / path).resolve()
        if not file.is_relative_to(self.folder):
            raise BadValue("path", _("“%s” leads out of the folder of pictures.") % path)
        if not file.is_file():
            raise BadValue("path", _("There is no file “%s”.") % path)
        return file

    def _ingest(self, file, words):
        try:
            with file.open("rb") as stream:
                image = Image.objects.ingest(stream, uploaded_by=self.by, **words)
        except ValidationError as error:
            if known := _known_picture(error):
                return Image.objects.get(pk=known)
            where, reasons = by_field(error)[0]
            raise BadValue("path" if where == "image" else where, " ".join(reasons)) from None
        self.new.append(image)
        if image.remark:
            self.remarks.append(f"{file.name}: {image.remark}")
        return image

    def remove_files(self):
        """Delete the files of new pictures, whose rows have just been rolled back."""
        for image in self.new:
            image.image.storage.delete(image.image.name)


def _known_picture(error):
    """Return the id of the picture that the library has already, if that is what the error says."""
    for reason in getattr(error, "error_dict", {}).get("image", []):
        if reason.code == "duplicate":
            return reason.params["known"]
    return None
