"""App configuration of everything we publish."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories")

    def ready(self):
        from articles.officials import imports, merges, sources  # noqa: F401 (they tell the people desk)
