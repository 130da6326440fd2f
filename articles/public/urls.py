"""Addresses of what we publish. A story's month is that of its first publication and never moves."""

from django.urls import path, register_converter

from articles.public import feeds, preview, sitemaps, views


class Year:
    regex = "[0-9]{4}"
    to_python = to_url = staticmethod(str)


class Month(Year):
    regex = "0[1-9]|1[0-2]"


class Slug(Year):
    """As Django's, in any script."""

    regex = r"[-\w]+"


class Form(Year):
    """The three forms of a feed."""

    regex = "atom|rss|json"


register_converter(Year, "year")
register_converter(Month, "month")
register_converter(Slug, "words")
register_converter(Form, "form")

app_name = "articles"
urlpatterns = [
    # News, by time
    path("news/", views.archive, name="archive"),
    path("news/<year:year>/", views.archive_year, name="archive_year"),
    path("news/<year:year>/<month:month>/", views.archive_month, name="archive_month"),
    # A story
    path("news/<year:year>/<month:month>/<words:slug>/", views.article, name="article"),
    path("news/<year:year>/<month:month>/<words:slug>/editions/", views.editions, name="editions"),
    path("news/<year:year>/<month:month>/<words:slug>/editions/<int:number>/", views.edition, name="edition"),
    # What it is filed under
    path("topics/<words:slug>/", views.topic, name="topic"),
    path("authors/<words:slug>/", views.author, name="author"),
    path("people/<words:slug>/quotations/", views.person_quotations, name="person_quotations"),
    path("corrections/", views.corrections, name="corrections"),
    # What is not published, for who holds a link to it
    path("preview/<str:token>/", preview.preview, name="preview"),
    # Feeds
    path("feed.<form:form>", feeds.site, name="feed"),
    path("topics/<words:slug>/feed.<form:form>", feeds.topic, name="topic_feed"),
    path("authors/<words:slug>/feed.<form:form>", feeds.author, name="author_feed"),
    path("people/<words:slug>/feed.<form:form>", feeds.person, name="person_feed"),
    path("posts/<words:slug>/feed.<form:form>", feeds.post, name="post_feed"),
    path("organizations/<words:slug>/feed.<form:form>", feeds.organization, name="organization_feed"),
    # For search engines
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-<year:year>-<month:month>.xml", sitemaps.month, name="sitemap_month"),
    path("sitemap-topics.xml", sitemaps.topics, name="sitemap_topics"),
    path("sitemap-people.xml", sitemaps.people, name="sitemap_people"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
