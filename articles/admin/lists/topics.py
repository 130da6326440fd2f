"""Topics with their other names, and authors."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Author, Topic, TopicAlias
from newsroom.lib.incoming import line
from newsroom.lib.names import fold
from people.admin.merge_pages import Mergeable


class QuietForm(forms.ModelForm):
    """Labels without colons: the theme sets them above the field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})


class TopicForm(QuietForm):
    def clean_name(self):
        """No two topics answer to one name: what is folded alike is alike."""
        name = line(self.cleaned_data["name"])
        if not fold(name):
            raise ValidationError(_("Give a name with letters or figures."))
        others = Topic.objects.named(name).exclude(pk=self.instance.pk)
        if other := others.first():
            raise ValidationError(_("This is already a name of the topic “%(topic)s”.") % {"topic": other})
        return name

    def clean_slug(self):
        """An address that still leads readers to another topic is not free."""
        slug = self.cleaned_data["slug"]
        kept = TopicAlias.objects.filter(slug=slug).exclude(topic=self.instance.pk).select_related("topic")
        if slug and (alias := kept.first()):
            raise ValidationError(
                _("This address still leads readers to “%(topic)s”.") % {"topic": alias.topic}
            )
        return slug


class AliasForm(QuietForm):
    class Meta:
        model = TopicAlias
        fields = ["name", "slug"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Blank: made from the name.")

    def clean_name(self):
        name = line(self.cleaned_data["name"])
        if not fold(name):
            raise ValidationError(_("Give a name with letters or figures."))
        topic = self.instance.topic if self.instance.topic_id else None
        other = Topic.objects.named(name).exclude(pk=topic and topic.pk).first()
        if other:
            raise ValidationError(_("This is already a name of the topic “%(topic)s”.") % {"topic": other})
        return name

    def clean_slug(self):
        slug = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""), allow_unicode=True)
        own = self.instance.topic_id
        if Topic.objects.filter(slug=slug).exclude(pk=own).exists():
            raise ValidationError(_("A topic has this address. Choose another one."))
        if TopicAlias.objects.filter(slug=slug).exclude(pk=self.instance.pk).exclude(topic=own).exists():
            raise ValidationError(_("This address still leads readers to another topic."))
        return slug


class AliasFormSet(forms.BaseInlineFormSet):
    """A row of a table has no labels; each of its fields says what it is."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)


class AliasInline(admin.TabularInline):
    model = TopicAlias
    form = AliasForm
    formset = AliasFormSet
    extra = 0

    def _may(self, request, obj=None):
        return request.user.has_perm("articles.change_topic") or request.user.has_perm("articles.add_topic")

    has_add_permission = has_change_permission = has_delete_permission = _may

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("articles.view_topic") or self._may(request, obj)


@admin.register(Topic)
class TopicAdmin(Mergeable, admin.ModelAdmin):
    form = TopicForm
    inlines = [AliasInline]
    list_display = ["name", "other_names", "stories", "in_navigation"]
    list_filter = ["in_navigation"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["name", "aliases__name"]
    search_help_text = gettext_lazy("Part of a name or of another name.")
    fields = ["name", "slug", "description", "in_navigation"]

    def get_queryset(self, request):
        live = Count("article_items", distinct=True)
        return super().get_queryset(request).annotate(story_count=live).prefetch_related("aliases")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "slug" in form.base_fields:
            form.base_fields["slug"].required = False
            form.base_fields["slug"].label = _("Address")
            form.base_fields["slug"].help_text = _("Blank: made from the name. Old addresses redirect.")
        return form

    def save_model(self, request, obj, form, change):
        """A renamed topic has a new address and keeps answering to its old name and address."""
        before = Topic.objects.filter(pk=obj.pk).first() if change else None
        renamed = before and fold(before.name) != fold(obj.name)
        if before and (not obj.slug or (renamed and obj.slug == before.slug)):
            obj.slug = self._free_slug(obj)
        super().save_model(request, obj, form, change)
        if before and before.slug != obj.slug:
            obj.keep_former_name(before.name, before.slug)

    def _free_slug(self, topic):
        slugs = (topic.slugify(topic.name, n or None) for n in range(100))
        others = set(Topic.objects.exclude(pk=topic.pk).values_list("slug", flat=True))
        return next(slug for slug in slugs if slug not in others)

    @admin.display(description=gettext_lazy("Other names"))
    def other_names(self, topic):
        return ", ".join(alias.name for alias in topic.aliases.all()) or "–"

    @admin.display(description=gettext_lazy("Stories"), ordering="story_count")
    def stories(self, topic):
        return topic.story_count


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    form = QuietForm
    list_display = ["name", "user"]
    list_select_related = ["user"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["name", "folded"]
    fields = ["name", "slug", "bio", "user"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request, obj, form, change):
        """An author with another address goes on being found at the one of before."""
        before = Author.objects.filter(pk=obj.pk).values_list("slug", flat=True).first() if change else None
        super().save_model(request, obj, form, change)
        if before:
            obj.keep_former_address(before)
