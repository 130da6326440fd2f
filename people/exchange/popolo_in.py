"""A Popolo file in: it becomes rows of our own tables, which are then checked and taken in like any other.

A file of ours brings everything back. In a file from elsewhere a person is known by the Wikidata item, or by
the name together with a post held from the same date; never by the name alone. What the record has no place
for becomes a note of the report.
"""

from collections import defaultdict
from functools import partial

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.images.models import Image
from newsroom.lib.incoming import TakenOff
from newsroom.lib.names import fold
from newsroom.lib.partial_date import UNKNOWN, parse
from people.exchange.files import LINE
from people.exchange.popolo_reading import (
    date_of,
    date_of_title,
    is_name_guessed,
    is_short,
    list_of,
    name_guessed,
    names_of,
    on_record,
    read_popolo,
    title_of,
    wikidata_of,
)
from people.exchange.resources import RESOURCES
from people.exchange.rows import FreeAddresses, as_batches, said_cells, text_cells
from people.exchange.run import RecordReport, run
from people.exchange.widgets import joined
from people.models import Appointment, AppointmentKind, Organization, Person, Post
from people.models.plausibility import is_to_come
from people.namesakes import namesakes
from people.public.popolo import EXTENSION

LARGEST = 20_000_000  # bytes
SPAN = ("first", "last", "symbol", "title", "url", "published", "quote", "note")  # a complete succession
MOST = 3_000  # persons and memberships at once in the admin
# What is read of each record of a file. All else has no place here and is named.
READ = {
    "persons": {
        "id", "name", "family_name", "given_name", "additional_name", "sort_name", "honorific_prefix",
        "honorific_suffix", "national_identity", "birth_date", "death_date", "identifiers", "other_names",
        "summary", "biography", "memberships", EXTENSION,
    },
    "organizations": {
        "id", "name", "other_names", "identifiers", "founding_date", "dissolution_date", "parent_id",
        "memberships", EXTENSION,
    },
    "posts": {
        "id", "label", "role", "organization_id", "start_date", "end_date", "identifiers", "memberships",
        EXTENSION,
    },
    "memberships": {
        "id", "person_id", "post_id", "organization_id", "role", "label", "start_date", "end_date",
        "legislative_period_id", "sources", EXTENSION,
    },
}  # fmt: skip
WRITTEN = ("image", "links", "sources")  # what we write into every record, for others to read


def import_popolo(content, *, most=None, **kw):
    """Take a Popolo file in. ``kw`` as for `run.run`. ValueError when it is no Popolo."""
    taken = TakenOff()
    found = read_popolo(content, most, taken)
    report = run(lambda namesakes: PopoloDocument(found, namesakes).batches(), **kw)
    report.notes += taken.sentences()
    return report


