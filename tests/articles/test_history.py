"""The history of a story: who changed what and when, in one list."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from tests.browserless import soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_topic, make_user

pytestmark = pytest.mark.django_db


def url(article, name="revisions", *args):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *args])


@pytest.fixture
def erin(client):
    editor = make_editor(first_name="Erin", last_name="Editor")
    client.force_login(editor)
    return editor


def lines(response):
    return [" ".join(item.get_text(" ").split()) for item in soup(response).select(".version")]


def test_revisions_and_editions_say_who_when_and_what_changed(client, erin):
    article = make_article(by=make_reporter(first_name="Rita", last_name="Reporter"))
    article.publish(erin)
    change(article, headline="Other", standfirst="Other, in short.")
    article.publish(erin, kind="correction", note="The day was wrong.")
    second_edition, second, first_edition, address, first = lines(client.get(url(article)))
    assert "Edition 2 correction Live Erin Editor" in second_edition
    assert "Changed for readers: headline, standfirst The day was wrong." in second_edition
    assert "Revision 3" in second
    assert "Changed: headline, standfirst" in second
    assert "Edition 1 original No longer live Erin Editor" in first_edition
    assert "Revision 2" in address
    assert "Changed: the address" in address
    assert "Rita Reporter" in first
    assert "The first version" in first


def test_topics_officials_and_authors_count_as_changes(client, erin):
    article = make_article()
    article.topics.add(make_topic("Peace"))
    article.save_revision(erin)
    assert "Changed: topics" in lines(client.get(url(article)))[0]


def test_a_moved_schedule_shows_both_times(client, erin):
    article, at = make_live(), timezone.now() + datetime.timedelta(hours=1)
    change(article, headline="Tomorrow’s")
    article.publish(erin, at=at)
    article.reschedule(erin, at + datetime.timedelta(hours=1))
    new, old, *_others = lines(client.get(url(article)))
    assert "Edition 2 update Scheduled" in new
    assert "Edition 2 update Cancelled" in old
    assert "Changed for readers: headline" in old


def test_five_hundred_revisions_are_paged_by_key_within_eight_queries(
    client, erin, django_assert_max_num_queries
):
    article = make_live(slug="typed")
    change(article, headline="Two")
    payload = article.last_revision.payload
    Revision.objects.bulk_create(
        Revision(
            article=article, number=n, by=erin, payload={**payload, "headline": f"No. {n}"}, digest=f"{n}"
        )
        for n in range(3, 501)
    )
    type(article).objects.update(revision_number=500)
    # session, user, permissions (2), the story, editions, revisions
    with django_assert_max_num_queries(8):
        page = client.get(url(article))
    assert len(lines(page)) == 50
    assert lines(page)[0].startswith("From : Revision 500") or "Revision 500" in lines(page)[0]
    older = soup(page).find(rel="next")["href"]
    with django_assert_max_num_queries(8):
        page = client.get(url(article) + older)
    assert "Revision 450" in lines(page)[0]
    with django_assert_max_num_queries(8):
        page = client.get(url(article) + "?before=51")
    assert "Edition 1" in lines(page)[-2]
    assert "The first version" in lines(page)[-1]
    assert not soup(page).find(rel="next")


def test_a_page_that_nobody_linked_is_not_there(client, erin):
    article = make_article()
    for asked in ("x", "-1", "1.5"):
        assert client.get(url(article), {"before": asked}).status_code == 404
    assert "No revision here." in text_of(client.get(url(article), {"before": "1"}))
    for much in ("999999999", "9" * 30):  # the latter is no number of ours: as if it were not there
        assert client.get(url(article), {"before": much}).status_code == 200


def test_who_reads_the_history_and_how(client):
    article = make_article()
    for name in ("revisions", "compare"):
        client.logout()
        assert "/admin/login/" in client.get(url(article, name)).url
        client.force_login(make_user())
        assert client.get(url(article, name)).status_code == 403
        client.force_login(make_user("view_article"))
        assert client.get(url(article, name)).status_code == 200
        assert client.post(url(article, name)).status_code == 405
        assert client.get(f"/admin/articles/article/987654/{name}/").status_code == 404


def test_who_only_reads_is_not_offered_to_restore(client):
    article = change(make_article(), headline="Two")
    client.force_login(make_user("view_article"))
    assert "Restore" not in text_of(client.get(url(article)))
    client.force_login(make_reporter())
    assert "Restore" in text_of(client.get(url(article)))


def test_the_record_leads_to_it(client, erin):
    article = make_article()
    record = soup(client.get(article.get_desk_url())).find(id="side-history")
    assert record.find("a", href=url(article))
