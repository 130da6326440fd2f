"""Desk notes: what colleagues write to each other about a story, and whom they mention.

A note is never changed; its author may only mark it as done, and open it again (articles/database/guards.py).
Readers' pages never import this file.
"""

import difflib
import re

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.inbox import InboxItem
from articles.workflow import Refused

LONGEST_NOTE = 4000  # characters
MOST_MENTIONS = 20  # in one note
# A sign of a user name before the @ makes it an e-mail address, not a mention.
MENTION = re.compile(r"(?<![\w.+-])@([\w.@+-]+)")
TRAILING = ".-+@"  # what may end a sentence as well as a user name


def colleagues():
    """The staff who can be mentioned: those who may read stories. A queryset; superusers are in it."""
    users = get_user_model()._default_manager.with_perm("articles.view_article")
    return users.filter(is_staff=True).order_by("first_name", "last_name", "username")


def names_in(text):
    """The user names that a text mentions, as typed, each once, in order: "rosa." may mean "rosa"."""
    found = (name for name in MENTION.findall(text) if name.strip(TRAILING))
    return list(dict.fromkeys(found))


def mentioned(text):
    """{name as typed, without a closing sign: user} of those whom a text mentions.

    Case does not matter if only one person has the name. One query. Raises Refused with the field `text` if
    nobody has such a name; that costs one more query.
    """
    names = names_in(text)
    if len(names) > MOST_MENTIONS:
        raise Refused(gettext("At most %(n)s colleagues in one note.") % {"n": MOST_MENTIONS}, "text")
    forms = {form for name in names for form in (name, name.rstrip(TRAILING))}
    wanted = Q(low__in={form.lower() for form in forms}) | Q(username__in=forms)  # SQLite lowers ASCII alone
    known = {}
    for user in colleagues().annotate(low=Lower("username")).filter(wanted) if names else []:
        known.setdefault(user.username.lower(), []).append(user)
    found = {}
    for name in names:
        form = name if name.lower() in known else name.rstrip(TRAILING)
        found[form] = _one_called(form, known.get(form.lower(), []))
        if found[form] is None:
            raise Refused(_nobody(form), "text")
    return found


def _one_called(name, users):
    """The user of this very name, or the only one whose name differs by case alone; or None."""
    exact = [user for user in users if user.username == name] or users
    return exact[0] if len(exact) == 1 else None


def _nobody(name):
    """The message for a name that nobody here has, with the most similar name. One query."""
    by_word = {}
    for user in colleagues()[:500]:
        for word in (user.username, user.first_name, user.last_name):
            by_word.setdefault(word.lower(), user.username)
    near = difflib.get_close_matches(name.lower(), [word for word in by_word if word], 1, 0.6)
    if near:
        words = gettext("Nobody here is called @%(name)s. Did you mean @%(near)s?")
        return words % {"name": name, "near": by_word[near[0]]}
    words = gettext(
        "Nobody here is called @%(name)s. Type @ and choose, or leave the @ out if you call nobody."
    )
    return words % {"name": name}


# --- Notes -----------------------------------------------------------------------------------------
class DeskNoteQuerySet(models.QuerySet):
    @transaction.atomic
    def write(self, article, by, text):
        """Add a note to a story, and an inbox item for each person it mentions. Returns the DeskNote.

        The writer's own unread items of this story are marked as read. Raises Refused with the field `text`.
        """
        text = text.replace("\r\n", "\n").replace("\0", "").strip()
        if not text:
            raise Refused(gettext("Write the note first."), "text")
        if len(text) > LONGEST_NOTE:
            words = gettext("At most %(n)s characters. It has %(has)s.")
            raise Refused(words % {"n": LONGEST_NOTE, "has": len(text)}, "text")
        people = mentioned(text)
        note = self.create(article=article, by=by, text=text)
        called = {}
        for name, user in people.items():
            called.setdefault(user, name)
        InboxItem.objects.bulk_create(
            InboxItem(user=user, note=note, typed=name, read_at=note.at if user == by else None)
            for user, name in called.items()
        )
        InboxItem.objects.unread(by).filter(note__article=article).read()
        return note


class DeskNote(models.Model):
    """One note on a story. `done_at` is set where its author says that it is settled."""

    article = models.ForeignKey(
        "articles.Article",
        models.CASCADE,
        related_name="desk_notes",
        db_index=False,
        verbose_name=_("article"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = DeskNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk note")
        verbose_name_plural = _("desk notes")
        ordering = ["at", "pk"]
        default_permissions = ("add",)  # who may read the story may read its notes
        indexes = [models.Index(fields=["article", "at"], name="notes_of_a_story")]  # the thread
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_desk_note_says_something",
                violation_error_message=_("Write the note first."),
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), LONGEST_NOTE),
                name="a_desk_note_is_short",
                violation_error_message=_("At most 4000 characters."),
            ),
        ]

    def __str__(self):
        return gettext("note of %(who)s") % {"who": self.by.get_full_name() or self.by.get_username()}

    def mark_done(self, by, done=True):
        """Mark it as done, or open it again. Only its author may. Doing it twice changes nothing."""
        if self.by_id != by.pk:
            raise Refused(gettext("Only the writer of a note may mark it as done."))
        own = DeskNote.objects.filter(pk=self.pk, done_at__isnull=done)
        own.update(done_at=timezone.now() if done else None)
        self.refresh_from_db(fields=["done_at"])
