"""The newsroom's admin site: the dashboard as its first page, models in the newsroom's order and words."""

import functools
import logging

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME as CHOSEN
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from newsroom.lib.incoming import TOO_LONG, LineField, TakenOff, sound, sound_post, with_keys_only

logger = logging.getLogger(__name__)
# The errors that a made-up parameter of an address may cause.
MADE_UP = (ValueError, TypeError, OverflowError, LookupError, AttributeError)
MADE_UP += (FieldError, FieldDoesNotExist, ValidationError)

# Heading and, under it, the models: app label, model, words, what it is for.
PLACES = [
    (
        _("Stories"),
        [
            ("articles", "Article", _("Articles"), _("Everything we write, from first draft to withdrawn")),
            ("articles", "Edition", _("Editions"), _("What readers saw, and when; never edited")),
            ("articles", "Topic", _("Topics"), _("Subjects, their other names, what the front page offers")),
            ("articles", "Author", _("Authors"), _("The names in our bylines")),
            ("images", "Image", _("Pictures"), _("The library: credit, caption, alternative text")),
        ],
    ),
    (
        _("People desk"),
        [
            (
                "people",
                "Appointment",
                _("Appointments"),
                _("Who held which post, from when, on what evidence"),
            ),
            ("people", "Person", _("People"), _("Names, their forms and scripts")),
            ("people", "Post", _("Posts"), _("Positions that exist without their holder")),
            ("people", "Organization", _("Organizations"), _("Where posts belong")),
            (
                "people",
                "RecordSettings",
                _("Settings of the record"),
                _("How long a designation lives, who is “the late”, which organizations are home"),
            ),
            ("people", "Merge", _("Merges"), _("Duplicates made one, and how to undo it")),
            (
                "articles",
                "AffectedStory",
                _("Stories to look at"),
                _("Published stories that a change of the record affects; correct or dismiss"),
            ),
        ],
    ),
    (
        _("The house"),
        [
            ("articles", "AuditEntry", _("Audit log"), _("Who did what, when and why; never edited")),
            ("auth", "User", _("Staff"), _("Who works here")),
            ("auth", "Group", _("Roles"), _("What each of them may do")),
        ],
    ),
]


class Picking(AutocompleteJsonView):
    """What a search field offers: each row in the words of its admin's ``picker_label``, if it has one.

    An admin with ``picked(queryset, term)`` finds and orders them itself.
    """

    def get_queryset(self):
        picked = getattr(self.model_admin, "picked", None)
        if not (picked and self.term.strip()):
            return super().get_queryset()
        every = self.model_admin.get_queryset(self.request)
        return picked(every.complex_filter(self.source_field.get_limit_choices_to()), self.term)

    def serialize_result(self, obj, to_field_name):
        label = getattr(self.model_admin, "picker_label", str)
        return {**super().serialize_result(obj, to_field_name), "text": label(obj)}


# Pages with no room for the sidebar: they do not load its sheet and its script.
WITHOUT_SIDEBAR = {
    "articles_article_changelist",
    "articles_article_add",
    "articles_article_change",
    "articles_article_step",
    "people_appointment_add",
    "people_appointment_change",
}


@functools.cache
def line_fields():
    """The names of all fields of one line, of whatever model."""
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    return {field.name for field in fields if isinstance(field, LineField)}


def take_off_unseen(request):
    """Clean the texts that were posted, and tell the person where something was taken off.

    What a script posts while somebody writes is not told: the same words are sent again when they are saved.
    """
    taken = TakenOff()
    request.POST = sound_post(request.POST, line_fields(), taken)
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        for sentence in taken.sentences():
            messages.info(request, sentence)


class LoginForm(AdminAuthenticationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})


class NewsroomAdminSite(admin.AdminSite):
    login_form = LoginForm
    site_header = site_title = _("Newsroom")
    index_title = _("Desk")

    def each_context(self, request):
        context = super().each_context(request)
        if request.resolver_match and request.resolver_match.url_name in WITHOUT_SIDEBAR:
            context["is_nav_sidebar_enabled"] = False
        return context

    def get_app_list(self, request, app_label=None):
        """The groups above with the models this person may see; a model of no group comes last."""
        if app_label:
            return super().get_app_list(request, app_label)
        found = {
            (app["app_label"], model["object_name"]): model
            for app in super().get_app_list(request)
            for model in app["models"]
        }
        places = [
            (
                heading,
                [{**found.pop(row[:2]), "name": row[2], "line": row[3]} for row in rows if row[:2] in found],
            )
            for heading, rows in PLACES
        ]
        places.append((_("More"), list(found.values())))
        return [self._place(heading, models) for heading, models in places if models]

    def _place(self, heading, models):
        return {
            "name": heading,
            "app_label": slugify(heading),
            "app_url": models[0]["admin_url"] or "#",
            "has_module_perms": True,
            "models": models,
        }

    def app_index(self, request, app_label, extra_context=None):
        return redirect("admin:index")  # there is no page for each app

    def i18n_javascript(self, request, extra_context=None):
        """Django's own catalogue for scripts, and ours with it."""
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "newsroom"])(request)

    def admin_view(self, view, cacheable=False):
        """Django's, and made-up addresses never cause an error page.

        A key that no row can have is a 404. What no database accepts is removed from parameters. A page that
        cannot be shown with its parameters is shown without them, as Django does with some.
        """
        inner = super().admin_view(view, cacheable)

        @functools.wraps(inner)
        def guarded(request, *args, **kwargs):
            if any("\0" in str(value) or TOO_LONG.search(str(value)) for value in [*args, *kwargs.values()]):
                raise Http404
            request.GET = sound(request.GET)
            if CHOSEN in request.POST:
                request.POST = with_keys_only(request.POST, CHOSEN)
            if request.POST:
                take_off_unseen(request)
            if request.method not in ("GET", "HEAD") or not request.GET:
                return inner(request, *args, **kwargs)
            try:
                response = inner(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response
            except MADE_UP:
                logger.warning("Shown without its parameters: %s", request.path, exc_info=True)
                return redirect(request.path)

        return guarded

    def get_urls(self):
        def place(route, name):
            return path(route, self.admin_view(self.link_desk), {"place": name}, name=name)

        return [
            path("calendar/", self.admin_view(self.calendar), name="calendar"),
            place("links/", "links"),
            place("links/next/", "links_next"),
            place("links/<int:pk>/", "links_story"),
            place("links/person/<int:pk>/", "links_person"),
            *super().get_urls(),
        ]

    def calendar(self, request):
        from articles.admin.lists.calendar import calendar  # as in index()

        return calendar(request)

    def link_desk(self, request, place, **kwargs):
        from articles.admin.officials import link_desk  # as in index()

        return link_desk.PLACES[place](request, **kwargs)

    def index(self, request, extra_context=None):
        from articles.admin.dashboard import lists  # the desk's models are not loaded when this class is
        from newsroom.purges import cdn_failures

        context = {**lists(request.user), "cdn_failures": cdn_failures(request.user)}
        return super().index(request, {**context, **(extra_context or {})})

    def autocomplete_view(self, request):
        return Picking.as_view(admin_site=self)(request)
