"""The site map: every address of the house, readers' and desk's."""

from django.contrib import admin
from django.urls import path

from newsroom.images.views import media

urlpatterns = [
    path("admin/", admin.site.urls),
    path("media/<path:path>", media, name="media"),
]
