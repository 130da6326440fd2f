"""What the tests of the desk share: opening, saving and pressing buttons as a person does."""

from django.urls import reverse

from tests.browserless import posted

READY = {"body_editor_ready": "1"}


def change_url(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def step_url(article, step):
    return reverse("admin:articles_article_step", args=[article.pk, step])


def open_form(client, article):
    response = client.get(change_url(article))
    assert response.status_code == 200
    return response


def save(client, article, press="_continue", page=None, **changes):
    """Open the form (or take an opened `page`), change fields, press a button; the page that follows."""
    page = page or open_form(client, article)
    data = posted(page, "article_form", **READY, **changes) | {press: "1"}
    return client.post(change_url(article), data, follow=True)


def take(client, article, step, **answers):
    """Answer a step's page and press its button; the page that follows."""
    page = client.get(step_url(article, step))
    assert page.status_code == 200, page.status_code
    return client.post(step_url(article, step), posted(page, "step_form", **answers), follow=True)
