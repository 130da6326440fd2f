"""The staff in the admin: an administrator keeps accounts and roles, only a superuser makes superusers.

It also takes taggit's own tags off the desk: ours are topics, see articles/admin/lists/topics.py.
"""

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext as _
from taggit import admin as taggit_admin

RESERVED = ("is_superuser", "user_permissions")  # rights come from roles; these stand beside them


class StaffAdmin(UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    list_per_page = 50

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [(name, {**options, "fields": _without(options["fields"])}) for name, options in fieldsets]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _within_reach(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _within_reach(request, obj)

    def get_deleted_objects(self, objs, request):
        """Who changed a fact or acted here keeps the account, so that every history goes on naming them."""
        deleted, counts, permissions, protected = super().get_deleted_objects(objs, request)
        words = _("%(who)s has changed the record. Make the account inactive instead: untick “Active”.")
        protected += [words % {"who": user} for user in objs if _has_left_traces(user)]
        return deleted, counts, permissions, protected


def _within_reach(request, user):
    """Nobody but a superuser touches one: whoever sets a password has its owner's rights."""
    return user is None or request.user.is_superuser or not user.is_superuser


def _has_left_traces(user):
    """Whether a history names this member of staff. At most a query for each kind of history."""
    histories = (model for model in apps.get_models() if hasattr(model, "history_user"))
    return user.logentry_set.exists() or any(
        model._base_manager.filter(history_user=user).exists() for model in histories
    )


def _without(fields):
    return [name for name in fields if name not in RESERVED]


admin.site.unregister(taggit_admin.Tag)
admin.site.unregister(get_user_model())
admin.site.register(get_user_model(), StaffAdmin)
