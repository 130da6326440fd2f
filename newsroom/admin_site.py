"""The newsroom's admin site: a desk for an index, models in the newsroom's order and words."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class NewsroomAdminSite(admin.AdminSite):
    site_header = site_title = _("Newsroom")
    index_title = _("Desk")
