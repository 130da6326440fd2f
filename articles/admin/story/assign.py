"""The assignment of a story in the admin: who may set what in its form, how it reads, taking over many."""

from django.conf import settings
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.templatetags.desk import exact, state, who

FIELDS = ("owner", "due_at", "brief")  # written by Article.assign() alone


def fieldset(user, article, may_change):
    """The fieldset of the desk: fields for who may assign, one choice for who may take it, words for all."""
    heading, zone = gettext_lazy("Desk"), gettext_lazy("Newsroom time: {zone}.")
    if may_change and user.has_perm("articles.assign_article"):
        described = format_lazy(zone, zone=settings.TIME_ZONE)
        return (heading, {"classes": ["times"], "description": described, "fields": [*FIELDS, "note"]})
    if article is None:
        return (heading, {"fields": ["note"]})
    if may_change and article.owner_id is None:
        return (heading, {"fields": ["owner", "assignment", "note"]})
    return (heading, {"fields": ["assignment", "note"]})


def in_words(article):
    """Who has it and until when, with the brief, as HTML. No query where the owner is at hand."""
    owner = who(article.owner) if article.owner_id else _("Nobody has it yet")
    brief = format_html('<div class="note-words" dir="auto">{}</div>', article.brief) if article.brief else ""
    return format_html("<div>{} {}{}</div>", owner, due(article), brief)


def due(article):
    """When it is due, as a word with a shape and the moment with its zone; "" where nobody is awaited."""
    if not article.is_due:
        return ""
    late = article.is_late
    words = _("was due %(when)s") if late else _("due %(when)s")
    moment = words % {"when": exact(article.due_at)}
    return format_html(
        '{} <span class="{}">{}</span>', state("overdue" if late else "due"), "alarm" if late else "", moment
    )


def assign(form, user, article, made):
    """Save the assignment of the form, after its story; the form has shown a refusal before."""
    if not any(name in form.fields for name in FIELDS):
        return
    data = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
    if made and not data.get("due_at") and not data.get("brief") and data.get("owner") in (user, None):
        return
    article.assign(
        user, data.get("owner"), data.get("due_at", article.due_at), data.get("brief", article.brief)
    )
