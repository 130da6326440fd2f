"""One line of an archive read as a story: every field checked, every name found. Writes no story."""

import html
import re

from django.utils.translation import gettext as _

from articles.archive.lines import ONCE_A_STORY, TEXT, BadValue, LineValues
from articles.models import ArticleOfficial, Author, Topic
from articles.models.content import OfficialRole
from articles.models.edition import EditionKind
from articles.payload import FIELD, FieldKind
from articles.workflow import Status
from newsroom.lib.incoming import line
from newsroom.lib.names import fold
from newsroom.lib.partial_date import LATEST
from people.models import Appointment

LONGEST_ID = 200
TAG = re.compile(r"<[^<>]*>")
REFERENCE = re.compile(r"""\bdata-(official|media)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
ATTRIBUTE = re.compile(r"""\bdata-(alt|credit)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class ArchivedStory(LineValues):
    """The story of one line. After `read()` it may be written if `faults` is empty."""

    def __init__(self, data, house, now):
        super().__init__(data, now)
        self.house = house
        self.id = self.text(data, "id", "", longest=LONGEST_ID)

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
        self.topics = self._read_names("topics", self.house.names.topic, Topic)
        self.authors = self._read_names("authors", self.house.names.author, Author)
        self.facts = {"external_id": self.id, "note": self.text(data, "note", "")}
        self.facts |= {field.name: self._fact(data, field) for field in ONCE_A_STORY}
        if data.get("lead_image") is not None:
            self._read_lead_image(self.object(data["lead_image"], "lead_image", "lead_image."))

    def _fact(self, data, field):
        if field.kind is FieldKind.DATE:
            return self.day(data, field.name)
        if field.kind is FieldKind.CHOICE:
            choices = [value for value, _label in field.model_field.flatchoices]
            return self.choice(data, field.name, "", choices, field.model_field.get_default())
        return self._tidied(field, data, "")

    def _tidied(self, field, data, prefix):
        return self.taken.clean(self.text(data, field.name, prefix), field.tidy)

    def _read_names(self, name, find, model):
        longest = model._meta.get_field("name").max_length
        found = {}
        for n, value in enumerate(self.list_of(self.data, name)):
            where = f"{name}[{n}]"
            if not isinstance(value, str):
                self.fail(where, _("This must be a name, in quotation marks."))
                continue
            value = self.taken.clean(value, line)
            if not fold(value):
                self.fail(where, _("“%s” must be a name, with a letter or a figure.") % value)
            elif len(value) > longest:
                self.fail(where, _("This is too long: at most %d characters.") % longest)
            else:
                found[find(value)] = None
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
                person = self.house.officials.find(**keys)
            except BadValue as error:
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
            image = self.house.pictures.image(**words)
        except BadValue as error:
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
                words[name] = self._tidied(FIELD[name], data, prefix)
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
                found = self.house.officials.named(value)
                self.linked.setdefault(found, {"role": OfficialRole.MENTIONED})
            else:
                words = {a[1]: html.unescape(a[2] or a[3] or "") for a in ATTRIBUTE.finditer(tag)}
                found = self.house.pictures.image(value, **words).pk
        except BadValue as error:
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
            if at and at > self.now:
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
            if at and at <= self.now:
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
        if at and at > self.now:
            self.fail("withdrawn.at", _("This lies in the future."))
        if at and self.last and at <= self.last:
            self.fail("withdrawn.at", _("A story is withdrawn after its last edition, not before."))
        if self.scheduled:
            self.fail("scheduled", _("A withdrawn story has no schedule."))
        self.withdrawn = {"at": at}
        for name in ("reason", "explanation", "redirect_to"):
            self.withdrawn[name] = self.text(data, name, "withdrawn.")
