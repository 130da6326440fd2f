"""Preview links for their recipients: what opens, what does not, and that nothing of the visitor is kept."""

import datetime
import hashlib

import pytest
from django.utils import timezone

from articles.models import AuditEntry, PreviewLink, PreviewView
from articles.workflow import Refused
from tests.browserless import soup, text_of
from tests.make import (
    change,
    make_article,
    make_author,
    make_editor,
    make_image,
    make_live,
    make_reporter,
    make_topic,
    make_user,
)
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)


def share(article=None, by=None, lasts=7 * DAY, recipient="Dr. Amara Diallo", **kw):
    """A preview link and its address."""
    article = article or make_article()
    until = timezone.now() + lasts
    link, token = PreviewLink.objects.make(article, by or article.owner, recipient, until, **kw)
    return link, f"/preview/{token}/"


def open_in_a_browser(client, url, **headers):
    """The page, once its script has said that it was opened."""
    page = client.get(url, **headers)
    form = soup(page).find("form", attrs={"data-at-once": True})
    sent = {field["name"]: field["value"] for field in form.find_all("input")}
    assert client.post(url, sent, **headers).status_code == 204
    return page


# --- What opens --------------------------------------------------------------------------------------
def test_the_desk_copy_opens_without_an_account(client):
    article = make_article(headline="Not out yet", standfirst="In short.", body="<p>The whole text.</p>")
    _link, url = share(article)
    words = text_of(client.get(url))
    assert "Not out yet" in words
    assert "The whole text." in words
    assert "Preview for Dr. Amara Diallo" in words
    assert "Not published" in words
    assert "Revision 1 of 2 March 2026, 07:00 EST." in words
    assert "Expires 9 March 2026, 08:00 EDT." in words


def test_it_shows_officials_topics_and_authors_as_readers_would_get_them(client):
    luck = make_person("Edward Luck")
    make_appointment(luck, make_post("Special Adviser"), intended="2007-08-31")
    article = make_article(
        date=datetime.date(2007, 10, 10),
        officials=[luck, make_person("Hidden Person", is_public=False)],
        topics=[make_topic("Oil revenue")],
        authors=[make_author("Second Author"), make_author("First Author")],
    )
    words = text_of(client.get(share(article)[1]))
    assert "Named as intended Special Adviser" in words
    assert "Hidden Person" not in words
    assert "Oil revenue" in words
    assert words.index("Second Author") < words.index("First Author")


def test_it_always_shows_the_newest_revision(client):
    article = make_article(headline="The first words")
    _link, url = share(article)
    change(article, headline="The second words")
    words = text_of(client.get(url))
    assert "The second words" in words
    assert "Revision 2 of" in words
    assert "always shows the newest" in words


def test_a_pinned_one_keeps_to_its_revision_with_all_that_belonged_to_it(client):
    luck, picture = make_person("Edward Luck"), make_image(caption="An empty hall, then.")
    make_appointment(luck, make_post("Special Adviser"), start="2007")
    article = make_article(
        headline="The first words",
        date=datetime.date(2008, 3, 1),
        officials=[luck],
        topics=[make_topic("Oil revenue")],
        authors=[make_author("Ilse Marrow")],
        lead_image=picture,
    )
    _link, url = share(article, pinned=True)
    article.officials.all().delete()
    article.bylines.all().delete()
    article.topics.clear()
    change(article, headline="The second words", lead_image=None, date=None)
    words = text_of(client.get(url))
    for said in ("The first words", "Special Adviser", "Oil revenue", "Ilse Marrow", "1 March 2008"):
        assert said in words
    assert "An empty hall, then." in words
    assert "The second words" not in words
    assert "Revision 1 of" in words
    assert "keeps to it" in words


def test_it_says_so_where_readers_have_the_very_same_words(client):
    article = make_live(headline="Out")
    _link, url = share(article)
    assert "This version is published." in text_of(client.get(url))
    change(article, headline="Changed since")
    words = text_of(client.get(url))
    assert "Changed since" in words
    assert "Not published" in words


# --- What does not open ------------------------------------------------------------------------------
def test_it_expires_by_the_clock(client, time_machine):
    _link, url = share(make_article(headline="Secret"), lasts=HOUR)
    time_machine.move_to("2026-03-02T12:59:59Z", tick=False)
    assert client.get(url).status_code == 200
    time_machine.move_to("2026-03-02T13:00:00Z", tick=False)
    page = client.get(url)
    assert page.status_code == 410
    assert "has expired" in text_of(page)
    assert "Secret" not in text_of(page)
    assert "Amara" not in text_of(page)


def test_it_is_revoked_at_once(client):
    link, url = share(make_article(headline="Secret"))
    assert client.get(url).status_code == 200
    link.revoke(link.made_by)
    page = client.get(url)
    assert page.status_code == 410
    assert "was closed" in text_of(page)
    assert "Secret" not in text_of(page)


