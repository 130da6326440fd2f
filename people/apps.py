"""App configuration of the facts about public life."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People desk")

    def ready(self):
        from people.duplicates import finder, rules  # noqa: F401 (they register what is found and merged)
