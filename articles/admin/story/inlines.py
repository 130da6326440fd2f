"""The rows inside the form of a story: bylines and officials."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.fields import LookupSelect
from articles.admin.story.formsets import BylineFormSet, OfficialFormSet, RowForm
from articles.models import ArticleAuthor, ArticleOfficial

# A form that says it has more rows is not built: each of them is drawn again when it is refused.
MOST_ROWS = 300


class PartOfTheStory:
    """An inline without permissions of its own: who may change the story may change what belongs to it."""

    max_num = MOST_ROWS

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=MOST_ROWS, **kwargs)

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        name = "change_article" if obj else "add_article"
        return request.user.has_perm(f"articles.{name}") or request.user.has_perm("articles.change_article")

    has_delete_permission = has_change_permission

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("articles.view_article") or self.has_change_permission(request, obj)


class BylineInline(PartOfTheStory, admin.TabularInline):
    model = ArticleAuthor
    form = RowForm
    formset = BylineFormSet
    template = "admin/articles/article/bylines_inline.html"
    fields = ["author", "order"]
    extra = 0
    verbose_name_plural = gettext_lazy("By")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "author":
            kwargs["widget"] = LookupSelect(db_field, "admin:autocomplete")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class OfficialInline(PartOfTheStory, admin.StackedInline):
    model = ArticleOfficial
    form = RowForm
    formset = OfficialFormSet
    template = "admin/articles/article/officials_inline.html"
    fields = ["person", "role", "appointment", "as_printed", "order"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":
            kwargs["widget"] = LookupSelect(db_field, "admin:articles_article_find_person")
        if db_field.name == "appointment":
            kwargs["empty_label"] = _("what the story’s date says")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
