"""The staff in the admin: an administrator keeps accounts and roles, only a superuser makes superusers.

It also removes taggit's own tags from the desk: ours are topics, see articles/admin/lists/topics.py.
"""

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext as _
from taggit import admin as taggit_admin

RESERVED = ("is_superuser", "user_permissions")  # rights come from roles; a superuser alone gives these


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
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def get_deleted_objects(self, objs, request):
        """Whoever changed a fact or acted here keeps the account, so that every history still names them."""
        deleted, counts, permissions, protected = super().get_deleted_objects(objs, request)
        words = _("%(who)s has changed the record. Make the account inactive instead: untick “Active”.")
        protected += [words % {"who": user} for user in objs if _is_in_a_history(user)]
        return deleted, counts, permissions, protected


def _may_touch(request, user):
    """Only a superuser may change a superuser: whoever sets a password gets the rights of the account."""
    return user is None or request.user.is_superuser or not user.is_superuser


def _is_in_a_history(user):
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
