"""Admin pages of the people desk with what only `articles` knows: which stories report an appointment, which
name its holder, and what a change of the record does to what published stories show.

`people` does not import `articles`, so its admin classes are registered again here.
"""

from django import forms
from django.contrib import admin

from articles.admin.officials.ask_before_saving import AsksAboutStories
from articles.models import ArticleCitation
from articles.officials.affected import TitleFacts, compare, links_of
from newsroom.lib.keys import key_in
from people.admin import AppointmentAdmin, OrganizationAdmin, PersonAdmin, PostAdmin, RecordSettingsAdmin
from people.admin.appointment import END_HOLDER
from people.concerned import by_settings, holders, left_open
from people.models import Appointment, Organization, Person, Post, ProvenFact, RecordSettings

NAMED = 5  # stories named beside the dates; the page after Save shows more
STORIES = 12  # of those that show the appointment, in the side column


class StoryForm(forms.ModelForm):
    """A story and the fact that it reports; blank is the whole record."""

    fact = forms.ChoiceField(
        label=ArticleCitation._meta.get_field("fact").verbose_name,
        required=False,
        choices=[("", ProvenFact.WHOLE.label), *ProvenFact.choices[1:]],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})


class StoryInline(admin.StackedInline):
    model = ArticleCitation
    form = StoryForm
    fields = ["article", "fact"]
    autocomplete_fields = ["article"]
    extra = 0


def _is_sourced(draft):
    """Whether what is saved of it has a source: a citation, or a live story."""
    return bool(draft.pk) and Appointment.objects.sourced().filter(pk=draft.pk).exists()


for model in (Appointment, Organization, Person, Post, RecordSettings):
    admin.site.unregister(model)


@admin.register(Person)
class PersonWithStoriesAdmin(AsksAboutStories, PersonAdmin):
    def persons_of(self, request, object_id):
        return {object_id}


@admin.register(Post)
class PostWithStoriesAdmin(AsksAboutStories, PostAdmin):
    def persons_of(self, request, object_id):
        return holders([object_id]) if object_id else set()

    def ending(self, request, post):
        return self.watching(request, holders([post.pk]), f"{self.opts.verbose_name}: {post}")


@admin.register(Organization)
class OrganizationWithStoriesAdmin(AsksAboutStories, OrganizationAdmin):
    def persons_of(self, request, object_id):
        return holders(organizations=[object_id]) if object_id else set()


@admin.register(RecordSettings)
class RecordSettingsWithStoriesAdmin(AsksAboutStories, RecordSettingsAdmin):
    """How long a designation lives and who is "the late" decides titles; which house is home does not."""

    def persons_of(self, request, object_id):
        return by_settings()


@admin.register(Appointment)
class AppointmentWithStoriesAdmin(AsksAboutStories, AppointmentAdmin):
    inlines = [*AppointmentAdmin.inlines, StoryInline]

    def persons_of(self, request, object_id):
        """Who held it and who is to, whom it ends, and whose record the next holder of the post ends."""
        concerned = [pk for pk in (object_id, key_in(request.POST.get(END_HOLDER))) if pk]
        recorded = list(Appointment.objects.filter(pk__in=concerned).values_list("person", "post"))
        posts = {key_in(request.POST.get("post"))} | {post for _person, post in recorded}
        persons = {key_in(request.POST.get("person"))} | {person for person, _post in recorded}
        return persons | left_open(posts - {None})

    def vouching(self, request, appointment):
        what = f"{self.opts.verbose_name}: {appointment}"
        return self.watching(request, {appointment.person_id} | left_open([appointment.post_id]), what)

    def context_of_stories(self, request, draft):
        """How many published stories would show something else, by the unsaved dates; five queries."""
        recorded = Appointment.objects.filter(pk=draft.pk).values_list("person", flat=True)
        persons = {pk for pk in (draft.person.pk, *(recorded if draft.pk else ())) if pk}
        links = links_of(persons) if persons else []
        if not (links and draft.post.pk):
            return {}
        before = TitleFacts.of(sorted(persons))
        sourced = draft.is_sourced or draft.public_without_source or _is_sourced(draft)
        shown = draft.is_public and draft.person.is_public and sourced
        if before.has(draft, shown):
            return {}  # the form has nothing yet that a story could show
        after = before.with_draft(draft, shown)
        changes = compare(links, before, after, words=False)
        return {"affected": {"count": changes.stories, "first": changes[:NAMED]}}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk and request.user.has_perm("articles.view_article"):
            context.update(self._stories_of(obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _stories_of(self, appointment):
        """Published stories that name the person, newest first, each with what it shows. Five queries."""
        links = links_of([appointment.person_id])
        records = TitleFacts.of([appointment.person_id]) if links else None
        for_page = [
            {
                "article_id": link.article,
                "headline": link.headline,
                "shows": records.shown(link.person, link.day, link.pinned).title,
            }
            for link in links[:STORIES]
        ]
        return {"stories": for_page, "stories_more": len(links[STORIES:])}