def test_it_waits_for_the_end_of_an_embargo_and_says_when(client, time_machine):
    article = make_article(headline="Secret", embargo_until=timezone.now() + DAY)
    _link, url = share(article)
    page = client.get(url)
    assert page.status_code == 403
    assert "embargo" in text_of(page)
    assert "3 March 2026, 07:00 EST" in text_of(page)
    assert "Secret" not in text_of(page)
    assert client.post(url, {"text": "Hello", "revision": "1"}).status_code == 403
    assert not PreviewView.objects.exists()
    time_machine.move_to("2026-03-03T12:00:00Z", tick=False)
    assert client.get(url).status_code == 200


def test_an_embargo_set_later_closes_links_that_were_open(client):
    article = make_article()
    _link, url = share(article)
    article.embargo_until = timezone.now() + HOUR
    article.save(update_fields=["embargo_until"])
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("suppressed", [False, True])
def test_a_withdrawn_or_killed_story_kills_its_links_for_good(client, time_machine, suppressed):
    article, editor = make_live(headline="Secret"), make_editor()
    _link, url = share(article)
    time_machine.move_to("2026-03-02T13:00:00Z", tick=False)
    article.withdraw(editor, "A court said so.", "It was wrong.", suppressed=suppressed)
    page = client.get(url)
    assert page.status_code == 410
    assert "Secret" not in text_of(page)
    assert "court" not in text_of(page)
    article.lift_withdrawal(make_user("lift_withdrawal"), "It was right after all.")
    assert client.get(url).status_code == 410
    time_machine.move_to("2026-03-02T14:00:00Z", tick=False)
    assert client.get(share(article)[1]).status_code == 200


def test_a_tampered_or_guessed_token_is_no_address(client):
    link, url = share(make_article(headline="Secret"))
    token = url.split("/")[2]
    other = ("A" if token[0] != "A" else "B") + token[1:]
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")
    for guess in (
        other,
        swapped,
        token[:-1],
        token.swapcase(),
        token + "=",
        "1",
        link.token_hash,
        str(link.pk),
    ):
        page = client.get(f"/preview/{guess}/")
        assert page.status_code == 404, guess
        assert b"Secret" not in page.content
        assert client.post(f"/preview/{guess}/", {"text": "x", "revision": "1"}).status_code == 404
    assert not PreviewView.objects.exists()


# --- The token ---------------------------------------------------------------------------------------
def test_the_database_has_only_the_hash_of_the_token():
    link, url = share()
    token = url.split("/")[2]
    assert len(token) >= 43  # 256 bits in base64
    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    for model in (PreviewLink, AuditEntry):
        for row in model.objects.values():
            assert token not in repr(row)


def test_each_link_has_a_token_of_its_own():
    article = make_article()
    assert len({share(article)[1] for _ in range(5)}) == 5


# --- What is kept, and what goes out with it ---------------------------------------------------------
def test_every_view_is_logged_with_its_moment_and_its_revision_and_nothing_else(client, time_machine):
    article = make_article()
    link, url = share(article)
    open_in_a_browser(client, url, HTTP_USER_AGENT="Nosy", REMOTE_ADDR="203.0.113.9")
    change(article, headline="Newer")
    time_machine.move_to("2026-03-02T12:05:00Z", tick=False)
    open_in_a_browser(client, url)
    client.get(url), client.head(url)  # what a mail scanner or a chat that draws a card asks is no view
    seen = list(link.views.order_by("at").values_list("revision__number", "at"))
    noon = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
    assert seen == [(1, noon), (2, noon + 5 * datetime.timedelta(minutes=1))]
    assert {field.name for field in PreviewView._meta.fields} == {"id", "link", "revision", "at"}


