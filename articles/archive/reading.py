"""The archive import: JSON lines become articles, revisions and editions with dates of their own.

One line is one story (docs/import.md lists every field). Everything is written as the desk would write it,
inside one transaction; a line that fails is undone and noted, the next is tried, and at the end one error
undoes all. So a dry run is a real run that is taken back, and what it says is what would happen.
"""

import datetime
import html
import json
import re
from collections import defaultdict
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import payload
from articles.models import (
    Act,
    Article,
    ArticleAuthor,
    ArticleOfficial,
    ArticleTopic,
    AuditEntry,
    Author,
    Topic,
    TopicAlias,
    edition_digests,
)
from articles.models.content import OfficialRole, Origin
from articles.models.edition import EditionKind
from articles.payload import FieldKind
from articles.workflow import Status
from newsroom.images.models import Image
from newsroom.lib.html import legal
from newsroom.lib.import_report import ImportReport, RowError
from newsroom.lib.names import fold
from newsroom.lib.partial_date import LATEST
from people.models import Appointment, Person

TEXT = tuple(f.name for f in payload.FIELDS if f.section == "writing")  # an edition may say it differently
SAID_ONCE = tuple(
    f
    for f in payload.FIELDS
    if f.section == "filing" and f.kind in (FieldKind.LINE, FieldKind.TEXT, FieldKind.CHOICE, FieldKind.DATE)
)
MOMENT = (*TEXT, "slug", "kind", "note")
FIELDS = {
    "": {
        *(
            "id",
            "slug",
            "topics",
            "authors",
            "officials",
            "lead_image",
            "status",
        ),
        *TEXT,
        *(field.name for field in SAID_ONCE),
        *("editions", "scheduled", "withdrawn", "desk", "note", "return_reason"),
    },
    "editions": {"published", *MOMENT},
    "scheduled": {"at", *MOMENT},
    "withdrawn": {"at", "reason", "explanation", "redirect_to"},
    "desk": {*TEXT, "slug"},
    "officials": {"name", "slug", "wikidata", "role", "as_printed", "post"},
    "lead_image": {"path", "alt", "caption", "credit"},
}
LONGEST_ID = 200
TAG = re.compile(r"<[^<>]*>")
REFERENCE = re.compile(r"""\bdata-(official|media)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
ATTRIBUTE = re.compile(r"""\bdata-(alt|credit)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FROM_NOW = re.compile(r"\+(\d{1,4})([dhm])", re.ASCII)
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class _Undo(Exception):
    """Takes the whole import back."""


class _Bad(Exception):
    """A value that cannot be used; `where` is the path within its row."""

    def __init__(self, where, reason):
        super().__init__(where, reason)
        self.where, self.reason = where, reason


def import_articles(lines, *, media_dir=None, by=None, dry_run=False):
    """Import the stories of `lines` (str or bytes, one JSON object each) and return the ImportReport.

    media_dir  the folder that pictures' paths start from; None refuses every picture
    by         the user who is recorded as importing; None is nobody
    dry_run    do all of it, then take it back

    The report counts ``articles``, ``editions`` and those ``already_there``; it names the ``topics`` and
    ``authors`` that were made. A story whose `id` was imported before is left alone. Unknown topics and
    authors are made, unknown officials are errors. About forty queries an edition; the write lock is
    held from the first to the last.
    """
    run = _Import(media_dir, by)
    try:
        with transaction.atomic():
            run.look_round()
            for number, line in enumerate(lines, 1):
                run.take(number, line)
            if run.report.errors or dry_run:
                raise _Undo
    except _Undo:
        run.remove_files()
    except BaseException:
        run.remove_files()
        raise
    return run.report


class _Import:
    """One run: what it knows of the house, what it has made, what went wrong."""

    def __init__(self, media_dir, by):
        self.by = by
        self.report = ImportReport()
        self.now = timezone.now()
        self.lines = {}  # external id -> the line it stands on
        self.pictures = Pictures(media_dir, by)

    def look_round(self):
        """Learn what the house knows; inside the transaction, so that no other import comes between."""
        self.known = set(Article.objects.exclude(external_id="").values_list("external_id", flat=True))
        self.officials = OfficialsOnRecord()
        self.names = TopicsAndAuthors(self.report)

    def take(self, number, line):
        """Import one line, or note why not."""
        if not line.strip():
            return
        try:
            row = ArchiveLine(_object(line), self)
        except _Bad as error:
            self._note(number, error.where, error.reason)
            return
        if row.id in self.known:
            self.report.counts["already_there"] += 1
            return
        if row.id and (before := self.lines.setdefault(row.id, number)) != number:
            row.fail("id", _("Line %d has this id already.") % before)
        row.read()
        if not row.faults:
            self._write(row)
        for where, reason in row.faults:
            self._note(number, where, reason)

    def _write(self, row):
        try:
            with transaction.atomic():
                row.write()
        except ValidationError as error:
            for where, reasons in _by_field(error):
                for reason in reasons:
                    row.fail(f"{row.stage}{where}", reason)
        except DatabaseError as error:
            row.fail("", _("The database refused it: %s") % str(error).strip().splitlines()[0])
        else:
            self.report.counts["articles"] += 1
            self.report.counts["editions"] += row.published

    def _note(self, number, where, reason):
        self.report.errors.append(RowError(number, where, str(reason)))

    def remove_files(self):
        """Delete the files of pictures whose rows have just been taken back."""
        self.pictures.remove_files()


def _by_field(error):
    if hasattr(error, "error_dict"):
        return [("" if name == "__all__" else name, reasons) for name, reasons in error.message_dict.items()]
    return [("", error.messages)]


def _object(line):
    """Return the JSON object of a line. Raises _Bad."""
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        value = json.loads(text.removeprefix("\ufeff"))
    except UnicodeDecodeError:
        raise _Bad("", _("This is not UTF-8.")) from None
    except json.JSONDecodeError as error:
        message = _("This is not JSON: %(what)s at character %(n)d.")
        raise _Bad("", message % {"what": error.msg, "n": error.pos + 1}) from None
    except (RecursionError, ValueError):
        raise _Bad("", _("This JSON cannot be read.")) from None
    if not isinstance(value, dict):
        raise _Bad("", _("A line must be one JSON object, in braces."))
    return value


# --- What the house knows --------------------------------------------------------------------------
class OfficialsOnRecord:
    """Finds a person by name (any variant, folded), slug (also a former one) or Wikidata item."""

    def __init__(self):
        self.by_name, self.by_parts = defaultdict(set), defaultdict(set)
        self.by_slug, self.by_wikidata = {}, {}
        for person in Person.objects.prefetch_related("names", "former_slugs"):
            self._learn(person)

    def _learn(self, person):
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
        """Return the id of the one person of this name; a slug is taken too. Raises _Bad."""
        key = fold(name)
        slugs = self.by_name.get(key) or self.by_parts.get(key, set())
        if len(slugs) > 1:
            raise _Bad(
                "", _("Several officials are called “%(name)s”: %(slugs)s. Give the slug.")
                % {"name": name, "slugs": ", ".join(sorted(slugs))},
            )  # fmt: skip
        if slugs:
            return self.by_slug[next(iter(slugs))]
        return self._of(self.by_slug, name)

    def _of(self, index, key):
        if key not in index:
            message = _("Nobody on record is “%s”. Add the official first, or correct the name.")
            raise _Bad("", message % key)
        return index[key]

    def find(self, name="", slug="", wikidata=""):
        """Return a person's id from exactly one of the three. Raises _Bad with the key it concerns."""
        keys = {"name": name, "slug": slug, "wikidata": wikidata}
        given = [key for key, value in keys.items() if value]
        if len(given) != 1:
            raise _Bad("", _("Give one of name, slug and wikidata."))
        try:
            if name:
                return self.named(name)
            return self._of(self.by_slug if slug else self.by_wikidata, slug or wikidata)
        except _Bad as error:
            raise _Bad(given[0], error.reason) from None


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
    """Takes pictures into the library by path; the same file twice is one picture."""

    def __init__(self, folder, by):
        self.folder = Path(folder).resolve() if folder else None
        self.by = by
        self.taken = {}  # path -> Image
        self.new = []

    def take(self, path, **words):
        """Return the Image of the file at `path`, with these words if it is new. Raises _Bad by field."""
        if path not in self.taken:
            self.taken[path] = self._ingest(self._file(path), words)
        return self.taken[path]

    def _file(self, path):
        if self.folder is None:
            raise _Bad("path", _("Say with --media-dir where the pictures are."))
        file = (self.folder / path).resolve()
        if not file.is_relative_to(self.folder):
            raise _Bad("path", _("“%s” leads out of the folder of pictures.") % path)
        if not file.is_file():
            raise _Bad("path", _("There is no file “%s”.") % path)
        return file

    def _ingest(self, file, words):
        try:
            with file.open("rb") as stream:
                image = Image.objects.ingest(stream, uploaded_by=self.by, **words)
        except ValidationError as error:
            if twin := _twin(error):
                return Image.objects.get(pk=twin)
            where, reasons = _by_field(error)[0]
            raise _Bad("path" if where == "image" else where, " ".join(reasons)) from None
        self.new.append(image)
        return image

    def remove_files(self):
        for image in self.new:
            image.image.storage.delete(image.image.name)


def _twin(error):
    """Return the id of the picture that the library has already, if that is what the error says."""
    for reason in getattr(error, "error_dict", {}).get("image", []):
        if reason.code == "duplicate":
            return reason.params["twin"]
    return None


# --- One story -------------------------------------------------------------------------------------
class ArchiveLine:
    """One line: read into checked values (`faults` collects what is wrong), then written."""

    def __init__(self, data, run):
        self.data, self.run = data, run
        self.faults = []
        self.stage = ""  # where `write` is, as the beginning of a field's path
        self.published = 0
        self.id = self.text(data, "id", "", longest=LONGEST_ID)

    def fail(self, where, reason):
        """Note what is wrong; of one field only the first."""
        if where not in (place for place, _reason in self.faults):
            self.faults.append((where, reason))

    # --- Values ------------------------------------------------------------------------------
    def text(self, data, name, prefix, longest=None):
        """Return the string at `name`, "" if there is none; anything else is a fault."""
        value = data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fail(prefix + name, _("This must be text, in quotation marks."))
            return ""
        if longest and len(value) > longest:
            self.fail(prefix + name, _("This is too long: at most %d characters.") % longest)
        return legal(value).strip()

    def choice(self, data, name, prefix, choices, default):
        value = self.text(data, name, prefix) or default
        if value not in choices:
            self.fail(prefix + name, _("“%(value)s” is none of: %(choices)s.")
                      % {"value": value, "choices": ", ".join(choices)})  # fmt: skip
            return default
        return value

    def list_of(self, data, name):
        value = data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(name, _("This must be a list, in square brackets."))
            return []
        return value

    def object(self, value, kind, prefix):
        """Return the dict, without the keys that we do not know (each a fault); {} if it is none."""
        if not isinstance(value, dict):
            self.fail(prefix.rstrip("."), _("This must be an object, in braces."))
            return {}
        for name in sorted(value.keys() - FIELDS[kind]):
            self.fail(prefix + name, _("There is no field of this name."))
        return value

    def day(self, data, name):
        value = self.text(data, name, "")
        if not value:
            return None
        try:
            if not DAY.fullmatch(value):
                raise ValueError
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(name, _("“%s” is not a day. Write it like 2007-10-10.") % value)
            return None

    def moment(self, data, name, prefix):
        """Return the aware datetime at `name`, or None after a fault."""
        value = self.text(data, name, prefix)
        if not value:
            self.fail(prefix + name, _("Say when."))
            return None
        if match := FROM_NOW.fullmatch(value):
            return self.run.now + datetime.timedelta(**{UNITS[match[2]]: int(match[1])})
        try:
            at = datetime.datetime.fromisoformat(value)
            if at.tzinfo is None:
                self.fail(prefix + name, _("Say in which zone: 2007-10-10T14:05:00Z or …-04:00."))
                return None
            return at.astimezone(datetime.UTC)  # may leave the years 1 to 9999
        except (ValueError, OverflowError):
            message = _("“%s” is not a moment. Write it like 2007-10-10T14:05:00Z.")
            self.fail(prefix + name, message % value)
            return None

    # --- Reading -----------------------------------------------------------------------------
    def read(self):
        """Check every field and resolve every name; afterwards `faults` says whether it may be written."""
        data = self.object(self.data, "", "")
        if not self.id:
            self.fail("id", _("Give the story’s id in the archive: by it a second import knows it."))
        self.linked = {}  # person id -> what the story says of the official
        self._read_officials()
        self.words = self._read_text(data, "", {})
        self._read_facts(data)
        self._read_editions()
        self._read_state(data)

    def _read_facts(self, data):
        self.topics = self._read_names("topics", self.run.names.topic, Topic)
        self.authors = self._read_names("authors", self.run.names.author, Author)
        self.facts = {"external_id": self.id, "note": self.text(data, "note", "")}
        self.facts |= {field.name: self._fact(data, field) for field in SAID_ONCE}
        if data.get("lead_image") is not None:
            self._read_lead_image(self.object(data["lead_image"], "lead_image", "lead_image."))

    def _fact(self, data, field):
        if field.kind is FieldKind.DATE:
            return self.day(data, field.name)
        if field.kind is FieldKind.CHOICE:
            choices = [value for value, _label in field.model_field.flatchoices]
            return self.choice(data, field.name, "", choices, field.model_field.get_default())
        return self.text(data, field.name, "")

    def _read_names(self, name, find, model):
        longest = model._meta.get_field("name").max_length
        found = {}
        for n, value in enumerate(self.list_of(self.data, name)):
            where = f"{name}[{n}]"
            if not isinstance(value, str) or not fold(legal(value)):
                self.fail(where, _("This must be a name, in quotation marks."))
            elif len(value) > longest:
                self.fail(where, _("This is too long: at most %d characters.") % longest)
            else:
                found[find(legal(value).strip())] = None
        return [*found]

    def _read_officials(self):
        longest = ArticleOfficial._meta.get_field("as_printed").max_length
        for n, value in enumerate(self.list_of(self.data, "officials")):
            prefix = f"officials[{n}]."
            value = {"name": value} if isinstance(value, str) else value
            data = self.object(value, "officials", prefix)
            if not data:
                continue
            keys = {key: self.text(data, key, prefix) for key in ("name", "slug", "wikidata")}
            try:
                person = self.run.officials.find(**keys)
            except _Bad as error:
                self.fail((prefix + error.where).rstrip("."), error.reason)
                continue
            if person in self.linked:
                self.fail(prefix.rstrip("."), _("This official is in the list already."))
            self.linked[person] = {
                "role": self.choice(data, "role", prefix, OfficialRole.values, OfficialRole.MENTIONED),
                "as_printed": self.text(data, "as_printed", prefix, longest),
                "appointment": self._pin(person, self.text(data, "post", prefix), prefix),
            }

    def _pin(self, person, post, prefix):
        """Return the person's appointment in this post (title or slug), the last begun by the story's day."""
        if not post:
            return None
        held = Appointment.objects.filter(person=person).with_facts()
        held = [a for a in held if a.post.slug == post or fold(a.post.title) == fold(post)]
        if not held:
            self.fail(prefix + "post", _("This official has no appointment as “%s” on record.") % post)
            return None
        day = self.text(self.data, "date", "") or LATEST
        return max(held, key=lambda a: (a.begins_lo <= day, a.begins_lo))

    def _read_lead_image(self, data):
        words = {name: self.text(data, name, "lead_image.") for name in ("path", "alt", "caption", "credit")}
        if not words["path"]:
            self.fail("lead_image.path", _("Say which file."))
            return
        try:
            image = self.run.pictures.take(**words)
        except _Bad as error:
            self.fail(f"lead_image.{error.where}".rstrip("."), error.reason)
            return
        self.facts["lead_image"] = image
        if words["alt"] != image.alt:
            self.facts["lead_alt"] = words["alt"]
        if words["caption"] != image.caption:
            self.facts["lead_caption"] = words["caption"]

    def _read_text(self, data, prefix, otherwise):
        """Return TEXT, the body with its references resolved, and slug; `otherwise` fills the gaps."""
        words = dict(otherwise)
        for name in (*(name for name in TEXT if name != "body"), "slug"):
            if name in data or not otherwise:
                words[name] = self.text(data, name, prefix)
        if "body" in data or not otherwise:
            words["body"] = self._references(self.text(data, "body", prefix), prefix + "body")
        if not words["headline"] and (otherwise or not self.data.get("editions")):
            own = prefix if "headline" in data else ""
            self.fail(own + "headline", _("A story needs a headline."))
        return words

    def _references(self, body, where):
        """Return the body with officials and pictures by id; officials are linked to the story."""

        def tag(match):
            return REFERENCE.sub(lambda reference: self._reference(reference, match[0], where), match[0])

        return TAG.sub(tag, body)

    def _reference(self, match, tag, where):
        kind, value = match[1], html.unescape(match[2] or match[3] or match[4] or "").strip()
        try:
            if kind == "official":
                found = self.run.officials.named(value)
                self.linked.setdefault(found, {"role": OfficialRole.MENTIONED})
            else:
                words = {a[1]: html.unescape(a[2] or a[3] or "") for a in ATTRIBUTE.finditer(tag)}
                found = self.run.pictures.take(value, **words).pk
        except _Bad as error:
            self.fail(where, error.reason)
            return match[0]
        return f'data-{kind}="{found}"'

    def _read_editions(self):
        self.editions, before = [], None
        for n, value in enumerate(self.list_of(self.data, "editions")):
            prefix = f"editions[{n}]."
            if not (data := self.object(value, "editions", prefix)):
                self.fail(prefix.rstrip("."), _("Say when it was published."))
                continue
            at = self.moment(data, "published", prefix)
            if at and at > self.run.now:
                self.fail(prefix + "published", _("This lies in the future. Use “scheduled” for it."))
            if at and before and at <= before:
                self.fail(
                    prefix + "published", _("Editions stand in order: each is later than the one before.")
                )
            before = at or before
            self.editions.append(self._read_edition(data, prefix, at, first=n == 0))
        self.last = before
        self.scheduled = None
        if (value := self.data.get("scheduled")) is not None:
            data = self.object(value, "scheduled", "scheduled.")
            at = self.moment(data, "at", "scheduled.")
            if at and at <= self.run.now:
                self.fail("scheduled.at", _("This moment has passed. Use “editions” for it."))
            self.scheduled = self._read_edition(data, "scheduled.", at, first=not self.editions)

    def _read_edition(self, data, prefix, at, first):
        kind = self.choice(
            data, "kind", prefix, EditionKind.values, EditionKind.ORIGINAL if first else EditionKind.UPDATE
        )
        if first and kind != EditionKind.ORIGINAL:
            self.fail(prefix + "kind", _("The first edition is an original."))
        if not first and kind == EditionKind.ORIGINAL:
            self.fail(prefix + "kind", _("Only the first edition is an original."))
        note = self.text(data, "note", prefix)
        if EditionKind(kind).needs_note and not note:
            self.fail(prefix + "note", _("Tell readers what was wrong and what is right."))
        words = self._read_text(data, prefix, self.words)
        return {"prefix": prefix, "at": at, "kind": kind, "note": note, "words": words}

    def _read_state(self, data):
        default = Status.PUBLISHED if self.editions or self.scheduled else Status.DRAFT
        self.status = self.choice(data, "status", "", Status.values, default)
        if (self.status == Status.PUBLISHED) != (default == Status.PUBLISHED):
            self.fail("status", _("A published story has editions or a schedule, and no other story has."))
        self.return_reason = self.text(data, "return_reason", "")
        if self.status == Status.RETURNED and not self.return_reason:
            self.fail("return_reason", _("Say what the writer should change."))
        self.desk = None
        if data.get("desk") is not None:
            newest = [*self.editions, *filter(None, [self.scheduled])][-1:]
            words = newest[0]["words"] if newest else self.words
            self.desk = self._read_text(self.object(data["desk"], "desk", "desk."), "desk.", words)
        self.withdrawn = None
        if data.get("withdrawn") is not None:
            self._read_withdrawn(self.object(data["withdrawn"], "withdrawn", "withdrawn."))

    def _read_withdrawn(self, data):
        at = self.moment(data, "at", "withdrawn.")
        if at and at > self.run.now:
            self.fail("withdrawn.at", _("This lies in the future."))
        if at and self.last and at <= self.last:
            self.fail("withdrawn.at", _("A story is withdrawn after its last edition, not before."))
        if self.scheduled:
            self.fail("scheduled", _("A withdrawn story has no schedule."))
        self.withdrawn = {"at": at}
        for name in ("reason", "explanation", "redirect_to"):
            self.withdrawn[name] = self.text(data, name, "withdrawn.")

    # --- Writing -----------------------------------------------------------------------------
    def write(self):
        """Write the story as the desk would: words, revision, edition, one after another."""
        first = (self.editions or [self.scheduled or {"words": self.words}])[0]
        self.article = Article(**self.facts, owner=self.run.by, **first["words"])
        self.article.full_clean()
        self.article.save(force_insert=True)
        self._write_relations()
        for edition in filter(None, [*self.editions, self.scheduled]):
            self.stage = edition["prefix"]
            self._publish(edition)
        self.stage = "desk." if self.desk else ""
        if self.desk or not self.published:
            self._save(self.desk or self.words)
        if self.withdrawn:
            self.stage = "withdrawn."
            self.article.withdraw(self.run.by, imported=True, **self.withdrawn)
        elif self.status in (Status.SUBMITTED, Status.RETURNED, Status.APPROVED):
            self._set_status()
        if self.published:
            self._record()

    def _record(self):
        """One entry of the audit log for what readers got from the archive."""
        after = {"external_id": self.id, "editions": self.published, "withdrawn": bool(self.withdrawn)}
        after["digests"] = edition_digests.digests(self.article.editions.all())
        AuditEntry.objects.record(Act.IMPORTED, self.run.by, article=self.article, after=after)

    def _write_relations(self):
        """Three queries, whatever their number."""
        article = self.article
        ArticleTopic.objects.bulk_create(
            ArticleTopic(content_object=article, tag_id=topic) for topic in self.topics
        )
        ArticleAuthor.objects.bulk_create(
            ArticleAuthor(article=article, author_id=author, position=n)
            for n, author in enumerate(self.authors)
        )
        ArticleOfficial.objects.bulk_create(
            ArticleOfficial(article=article, person_id=person, position=n, origin=Origin.IMPORT, **said)
            for n, (person, said) in enumerate(self.linked.items())
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
        self.article.save_revision(self.run.by, imported=True)

    def _publish(self, edition):
        self._save(edition["words"])
        self.article.publish(
            self.run.by, at=edition["at"], kind=edition["kind"], note=edition["note"], imported=True
        )
        self.published += 1

    def _set_status(self):
        approved = self.article.last_revision if self.status == Status.APPROVED else None
        Article.objects.filter(pk=self.article.pk).update(
            status=self.status, return_reason=self.return_reason, approved_revision=approved
        )