class PopoloDocument:
    """One document written out as rows of our tables. Reads the record, writes nothing."""

    def __init__(self, found, namesakes):
        self.found, self.namesakes = found, namesakes
        self.own = found.get(EXTENSION) if isinstance(found.get(EXTENSION), dict) else {}
        self.whole = self.own.get("whole") is True  # a file of ours, which says everything
        self.report = RecordReport(unit="entry")
        self.everything_held = found["memberships"] + list_of(self.own, "intentions")
        self.rows = defaultdict(list)  # kind → rows
        self.slugs = {Person: {}, Organization: {}, Post: {}}  # model → id in the document → our address
        self.seen = {}  # (model, id) → the first entry of this id
        self.refused = set()  # (model, id) of entries with a fault of their own
        self.addresses = FreeAddresses()
        self.made_posts = {}  # (organization, title) → address
        self.passed = defaultdict(int)

    def batches(self):
        for line, one in enumerate(self.found["organizations"], start=1):
            self.organization(line, one)
        self.between_organizations()
        for line, one in enumerate(self.found["posts"], start=1):
            self.post(line, one)
        for line, one in enumerate(self.found["persons"], start=1):
            self.person(line, one)
        self.memberships(self.everything_held)
        self.pass_over()
        self.note_what_was_passed_over()
        return as_batches(self.rows, is_ours=self.whole), self.report

    def pass_over(self):
        """Count what says something and is not read: keys of records, schemes of identifiers, other lists."""
        for name, value in self.found.items():
            if value and name not in (*READ, "events", EXTENSION):
                self.passed[f"{name} (of the document)"] += 1
        for kind, read in READ.items():
            for one in self.found[kind]:
                known = {*read, *WRITTEN} if EXTENSION in self.found else read
                schemes = [(one_.get("scheme") or "").lower() for one_ in one.get("identifiers") or ()]
                strange = [name for name, value in one.items() if value and name not in known]
                strange += [f"identifiers: {scheme}" for scheme in schemes if scheme != "wikidata"]
                for name in strange:
                    self.passed[f"{name} (of {kind})"] += 1

    def note_what_was_passed_over(self):
        for name, count in sorted(self.passed.items()):
            values = {"name": name, "count": count}
            if count:
                self.report.notes.append(
                    _("Not taken in, having no place here: %(name)s (%(count)d).") % values
                )

    # --- Addresses ---------------------------------------------------------------------------------
    def keep_former(self, model, slug, one):
        for former in (one.get(EXTENSION) or {}).get("former_ids") or ():
            self.report.after.append(partial(_keep_former, model, slug, str(former)))

    def address(self, model, one, name, record=None):
        """Our address for a record of the document: the one on record, else its own id, else a free one."""
        if record is not None:
            return record.slug
        return self.addresses.give(model, name, wanted=one.get("id", "") if self.whole else "")

    def enter(self, model, kind, line, one, name, record):
        """Note the address of a record; False with a fault where its id is missing or given twice."""
        key = one.get("id")
        if key and self.seen.setdefault((model, key), one) is not one and self.seen[model, key] == one:
            values = {"kind": RESOURCES[kind]._meta.model._meta.verbose_name, "id": key}
            self.report.notes.append(_("The %(kind)s “%(id)s” is there twice and is taken once.") % values)
            return False
        if not key or key in self.slugs[model]:
            message = _("It has no id.") if not key else _("Two records have the id “%(id)s”.") % {"id": key}
            self.report.refuse(kind, line, name, "id", message)
            return False
        if record is not None and wikidata_of(one) and record.wikidata not in ("", wikidata_of(one)):
            values = {"item": record.wikidata, "slug": record.slug}
            message = _("On record as %(slug)s with another Wikidata item, %(item)s.") % values
            self.report.refuse(kind, line, name, "identifiers", message)
            self.refused.add((model, key))
            return False
        self.slugs[model][key] = self.address(model, one, name, record)
        return True

    def linked(self, model, key, kind, line, name, column):
        """The address behind an id of the document; None with a fault where there is no such record."""
        if key in self.slugs[model]:
            return self.slugs[model][key]
        if (model, key) in self.refused:
            return None
        message = _("Nothing in the document has the id “%(id)s”.") if key else _("This is needed.")
        self.report.refuse(kind, line, name, column, message % {"id": key})
        return None

    # --- Organizations and posts -------------------------------------------------------------------
    def organization(self, line, one):
        name = one.get("name") or ""
        item = wikidata_of(one)
        record = on_record(Organization, one, item, self.whole)
        if record is None and not self.whole:
            near = Organization.objects.filter(folded__contains=fold(name))
            alike = [other for other in near if fold(other.name) == fold(name) != ""]
            record = (
                alike[0] if len(alike) == 1 and not (item and alike[0].wikidata not in ("", item)) else None
            )
        if not self.enter(Organization, "organizations", line, one, name, record):
            return
        row = {
            LINE: line,
            "slug": self.slugs[Organization][one["id"]],
            "name": _as_recorded(name, record and record.name),
            "wikidata": item,
            "started": date_of(one, "founding_date"),
            "ended": date_of(one, "dissolution_date"),
            "short_name": next(
                (other.get("name", "") for other in one.get("other_names") or () if is_short(other)), ""
            ),
            "parent": one.get("parent_id") or "",
        }
        self.rows["organizations"].append(said_cells(row, self.whole))
        self.keep_former(Organization, row["slug"], one)
        self.names_of_organization(line, row["slug"], one, name)
        for became in (one.get(EXTENSION) or {}).get("successions") or ():
            cells = {"kind": became.get("kind") or "", "on": date_of_title(became, "date")}
            cells |= {"before": row["slug"], "after": became.get("resulting_organization_id") or ""}
            self.rows["organization_successions"].append(text_cells({LINE: line, **cells}))

    def names_of_organization(self, line, slug, one, name):
        """Its other names, with the days on which they were in use."""
        seen = {name}
        for other in one.get("other_names") or ():
            text, own = (other.get("name") or "").strip(), other.get(EXTENSION) or {}
            if not text or is_short(other) or (text in seen and not self.whole):
                continue
            seen.add(text)
            row = {LINE: line, "organization": slug, "text": text, "lang": own.get("lang") or ""}
            row |= self.days_of(other, name)
            self.rows["organization_names"].append(said_cells(row, self.whole))

    def days_of(self, other, name):
        """The days on which another name was in use, as cells.

        A foreign file says with ``name`` what somebody is called now. Another name that has not ended is one
        form more: with its days it would be what our pages call them.
        """
        days = {"start": date_of(other, "start_date"), "end": date_of(other, "end_date")}
        if self.whole or not any(days.values()) or _has_ended(days["end"]):
            return days
        values = {"name": name, "other": other.get("name"), "days": " – ".join(days.values())}
        self.report.notes.append(
            _("%(other)s: its days are left out (%(days)s), since %(name)s is the name today.") % values
        )
        return {"start": "", "end": ""}

    def between_organizations(self):
        """Put our addresses where rows name other organizations by their ids in the document."""
        for row in self.rows["organization_successions"]:
            key = ("organization_successions", row[LINE], row["before"], "resulting_organization_id")
            row["after"] = self.linked(Organization, row["after"], *key) or ""
        for row in self.rows["organizations"]:
            if row.get("parent"):
                key = (row["parent"], "organizations", row[LINE], row.get("name", ""), "parent_id")
                row["parent"] = self.linked(Organization, *key) or ""

    def post(self, line, one):
        title = one.get("label") or one.get("role") or ""
        organization = self.linked(
            Organization, one.get("organization_id"), "posts", line, title, "organization_id"
        )
        if organization is None:
            return
        own = one.get(EXTENSION) or {}
        item = own.get("wikidata") or wikidata_of(one)
        record = on_record(Post, one, item, self.whole)
        if record is None and not self.whole:
            there = Post.objects.filter(organization__slug=organization, folded=fold(title))
            record = min(there, key=lambda post: post.title != title, default=None)
        if not self.enter(Post, "posts", line, one, title, record):
            return
        row = {
            LINE: line,
            "slug": self.slugs[Post][one["id"]],
            "title": _as_recorded(title, record and record.title),
            "organization": organization,
            "created": date_of(one, "start_date"),
            "abolished": date_of(one, "end_date"),
            "wikidata": item,
            "replaces": own.get("replaces_id", ""),
        }
        row |= {name: own.get(name, "") for name in ("mandate", "appointment_rule")}
        row |= {name: own[name] for name in ("rank", "is_numbered") if name in own}
        row = said_cells(row, self.whole)
        if "seats" in own or record is None:  # how many hold it at once, Popolo does not say
            row["seats"] = "" if own.get("seats") is None else str(own["seats"])
        self.made_posts[organization, title] = row["slug"]
        self.rows["posts"].append(row)
        self.keep_former(Post, row["slug"], one)
        for title_ in own.get("titles") or ():
            self.rows["titles"].append(_title(line, row["slug"], title_))
        for before in own.get("former_organizations") or ():
            key = ("posts", line, title, "former_organizations")
            cells = {"organization": self.linked(Organization, before.get("organization_id"), *key) or ""}
            cells |= {name: date_of_title(before, f"{name}_date") for name in ("start", "end")}
            self.rows["post_organizations"].append(text_cells({LINE: line, "post": row["slug"], **cells}))
        for span in own.get("complete_successions") or ():
            cells = {name: span.get(name) or "" for name in SPAN}
            self.rows["complete_successions"].append(text_cells({LINE: line, "post": row["slug"], **cells}))

    # --- Persons -----------------------------------------------------------------------------------
    def person(self, line, one):
        name = one.get("name") or " ".join(filter(None, [one.get("given_name"), one.get("family_name")]))
        item = wikidata_of(one)
        record = on_record(Person, one, item, self.whole)
        if record is None:
            try:
                record = self.same_by_facts(line, one, name, item)
            except ValidationError as error:
                self.report.refuse("people", line, name, "name", error.message)
                self.refused.add((Person, one.get("id")))
                return
        if not self.enter(Person, "people", line, one, name, record):
            return
        row = {
            LINE: line,
            "slug": self.slugs[Person][one["id"]],
            **names_of(one, name),
            "honorific": one.get("honorific_prefix") or "",
            "honorific_suffix": one.get("honorific_suffix") or "",
            "nationalities": one.get("national_identity") or "",
            "birth": date_of(one, "birth_date"),
            "death": date_of(one, "death_date"),
            "wikidata": item,
            "summary": one.get("summary") or "",
            "biography": one.get("biography") or "",
        }
        own = one.get(EXTENSION) or {}
        row |= {key: own[key] for key in ("is_public",) if key in own}
        self.rows["people"].append(said_cells(row, self.whole))
        if record is None and is_name_guessed(one, name):
            self.report.notes.append(name_guessed(row))
        self.keep_former(Person, row["slug"], one)
        if own.get("portrait"):
            self.report.after.append(partial(_give_portrait, row["slug"], own["portrait"], self.report))
        self.other_names(line, row["slug"], one, name)

    def same_by_facts(self, line, one, name, item):
        """Return the person on record with this name and a post of the document from the same date.

        Where nothing tells whether who has the name is the same person, somebody has to answer: then who
        they say, None for another person, ValidationError before there is an answer.
        """
        others = namesakes(Person(**names_of(one, name), wikidata=item))
        if not others:
            return None
        posts = {post.get("id"): post.get("label") or post.get("role") for post in self.found["posts"]}
        spells = {
            (fold(posts.get(held.get("post_id")) or title_of(held)), self.first_date_of(held))
            for held in self.everything_held
            if held.get("person_id") == one.get("id")
        }
        held = Appointment.objects.filter(person__in=others).select_related("post")
        same = {row.person_id for row in held if (fold(row.post.title), _first_date(row)) in spells}
        if len(same) == 1:
            return next(person for person in others if person.pk in same)
        try:
            return self.namesakes.ask(line, name, others)
        except ValidationError as error:
            answer = _(
                "Give the Wikidata item of both (on record: %(slugs)s) in identifiers, so that they are "
                "known as one or as two."
            )
            values = {"slugs": ", ".join(other.slug for other in others)}
            raise ValidationError(f"{error.message} {answer % values}") from None

    def other_names(self, line, slug, one, name):
        seen = {name}
        for other in one.get("other_names") or ():
            text, own = (other.get("name") or "").strip(), other.get(EXTENSION) or {}
            if not text or (text in seen and not own):
                continue
            seen.add(text)
            row = {
                LINE: line,
                "person": slug,
                "text": text,
                "lang": own.get("lang") or "",
                **(days := self.days_of(other, name)),
                "kind": own.get("kind") or ("former" if days["end"] else "variant"),
            }
            if "match" in own:
                row["match"] = own["match"]
            self.rows["names"].append(said_cells(row, self.whole))

    # --- Memberships -------------------------------------------------------------------------------
    def memberships(self, held):
        keys = {}
        entries = []
        for line, one in enumerate(held, start=1):
            if (row := self.membership(line, one)) is not None:
                keys[one.get("id")] = _name_of(row)
                entries.append((one, row))
        for one, row in entries:
            own = one.get(EXTENSION) or {}
            if by := own.get("appointed_by_id"):
                row["appointed_by"] = keys.get(by, by)
            if body := own.get("appointing_body_id"):
                row["appointing_body"] = self.slugs[Organization].get(body, body)
            self.rows["appointments"].append(said_cells(row, self.whole))
            self.sources(row, one)

    def membership(self, line, one):
        """The row of one appointment; None, with an error in the report, where its ids lead nowhere."""
        name = " ".join(filter(None, [one.get("person_id"), one.get("role") or one.get("label")]))
        person = self.linked(Person, one.get("person_id"), "appointments", line, name, "person_id")
        post = self.post_of(line, one, name)
        if person is None or post is None:
            return None
        own = one.get(EXTENSION) or {}
        row = {
            LINE: line,
            "person": person,
            "post": post,
            "kind": own.get("kind") or AppointmentKind.SUBSTANTIVE,
            "intended": own.get("intended", ""),
            "announced": own.get("announced", ""),
            "start": self.start_of(one),
            "end": date_of(one, "end_date") or self.period(one).get("end_date") or "",
        }
        written = ("end_reason", "term_ends", "mandate", "title_as_appointed", "note")
        row |= {key: own.get(key, "") for key in written}
        row |= {key: own[key] for key in ("is_public", "public_without_source") if key in own}
        return row

    def start_of(self, one):
        """When somebody took up a post: the date given, else that of the period, else XXXX (not known)."""
        own = one.get(EXTENSION) or {}
        start = date_of(one, "start_date") or self.period(one).get("start_date") or ""
        return start or ("" if own.get("intended") or own.get("announced") else UNKNOWN)

    def first_date_of(self, one):
        own = one.get(EXTENSION) or {}
        return self.start_of(one) or own.get("announced") or own.get("intended")

    def period(self, one):
        """The legislative period that a membership of EveryPolitician names, whose dates are its own."""
        key = one.get("legislative_period_id")
        return next((event for event in self.found["events"] if key and event.get("id") == key), {})

    def post_of(self, line, one, name):
        """The address of the post: the one named, else one of the role in the organization, new or not."""
        if one.get("post_id"):
            return self.linked(Post, one["post_id"], "appointments", line, name, "post_id")
        organization = self.linked(
            Organization, one.get("organization_id"), "appointments", line, name, "organization_id"
        )
        if organization is None:
            return None
        title = title_of(one)
        if (organization, title) not in self.made_posts:
            record = Post.objects.filter(organization__slug=organization, title=title).first()
            slug = self.address(Post, {}, title, record)
            self.made_posts[organization, title] = slug
            if record is None:
                row = {LINE: line, "slug": slug, "title": title, "organization": organization, "seats": None}
                self.rows["posts"].append(text_cells(row))
        return self.made_posts[organization, title]

    def sources(self, row, one):
        own = (one.get(EXTENSION) or {}).get("sources")
        plain = [{"url": link.get("url"), "title": link.get("note")} for link in one.get("sources") or ()]
        for source in plain if own is None else own:
            names = ("fact", "symbol", "title", "url", "published", "quote", "says")
            cells = {name: source.get(name) or "" for name in names}
            self.rows["citations"].append(
                text_cells({LINE: row[LINE], "appointment": _name_of(row), **cells})
            )


