"""The site map: every address of the house, readers' and desk's."""

from django.contrib import admin
from django.urls import include, path

from newsroom import views
from newsroom.images.views import media
from newsroom.search import search_page

urlpatterns = [
    # Readers
    path("", views.front_page, name="front"),
    path("search/", search_page, name="search"),
    path("", include("people.public.urls")),  # /people/ /posts/ /organizations/
    path("", include("articles.public.urls")),  # /news/ /topics/ /authors/ /corrections/, feeds, sitemaps
    # The desk
    path("admin/", admin.site.urls),
    # Files
    path("media/<path:path>", media, name="media"),
]
