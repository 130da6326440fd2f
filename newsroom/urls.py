"""The site map: every address of the house, readers' and desk's."""

from django.contrib import admin
from django.urls import path

from newsroom.images.views import media
from newsroom.search import search_page

urlpatterns = [
    path("admin/", admin.site.urls),
    path("search/", search_page, name="search"),
    path("media/<path:path>", media, name="media"),
]
