"""The addresses of facts: officials, who held what on a day, posts, organizations."""

from django.urls import path

from people.public import day_file, feeds, popolo_views, views

app_name = "people"

urlpatterns = [
    path("people/", views.index, name="index"),
    path("people.json", popolo_views.on_a_day, name="on_a_day_twin"),
    path("people.csv", day_file.on_a_day, name="on_a_day_file"),
    path("people/terms.ics", feeds.terms, name="terms"),
    path("people/changes/", views.changes, name="changes"),
    path("people/changes/feed.<str:form>", feeds.everything, name="changes_feed"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("people/<slug:slug>.json", popolo_views.person, name="person_twin"),
    path("people/<slug:slug>/changes.<str:form>", feeds.person, name="person_changes"),
    path("posts/", views.posts, name="posts"),
    path("posts/<slug:slug>/", views.post, name="post"),
    path("posts/<slug:slug>.json", popolo_views.post, name="post_twin"),
    path("posts/<slug:slug>/changes.<str:form>", feeds.post, name="post_changes"),
    path("organizations/<slug:slug>/", views.organization, name="organization"),
    path("organizations/<slug:slug>.json", popolo_views.organization, name="organization_twin"),
    path("organizations/<slug:slug>/changes.<str:form>", feeds.organization, name="organization_changes"),
]