@pytest.mark.parametrize("state", ["open", "expired", "unknown", "embargoed", "wrong method", "answered"])
def test_nobody_keeps_it_finds_it_or_hears_of_it(client, time_machine, state):
    article = make_article(embargo_until=timezone.now() + HOUR if state == "embargoed" else None)
    _link, url = share(article, lasts=2 * HOUR)
    if state == "expired":
        time_machine.move_to("2026-03-03T12:00:00Z", tick=False)
    ask = {"wrong method": client.delete, "answered": client.post}.get(state, client.get)
    page = ask("/preview/nothing/" if state == "unknown" else url)
    assert set(page["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in page
    assert not page.cookies
    assert "Set-Cookie" not in page


def test_the_page_has_no_address_of_its_own_for_others_to_copy(client):
    _link, url = share(make_live())
    page = client.get(url)
    assert url.split("/")[2] not in page.content.decode()
    assert b"application/ld+json" not in page.content
    assert b"og:" not in page.content
    assert b'rel="canonical"' not in page.content
    assert soup(page).find("meta", attrs={"name": "robots"})["content"] == "noindex, nofollow"


def test_hostile_words_come_out_clean(client):
    _link, url = share(make_article(headline="<script>alert(1)</script>"), recipient="<b onclick=x>Eve</b>")
    page = client.get(url)
    assert b"<script>alert" not in page.content
    assert b"<b onclick" not in page.content


def test_a_link_that_is_opened_without_end_must_wait(client, time_machine):
    _link, url = share()
    for _opening in range(120):
        assert client.get(url).status_code == 200
    page = client.get(url)
    assert page.status_code == 429
    assert page["Retry-After"] == "3600"
    time_machine.move_to("2026-03-02T13:00:01Z", tick=False)
    assert client.get(url).status_code == 200


def test_visits_beyond_the_limit_of_an_hour_are_not_written_down(client):
    link, url = share()
    revision = link.article.last_revision
    PreviewView.objects.bulk_create(PreviewView(link=link, revision=revision) for _ in range(120))
    open_in_a_browser(client, url)
    assert link.views.count() == 120


@pytest.mark.parametrize("sent", [{"shown": "made up"}, {"shown": ""}, {"revision": "x"}, {"revision": "2"}])
def test_a_visit_that_no_page_speaks_for_is_not_written_down(client, sent):
    link, url = share()
    proof = soup(client.get(url)).find("input", attrs={"name": "shown"})["value"]
    change(link.article, headline="Newer")  # saved, and not opened
    assert client.post(url, {"kind": "seen", "revision": "1", "shown": proof, **sent}).status_code == 400
    assert not link.views.exists()


# --- Its cost ----------------------------------------------------------------------------------------
def rich_article():
    officials = [make_person("Edward Luck"), make_person("Ban Ki-moon")]
    for person in officials:
        make_appointment(person, make_post(f"Post of {person}"), start="2007")
    picture = make_image()
    return make_article(
        date=datetime.date(2008, 3, 1),
        officials=officials,
        topics=[make_topic("One"), make_topic("Two")],
        authors=[make_author("Ilse Marrow"), make_author("Jo Quill")],
        lead_image=make_image(),
        body=f'<p><a data-official="{officials[0].pk}">Luck</a> spoke.</p>'
        f'<figure data-media="{picture.pk}"></figure>',
    )


def test_the_newest_revision_costs_seven_queries(client, django_assert_max_num_queries):
    _link, url = share(rich_article())
    # link with story, names and standing; officials; edition before; titles (2); people, pictures
    with django_assert_max_num_queries(7):
        assert client.get(url).status_code == 200


def test_an_older_revision_costs_three_or_four_more(client, django_assert_max_num_queries):
    article = rich_article()
    _link, url = share(article, pinned=True)
    change(article, headline="Gone on")
    # topics, authors and the lead picture by the ids of the revision; who of it was merged since
    with django_assert_max_num_queries(11):
        assert client.get(url).status_code == 200


# --- Making and revoking, by the rules ---------------------------------------------------------------
def test_the_owner_and_an_editor_make_one_and_no_other_reporter():
    owner = make_reporter()
    article = make_article(by=owner)
    share(article, by=owner)
    share(article, by=make_editor())
    with pytest.raises(Refused):
        share(article, by=make_reporter())
    owner.user_permissions.clear()
    owner = type(owner).objects.get(pk=owner.pk)
    with pytest.raises(Refused):
        share(article, by=owner)


@pytest.mark.parametrize("lasts", [0 * DAY, -DAY, 91 * DAY])
def test_it_expires_in_the_future_but_within_ninety_days(lasts):
    with pytest.raises(Refused) as refused:
        share(lasts=lasts)
    assert refused.value.field == "expires_at"


def test_one_that_would_never_open_is_refused():
    with pytest.raises(Refused, match="embargo"):
        share(make_article(embargo_until=timezone.now() + DAY), lasts=DAY)


def test_a_withdrawn_story_is_shown_to_nobody_new():
    article = make_live()
    article.withdraw(make_editor(), "Wrong.", "It was wrong.")
    with pytest.raises(Refused, match="withdrawn"):
        share(article)


def test_who_made_it_the_owner_and_an_editor_revoke_it_and_nobody_else():
    owner, editor = make_reporter(), make_editor()
    article = make_article(by=owner)
    for by in (owner, editor, make_editor()):
        link, _url = share(article, by=editor)
        link.revoke(by)
        assert (link.revoked_by, link.revoked_at) == (by, timezone.now())
    link, _url = share(article, by=editor)
    with pytest.raises(Refused):
        link.revoke(make_reporter())
    link.refresh_from_db()
    assert link.revoked_at is None


def test_making_and_revoking_are_in_the_audit_log_once():
    link, _url = share(email="amara@example.org")
    link.revoke(link.made_by)
    link.revoke(link.made_by)
    acts = list(AuditEntry.objects.order_by("number").values_list("act", "by", "after__recipient"))
    by = link.made_by.pk
    assert acts == [
        ("preview-link-made", by, "Dr. Amara Diallo"),
        ("preview-link-revoked", by, "Dr. Amara Diallo"),
    ]
    assert "amara@" not in repr(list(AuditEntry.objects.values()))