def _has_ended(text):
    """Whether a date is given and has come; what is no date is left to its own column."""
    try:
        end = parse(text)
    except ValueError:
        return True
    return bool(end) and not is_to_come(end, timezone.localdate().isoformat())


def _first_date(row):
    return row.start or row.announced or row.intended


def _as_recorded(name, recorded):
    """The name on record, where the document only writes it with other accents, capitals or hyphens."""
    return recorded if recorded and fold(recorded) == fold(name) else name


def _title(line, post, title):
    row = {LINE: line, "post": post, "text": title.get("label") or ""}
    row |= {"start": date_of_title(title, "start_date"), "end": date_of_title(title, "end_date")}
    return text_cells(row | {key: title[key] for key in ("lang", "displayed", "match") if key in title})


def _name_of(row):
    """The full name of the appointment in a row (`people.exchange.widgets.full_name`)."""
    return joined(*(row[key] for key in ("person", "post", "kind", "intended", "announced", "start")))


# --- What no table holds -------------------------------------------------------------------------------
def _keep_former(model, slug, former):
    """Let a former address lead to the record, where it leads nowhere yet."""
    if not model.objects.filter(slug=former).exists() and not model.objects.filter(former_slugs__slug=former):
        model.objects.get(slug=slug).remember_slug(former)


def _give_portrait(slug, path, report):
    """Give a person without portrait the picture that the library has at this path."""
    person = Person.objects.get(slug=slug)
    if person.portrait_id is None:
        person.portrait = Image.objects.filter(image=path).first()
        if person.portrait:
            person.save(update_fields=["portrait"])
        else:
            report.notes.append(_("The portrait of %(person)s is not in the library.") % {"person": person})
