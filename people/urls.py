"""The addresses of facts: officials, who held what on a day, posts, organizations."""

from django.urls import path

from people import views

app_name = "people"

urlpatterns = [
    path("people/", views.index, name="index"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("posts/", views.posts, name="posts"),
    path("posts/<slug:slug>/", views.post, name="post"),
    path("organizations/<slug:slug>/", views.organization, name="organization"),
]
