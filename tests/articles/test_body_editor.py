"""The editor's server side: the form that wants to hear from its modules, and the two searches."""

import base64
import hashlib
import json
import re
from pathlib import Path

import django_prose_editor
import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from articles.admin.story.editor_lookups import officials_json, pictures_json
from articles.body.editor import READY, BodyFormMixin
from articles.models import Article
from newsroom.images.models import Image
from tests.make import make_article, make_user
from tests.newsroom.images.files import picture, sent
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db
FIGURES = '<figure class="pullquote"><blockquote><p>A</p></blockquote><figcaption>B</figcaption></figure>'


class ArticleForm(BodyFormMixin, forms.ModelForm):
    class Meta:
        model = Article
        fields = ["headline", "body"]


def get(view, user=None, **parameters):
    request = RequestFactory().get("/", parameters)
    request.user = user or make_user()
    return json.loads(view(request).content)["results"]


# --- The form ----------------------------------------------------------------------------------


def test_a_changed_text_from_an_editor_that_did_not_load_is_refused_and_not_lost():
    article = make_article(body=FIGURES)
    form = ArticleForm({"headline": "x", "body": "<p>A B!</p>"}, instance=article)
    assert "did not load completely" in form.errors["body"][0]
    assert "A B!" in str(form["body"])


def test_the_same_text_needs_no_editor():
    article = make_article(body=FIGURES)
    form = ArticleForm({"headline": "Other", "body": FIGURES}, instance=article)
    assert form.is_valid(), form.errors


@pytest.mark.parametrize("prefix", [None, "row-1"])
def test_a_changed_text_from_a_whole_editor_is_taken(prefix):
    article = make_article(body=FIGURES)
    start = f"{prefix}-" if prefix else ""
    data = {f"{start}headline": "x", f"{start}body": "<p>New<script>x</script></p>", f"{start}{READY}": "yes"}
    form = ArticleForm(data, instance=article, prefix=prefix)
    assert form.is_valid(), form.errors
    assert form.save().body == "<p>New</p>"


def test_a_text_that_is_too_long_is_an_error_beside_the_field():
    form = ArticleForm({"headline": "x", "body": "x" * 2_000_001, READY: "yes"})
    assert "too long" in form.errors["body"][0]


def test_the_widget_asks_for_our_module_and_serves_a_browser_without_scripts():
    form = ArticleForm(prefix="row-1")
    widget = str(form["body"])
    assert "newsroom/editor.js" in widget
    assert f'data-ready="row-1-{READY}"' in widget
    assert f'<noscript><input type="hidden" name="row-1-{READY}" value="plain"></noscript>' in widget
    assert "newsroom/editor-guard.js" in str(form.media)


def test_the_policy_knows_the_style_that_the_editor_injects():
    """After an upgrade of the package this fails and shows the hash that belongs into settings.SECURE_CSP."""
    script = Path(django_prose_editor.__file__).parent / "static/django_prose_editor/editor.js"
    (style,) = re.findall(r"`(\.ProseMirror \{\n  position: relative;[^`]*)`", script.read_text())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in settings.SECURE_CSP["style-src"]


# --- Officials ---------------------------------------------------------------------------------


def test_an_official_is_found_by_any_name_with_the_title_of_the_storys_day():
    ban = make_person("Ban Ki-moon")
    ban.names.create(text="반기문", kind="native", lang="ko")
    make_appointment(ban, make_post("Secretary-General"), start="2007-01-01", end="2016-12-31")
    (found,) = get(officials_json, q="반기문", on="2007-10-10")
    assert (found["id"], found["text"]) == (ban.pk, "Ban Ki-moon")
    assert found["sub"] == "Secretary-General · in post since 1 January 2007"
    (later,) = get(officials_json, q="ban ki moon", on="2020-01-01")
    assert later["sub"].startswith("former Secretary-General")


def test_a_title_before_the_name_does_not_hide_the_person():
    ban = make_person("Ban Ki-moon")
    assert [row["id"] for row in get(officials_json, q="Secretary-General Ban Ki-moon")] == [ban.pk]


def test_the_desk_reads_who_has_no_page_and_who_has_no_post():
    make_person("Jane Doe", is_public=False)
    (found,) = get(officials_json, q="doe")
    assert found["sub"] == "no post on record · readers see no page"


@pytest.mark.parametrize("day", ["", "nonsense", "2007-02-31", "10/10/2007"])
def test_any_day_is_answered(day):
    make_person("Ban Ki-moon")
    assert len(get(officials_json, q="ban", on=day)) == 1


def test_a_search_for_nobody_is_empty():
    assert get(officials_json, q="'; drop table -- %_") == []


def test_officials_cost_few_queries(django_assert_max_num_queries):
    for i in range(15):
        make_appointment(make_person(f"Person Number{i}"), make_post(f"Post {i}"))
    user = make_user()
    with django_assert_max_num_queries(3):  # persons, appointments, titles of posts
        assert len(get(officials_json, user, q="person", on="2008-01-01")) == 12


# --- Pictures ----------------------------------------------------------------------------------


def test_a_picture_is_found_by_its_words_or_its_id():
    hall = Image.objects.ingest(sent(picture()), alt="A hall", credit="Desk", caption="Before a session")
    other = Image.objects.ingest(sent(picture(colour="blue")), alt="A river", credit="Agency")
    (found,) = get(pictures_json, q="session desk")
    assert found["id"] == hall.pk
    assert (found["alt"], found["caption"], found["credit"]) == ("A hall", "Before a session", "Desk")
    assert found["thumb"]
    assert [row["id"] for row in get(pictures_json)] == [other.pk, hall.pk]
    assert {row["id"] for row in get(pictures_json, id=f"{hall.pk},{other.pk},x,{10**30}")} == {
        hall.pk,
        other.pk,
    }


# --- Who may ask -------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [officials_json, pictures_json])
def test_only_staff_may_ask(view):
    for user in (AnonymousUser(), make_user(is_staff=False), make_user(is_active=False)):
        with pytest.raises(PermissionDenied):
            get(view, user)


@pytest.mark.parametrize("view", [officials_json, pictures_json])
def test_the_searches_take_no_post(view):
    request = RequestFactory().post("/")
    request.user = make_user()
    assert view(request).status_code == 405
