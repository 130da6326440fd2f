"""Plain factories with honest defaults: make_article(headline="…"). Everyone's door to test data."""

import functools
import io
import itertools
import threading
from collections import defaultdict

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection, transaction

_count = itertools.count(1)

EDITOR = (
    "approve_article",
    "publish_article",
    "publish_minor",
    "withdraw_article",
    "kill_article",
    "override_review",
    "override_gates",
    "change_article",
    "assign_article",
    "act_in_bulk",
)
# For `newsroom.images.renditions.ENCODINGS` where nobody looks at the bytes: a third of the time.
QUICK_ENCODINGS = {
    "webp": {"format": "WEBP", "quality": 80, "method": 0},
    "avif": {"format": "AVIF", "quality": 60, "speed": 10},
}
OVERRIDE = "Nobody else is in the newsroom tonight."


# --- Staff ---------------------------------------------------------------------------------------
def make_user(*permissions, **kw):
    """A member of staff with these permissions (codenames)."""
    n = next(_count)
    kw = {"username": f"user{n}", "first_name": "Ada", "last_name": f"Number {n}", "is_staff": True, **kw}
    user = get_user_model().objects.create_user(**kw)
    user.user_permissions.add(*(key for code in permissions for key in permission_keys()[code]))
    return user


@functools.cache
def permission_keys():
    """{codename: keys of the permissions of that name}. They are new after a flush (tests/conftest.py)."""
    found = defaultdict(list)
    for code, key in Permission.objects.values_list("codename", "pk"):
        found[code].append(key)
    return found


def make_editor(**kw):
    return make_user(*EDITOR, "add_article", "view_article", "delete_article", "add_desknote", **kw)


def make_reporter(**kw):
    return make_user("add_article", "change_article", "view_article", "add_desknote", **kw)


# --- Stories -------------------------------------------------------------------------------------
def make_topic(name="Responsibility to Protect", *aliases, **kw):
    from articles.models import Topic

    topic = Topic.objects.create(name=name, **kw)
    for alias in aliases:
        topic.aliases.create(name=alias, slug=alias.lower().replace(" ", "-"))
    return topic


def make_author(name="Ilse Marrow", **kw):
    from articles.models import Author

    return Author.objects.create(name=name, slug=kw.pop("slug", f"{name.lower().replace(' ', '-')}"), **kw)


def make_article(by=None, topics=None, officials=(), authors=(), **kw):
    """A desk copy with one revision by `by` (default: a new reporter), with all that publication asks for.

    `officials` are persons or (person, role) pairs; `topics` is the topic "News" unless given.
    """
    from articles.models import Article, Topic

    n = next(_count)
    by = by or make_reporter()
    words = {"headline": f"Story number {n}", "standfirst": "In short.", "body": "<p>A first paragraph.</p>"}
    article = Article.objects.create(**{**words, "owner": by, **kw})
    if topics is None:
        topics = [Topic.objects.filter(name="News").first() or make_topic("News")]
    article.topics.add(*topics)
    for position, official in enumerate(officials):
        person, role = official if isinstance(official, tuple) else (official, "mentioned")
        article.officials.create(person=person, role=role, position=position)
    for position, author in enumerate(authors):
        article.bylines.create(author=author, position=position)
    article.save_revision(by)
    return article


def make_live(by=None, **kw):
    """A story that readers see now; returns the article. `by` publishes it."""
    article = make_article(**kw)
    article.publish(by or make_editor())
    return article


def change(article, by=None, **fields):
    """Save new words on the desk, as a form does: fields, then the revision."""
    by = by or make_reporter()
    with transaction.atomic():
        for name, value in fields.items():
            setattr(article, name, value)
        article.save(update_fields=list(fields))
        article.save_revision(by)
    return article


# --- Two at once ----------------------------------------------------------------------------------
def at_once(*acts):
    """Run the acts in threads that start together; return what each returned or raised, in order."""
    results, barrier = [None] * len(acts), threading.Barrier(len(acts))

    def run(n, act):
        try:
            barrier.wait(10)
            results[n] = act()
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def make_affected_story(article=None, person=None, **kw):
    """A story on the list of those that a changed record leaves to look at."""
    import datetime

    from articles.models import AffectedStory, RecordChange
    from tests.people.make import make_person

    record_change = RecordChange.objects.create(what="appointment: Edward Luck", by=make_user())
    shows = {"before": "Edward Luck", "after": "Edward Luck, Special Adviser", "name": "Edward Luck", **kw}
    return AffectedStory.objects.create(
        record_change=record_change,
        article=article or make_live(),
        person=person or make_person("Edward Luck"),
        day=datetime.date(2008, 3, 1),
        **shows,
    )


# --- Pictures ------------------------------------------------------------------------------------
def make_image(width=80, height=60, **kw):
    """A picture of the library, unlike every other; its renditions are not made."""
    from django.core.files.base import ContentFile
    from PIL import Image as Pillow

    from newsroom.images.models import Image

    n = next(_count)
    file = io.BytesIO()
    Pillow.new("RGB", (width, height), (n % 256, n // 256 % 256, 90)).save(file, "PNG")
    kw = {"title": f"Picture {n}", "alt": "An empty hall.", "credit": "Illustration: Desk", **kw}
    return Image.objects.ingest(ContentFile(file.getvalue(), name=f"picture-{n}.png"), **kw)
