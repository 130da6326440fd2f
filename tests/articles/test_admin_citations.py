"""The page of an appointment shows, beside its outside sources, the stories of ours that report it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import ArticleCitation
from tests.browserless import posted, text_of
from tests.make import make_article, make_reporter, make_user
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment():
    return make_appointment(make_person("Edward Luck"), make_post("Special Adviser"), start="2008-02")


def petra():
    user = make_user()
    user.groups.set(Group.objects.filter(name="people desk"))
    return user


def url(appointment):
    return reverse("admin:people_appointment_change", args=[appointment.pk])


def report(client, appointment, article, fact="start"):
    rows = {"article_citations-TOTAL_FORMS": "1", "article_citations-0-article": str(article.pk)}
    data = posted(
        client.get(url(appointment)), "appointment_form", **rows, **{"article_citations-0-fact": fact}
    )
    return client.post(url(appointment), data | {"_continue": "1"}, follow=True)


def test_the_people_desk_names_a_story_that_reports_a_fact(client, appointment):
    client.force_login(petra())
    article = make_article(headline="Luck takes up adviser’s post")
    page = report(client, appointment, article)
    citation = ArticleCitation.objects.get()
    assert (citation.appointment, citation.article, citation.fact) == (appointment, article, "start")
    assert "Luck takes up adviser’s post" in text_of(page)


def test_a_fact_that_is_none_and_a_story_twice_are_refused(client, appointment):
    client.force_login(petra())
    article = make_article()
    report(client, appointment, article, fact="nonsense")
    assert not ArticleCitation.objects.exists()
    report(client, appointment, article)
    rows = {
        "article_citations-TOTAL_FORMS": "2",
        "article_citations-1-article": str(article.pk),
        "article_citations-1-fact": "start",
    }
    page = client.post(url(appointment), posted(client.get(url(appointment)), "appointment_form", **rows))
    assert page.status_code == 200
    assert ArticleCitation.objects.count() == 1


def test_a_reporter_reads_it_and_changes_nothing(client, appointment):
    user = make_reporter()
    user.groups.set(Group.objects.filter(name="reporter"))
    client.force_login(user)
    assert client.get(url(appointment)).status_code == 200
    assert client.post(url(appointment), {}).status_code == 403
