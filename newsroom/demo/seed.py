"""Builds the demo newsroom: officials, topics, authors, staff, pictures, stories. Twice adds nothing.

The officials and their dates are real, each with its source (newsroom/demo/data/README.md). Stories, authors
and staff are not.
"""

import functools
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group
from django.core.management.base import CommandError
from django.utils.text import slugify

from articles.archive import import_articles
from articles.models import Article, Author, Topic, TopicAlias
from newsroom.images import renditions
from newsroom.images.models import Image
from people.consistency import accept, findings
from people.exchange.officials import import_officials, read_citations, read_officials
from people.models import Organization, Person, Post, RecordSettings

DATA = Path(__file__).parent / "data"
PICTURES = Path(__file__).parent / "pictures"  # how they were made stands in its README
PASSWORD = "demo-newsroom"  # noqa: S105 - printed for everybody; the command refuses production
# user name, first and last name, role
STAFF = [
    ("erin", "Erin", "Editor", "editor"),
    ("rosa", "Rosa", "Reporter", "reporter"),
    ("petra", "Petra", "People", "people desk"),
]
CHIEF = ("ada", "Ada", "Admin")
HOME = "United Nations"


# --- Officials -------------------------------------------------------------------------------------
def officials():
    """Record the officials and what the tables have no column for. Returns the import's report."""
    report = import_officials(
        read_officials((DATA / "officials.csv").read_text(encoding="utf-8")),
        read_citations((DATA / "citations.csv").read_text(encoding="utf-8")),
        reason="Sample data",
    )
    _refuse("officials.csv", map(str, report.errors))
    if report.counts["appointments"]:
        details = json.loads((DATA / "details.json").read_text(encoding="utf-8"))
        _organizations(details["organizations"])
        _posts(details["posts"])
        _persons(details["persons"])
        _complete_successions(details["complete_successions"])
    return report


def accepted(by):
    """Accept, with a reason, what the consistency report finds and no source could answer."""
    reasons = json.loads((DATA / "details.json").read_text(encoding="utf-8"))["accepted"]
    for finding in findings():
        known = reasons.get(finding.kind, {"posts": []})
        post = getattr(finding.record, "post", finding.record)
        if finding.accepted is None and f"{post.title}, {post.organization.name}" in known["posts"]:
            accept(finding, known["reason"], by)


def home():
    """Write the settings of the record, if nobody did: the titles of the United Nations are meant at home."""
    if RecordSettings.objects.exists():
        return
    settings = RecordSettings.objects.create()
    settings.home_organizations.set(Organization.objects.filter(name=HOME))


def _organizations(details):
    known = {row.name: row for row in Organization.objects.all()}
    for name, values in details.items():
        if parent := values.pop("parent", None):
            values["parent"] = known[parent]
        names = values.pop("names", [])
        organization = _fill(known[name], values)
        for one in names:
            organization.names.get_or_create(text=one["text"], defaults=one)


def _posts(details):
    known = {(row.organization.name, row.title): row for row in Post.objects.select_related("organization")}
    for values in details:
        names = values.pop("titles", [])
        post = _fill(known[values.pop("organization"), values.pop("post")], values)
        for name in names:
            post.titles.get_or_create(text=name["text"], defaults=name)


def _persons(details):
    known = {str(row): row for row in Person.objects.all()}
    for name, values in details.items():
        _fill(known[name], values)


def _complete_successions(details):
    """Vouch for true vacancies, each with a source that says so; for posts that the sample has."""
    for values in details:
        post = Post.objects.filter(
            title=values.pop("post"), organization__name=values.pop("organization")
        ).first()
        if post:
            first, last = values.pop("first"), values.pop("last")
            post.complete_successions.get_or_create(first=first, last=last, defaults=values)


def _fill(record, values):
    """Set what the record does not say yet; what the people desk wrote stays. ``source`` is not recorded."""
    for name, value in values.items():
        if name == "source":
            continue
        if getattr(record, name) in ("", None, record._meta.get_field(name).get_default()):
            setattr(record, name, value)
    record.full_clean()
    record.save()
    return record


# --- What stories are filed under, and who writes --------------------------------------------------
def topics():
    for values in json.loads((DATA / "topics.json").read_text(encoding="utf-8")):
        aliases, name = values.pop("aliases"), values.pop("name")
        topic = Topic.objects.named(name).first() or Topic.objects.create(name=name, **values)
        for alias in aliases:
            if not Topic.objects.named(alias).exists():
                TopicAlias.objects.create(topic=topic, name=alias, slug=slugify(alias))


def authors():
    for values in json.loads((DATA / "authors.json").read_text(encoding="utf-8")):
        slug = values.get("slug") or slugify(values["name"])
        Author.objects.get_or_create(slug=slug, defaults=values | {"slug": slug})


def staff():
    """Make the logins, with their groups and the printed password. Returns {user name: user}."""
    users = {name: _user(name, first, last) for name, first, last, _role in STAFF}
    for name, _first, _last, role in STAFF:
        users[name].groups.add(Group.objects.get(name=role))
    users[CHIEF[0]] = _user(*CHIEF, is_superuser=True)
    return users


def _user(username, first_name, last_name, **fields):
    names = {"first_name": first_name, "last_name": last_name, "email": f"{username}@newsroom.example"}
    user, _made = get_user_model().objects.get_or_create(
        username=username, defaults={"is_staff": True, **names, **fields}
    )
    if not _opens(user.password):
        user.password = _hash()
        user.save(update_fields=["password"])
    return user


# One hash for all: a slow hash is slow on purpose.
@functools.cache
def _hash():
    return make_password(PASSWORD)


@functools.cache
def _opens(hashed):
    return check_password(PASSWORD, hashed)


# --- Stories ---------------------------------------------------------------------------------------
def stories(editor, reporter):
    """Import the stories that are not there yet, with their pictures. Returns how many came."""
    known = set(Article.objects.exclude(external_id="").values_list("external_id", flat=True))
    rows = [json.loads(line) for line in (DATA / "stories.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["id"] not in known]
    archive = [row for row in rows if "editions" in row and "desk" not in row]
    scheduled = [row for row in rows if "scheduled" in row]
    desk = [row for row in rows if row not in archive and row not in scheduled]
    for part, by in ((archive, None), (scheduled, editor), (desk, reporter)):
        report = import_articles([json.dumps(row) for row in part], media_dir=PICTURES, by=by)
        _refuse("stories.jsonl", map(str, report.errors))
    if rows:
        _make_renditions()
    return len(rows)


def _make_renditions():
    """Make the pictures' sizes on all cores; what the library does on commit then finds them there."""
    pictures = [*Image.objects.filter(renditions_ready=False)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda picture: renditions.make(picture.image, picture.size), pictures))


def _refuse(file, errors):
    if errors := [*errors]:
        raise CommandError("\n".join([f"{file}:", *errors]))
