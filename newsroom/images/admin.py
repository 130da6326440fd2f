"""The picture library in the admin: adding pictures, finding them, their words and rights."""

import datetime
from collections import Counter

from django.contrib import admin, messages
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from newsroom.images import many, uses
from newsroom.images.forms import PictureForm, UploadForm
from newsroom.images.models import Image
from newsroom.templatetags.desk import state

SOON = datetime.timedelta(days=30)  # how long before the last day the list says so
WORDS = (_("Words"), {"fields": ["alt", "decorative", "caption"]})
RIGHTS = (
    _("Rights"),
    {
        "fields": [
            "credit",
            *("byline", "rights_holder", "copyright", "taken", "usage_terms"),
            ("rights_from", "rights_until"),
            *("archive_use", "source_note"),
        ]
    },
)
FACTS = (_("In the library"), {"fields": ["file", "used_in", "uploaded_by", "created_at"]})


class PictureStateFilter(admin.SimpleListFilter):
    """Filters for the picture desk: pictures without words, and rights that end soon or have ended."""

    title = _("state")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Waits for its words")),
            ("ended", _("Rights ended")),
            ("soon", _("Rights end soon")),
            ("coming", _("May not be shown yet")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        ways = {
            "waiting": {"waiting": True},
            "ended": {"rights_until__lt": today},
            "soon": {"rights_until__range": (today, today + SOON)},
            "coming": {"rights_from__gt": today},
        }
        return queryset.filter(**ways.get(self.value(), {}))


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    list_display = ["thumbnail", "title", "standing", "credit", "size", "taken", "uploaded_by", "created_at"]
    list_display_links = ["title"]
    list_filter = [PictureStateFilter]
    list_select_related = ["uploaded_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title", "caption", "alt", "credit", "byline"]
    search_help_text = _("Words from the title, the caption, the alternative text or the credit.")

    class Media:
        css = {"all": ["images/picture.css"]}

    def get_urls(self):
        own = [
            path("upload/", self.admin_site.admin_view(many.upload), name="images_image_upload"),
            path("waiting/", self.admin_site.admin_view(many.waiting), name="images_image_waiting"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        context = {"waiting": Image.objects.waiting_for(request.user).count(), **(extra_context or {})}
        try:
            return super().changelist_view(request, context)
        except ProtectedError:
            messages.error(request, _("A story took one of these pictures meanwhile. Nothing was deleted."))
            return redirect(request.get_full_path())

    def get_search_results(self, request, queryset, search_term):
        """What a picker offers: only pictures that have their words."""
        if request.resolver_match.url_name == "autocomplete":
            queryset = queryset.described()
        return super().get_search_results(request, queryset, search_term)

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **{"form": PictureForm if obj else UploadForm, **kwargs})

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ["image", "title"]}), WORDS, RIGHTS]
        return [(None, {"fields": ["focal_point", "title"]}), WORDS, RIGHTS, FACTS]

    def get_readonly_fields(self, request, obj=None):
        return FACTS[1]["fields"] if obj else []

    def add_view(self, request, *args, **kwargs):
        try:
            return super().add_view(request, *args, **kwargs)
        except IntegrityError:  # the same file was sent twice at once; now the form can say so
            return super().add_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
            self._tell_offered(request, form)
        obj.store()

    def _tell_offered(self, request, form):
        if form.instance.remark:
            messages.info(request, form.instance.remark)
        if form.offered:
            labels = ", ".join(str(form.fields[name].label) for name in form.offered)
            messages.info(request, _("Taken from the file, please check: %(fields)s.") % {"fields": labels})

    # --- Deleting ----------------------------------------------------------------------------
    def get_deleted_objects(self, objs, request):
        deleted, counts, permissions, protected = super().get_deleted_objects(objs, request)
        # In words, with the places. Django's own list names the rows that hold a picture, and asks whether
        # one may delete those.
        used = [_use(user) for user in uses.of(*objs)]
        return (deleted, counts, set(), used) if used else (deleted, counts, permissions, protected)

    def delete_model(self, request, obj):
        Image.objects.filter(pk=obj.pk).discard()

    def delete_queryset(self, request, queryset):
        queryset.discard()

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # a story took it while the deletion was confirmed; now the page can say which
            request.method = "GET"
            return super().delete_view(request, object_id, extra_context)

    # --- Columns -----------------------------------------------------------------------------
    @admin.display(description=_("Picture"))
    def thumbnail(self, image):
        return format_html(
            '<img class="picture-thumbnail" src="{}" width="120" height="90" alt="" loading="lazy">',
            image.rendition("4x3-480"),
        )

    @admin.display(description=_("Standing"))
    def standing(self, image):
        today = timezone.localdate()
        if image.waiting:
            return state("draft", _("Waits for its words"))
        if image.rights_until and image.rights_until < today:
            return state("overdue", _("Rights ended"))
        if image.rights_until and image.rights_until <= today + SOON:
            return state("due", _("Rights end soon"))
        return state("scheduled", _("Not yet")) if image.rights_from and image.rights_from > today else ""

    @admin.display(description=_("Size"), ordering="width")
    def size(self, image):
        return f"{image.width} × {image.height}"

    @admin.display(description=_("File"))
    def file(self, image):
        return format_html('<a href="{}">{} × {}</a>', image.image.url, image.width, image.height)

    @admin.display(description=_("Used in"))
    def used_in(self, image):
        users = uses.of(image)
        if not users:
            return _("Nowhere yet")
        links = [(_use(user),) for user in users]
        if max(Counter(type(user) for user in users).values()) >= uses.MOST:
            links.append(
                (_("… and perhaps more: the newest %(n)s of each kind are listed.") % {"n": uses.MOST},)
            )
        return format_html('<ul class="picture-uses">{}</ul>', format_html_join("", "<li>{}</li>", links))


def _use(user):
    """Return "Article: headline" with its state, linked to its page in the admin, where it has them."""
    words = format_html("{}: <bdi>{}</bdi>", capfirst(user._meta.verbose_name), user)
    if name := uses.state_of(user):
        words = format_html("{} {}", words, state(name))
    try:
        url = reverse(f"admin:{user._meta.app_label}_{user._meta.model_name}_change", args=[user.pk])
    except NoReverseMatch:
        return words
    return format_html('<a href="{}">{}</a>', url, words)
