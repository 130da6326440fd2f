"""The demo newsroom: complete, the same after a second run, and right about 10 October 2007."""

import datetime
import io
import json
import re

import PIL.Image
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition, Topic
from newsroom.demo import seed as demo_seed
from newsroom.images.models import Image
from newsroom.lib.partial_date import UNKNOWN
from people.consistency import FindingKind, findings
from people.models import Appointment, Citation, Person, Post, RecordSettings
from people.titles import titles_on
from tests.browserless import soup, text_of
from tests.newsroom.images.files import picture

pytestmark = pytest.mark.django_db

DAY = datetime.date(2007, 10, 10)
ONE_DAY = datetime.timedelta(days=1)
LANES = ("waiting", "changed", "scheduled")
STORY = "/news/2007/10/sacred-calling/"
SCHEDULED = "Four dates of an appointment, and which of them we mean"
# Days on which the demo is read, told from their date and how many days ago it was seeded.
LATER = {
    "that day": lambda date, days: True,
    "the next day": lambda date, days: days == 1,
    "the end of a month": lambda date, days: days > 3 and (date + ONE_DAY).day == 1,
    "a new year": lambda date, days: days > 3 and (date.month, date.day) == (1, 1),
    "29 February": lambda date, days: days > 3 and (date.month, date.day) == (2, 29),
    "ten years ahead": lambda date, days: days > 3650 and date.weekday() == 6,
}
READERS = [
    *("/", "/news/", "/news/2007/", "/news/2007/10/", STORY, f"{STORY}editions/", "/corrections/"),
    *("/people/", "/people/?on={today}", "/people/?on=2007-10-10&and={today}", "/people/changes/"),
    *("/people/antonio-guterres/", "/people/edward-luck/", "/people.json", "/search/?q=adviser"),
    *("/posts/", "/posts/secretary-general/", "/organizations/united-nations/?on={today}"),
    *("/topics/responsibility-to-protect/", "/authors/ada-lindqvist/", "/people/changes/feed.atom"),
    *("/feed.atom", "/feed.rss", "/feed.json", "/sitemap.xml", "/sitemap-2007-10.xml", "/sitemap-people.xml"),
    *("/sitemap-topics.xml", "/news-sitemap.xml", "/robots.txt"),
]
DESK = ["/admin/", "/admin/calendar/", "/admin/calendar/?day={today}", "/admin/articles/article/"]


def seed(**kw):
    out = io.StringIO()
    call_command("seed_demo", stdout=out, **kw)
    return out.getvalue()


def counts():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo newsroom, built once for all tests here and taken back at the end; gives what was printed."""
    quick = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    with django_db_blocker.unblock(), transaction.atomic():
        with quick, pytest.MonkeyPatch.context() as patch:
            patch.setattr(demo_seed, "PICTURES", small_pictures(tmp_path_factory.mktemp("pictures")))
            printed = seed()
        yield printed
        transaction.set_rollback(True)


def small_pictures(folder):
    """The pictures of the demo in a thumbnail's size, each another one."""
    for number, file in enumerate(sorted(demo_seed.PICTURES.glob("*.jpg"))):
        picture(90 + number, 60).save(folder / file.name)
    return folder


def test_every_picture_of_the_demo_is_shown_by_a_story_and_large_enough():
    stories = (demo_seed.DATA / "stories.jsonl").read_text(encoding="utf-8")
    files = {file.name: file for file in demo_seed.PICTURES.glob("*.jpg")}
    assert set(re.findall(r"[a-z-]+\.jpg", stories)) == files.keys()
    assert {PIL.Image.open(file).size for file in files.values()} == {(1600, 1067)}


def test_a_second_run_changes_nothing(demo):
    before = counts()
    again = seed()
    assert counts() == before
    assert "nothing was missing" in again


def test_the_first_story_shows_the_titles_of_its_day(demo):
    edition = Edition.objects.live().get(slug="sacred-calling")
    persons = [row.person for row in edition.edition_officials.all()]
    titles = titles_on(persons, edition.date)
    assert edition.date == DAY
    assert [(str(p), titles[p.pk].text) for p in persons] == [
        ("Ban Ki-moon", "Secretary-General"),
        ("Francis Deng", "Special Adviser on the Prevention of Genocide"),
        ("Edward Luck", "named as intended Special Adviser for the Responsibility to Protect"),
    ]


def test_the_first_story_was_corrected(demo):
    first, second = Edition.objects.filter(slug="sacred-calling").order_by("number")
    assert "had appointed Professor Luck" in first.body
    assert "intention to appoint" in second.body
    assert second.kind == "correction"
    assert "had been appointed" in second.note
    assert first.live_until == second.live_from
    assert "<table" in second.body


def test_there_is_a_story_in_every_state(demo):
    states = set(Article.objects.with_state().values_list("state", flat=True))
    expected = {"draft", "submitted", "returned", "approved", "scheduled", "live", "changed", "withdrawn"}
    assert states == expected


def test_there_is_enough_to_read_and_of_every_kind(demo):
    live = Edition.objects.live()
    assert live.count() >= 18
    assert {"update", "correction", "clarification"} <= set(Edition.objects.values_list("kind", flat=True))
    assert Edition.objects.filter(number=3).exists()
    assert live.filter(language="ar").exists()
    assert live.filter(lead_image=None).exists()
    assert any(len(edition.headline) > 200 for edition in live)
    assert any(edition.edition_officials.count() >= 15 for edition in live)
    assert all(edition.imported for edition in Edition.objects.all())


def test_stories_are_of_150_to_500_words(demo):
    for edition in Edition.objects.live().exclude(slug__in=["two-signatures-for-one-post"]):
        words = len(edition.search_text.split())
        assert 150 <= words <= 560, edition.slug


def test_every_official_named_in_a_text_is_linked_and_public(demo):
    for edition in Edition.objects.live():
        for row in edition.edition_officials.select_related("person"):
            assert row.person.is_public, row.person
    assert Person.objects.matching("반기문").get().slug == "ban-ki-moon"


def test_aliases_lead_to_their_topic(demo):
    assert {str(t) for t in Topic.objects.named("R2P")} == {"Responsibility to Protect"}
    assert Topic.objects.named("rtop").get() == Topic.objects.named("R2P").get()
    assert Topic.objects.in_navigation().count() >= 6


def test_pictures_are_credited_as_samples(demo):
    pictures = Image.objects.all()
    assert len(pictures) >= 10
    assert {picture.credit for picture in pictures} == {"Illustration: Public Office (sample)"}


# --- Nothing without a source ------------------------------------------------------------------------
def test_every_date_of_an_appointment_has_a_source(demo):
    without = [
        (str(held), fact)
        for held in Appointment.objects.prefetch_related("citations")
        for fact in ("intended", "announced", "start", "end")
        if getattr(held, fact) not in ("", UNKNOWN) and not covers(held, fact)
    ]
    assert without == []
    assert Appointment.objects.count() == Appointment.objects.public().count() > 100


def covers(held, fact):
    facts = {citation.fact for citation in held.citations.all()}
    return fact in facts or (fact in ("start", "end") and "whole" in facts)


def test_who_appointed_somebody_is_told_only_beside_a_source(demo):
    appointed = Appointment.objects.exclude(appointed_by=None, appointing_body=None)
    told = Q(citations__fact__in=["announced", "intended", "authority"])
    elected = Q(post__organization__name="United Nations")  # by Article 97 of the Charter
    assert set(appointed) == set(appointed.filter(told | elected).distinct())


def test_no_source_is_somebody_s_memory(demo, client):
    assert not Citation.objects.filter(title__icontains="general knowledge").exists()
    assert not Citation.objects.filter(url="", symbol="").exists()
    assert "not looked up" not in text_of(client.get("/people/kofi-annan/"))


def test_what_the_tables_have_no_column_for_has_a_source_too():
    details = json.loads((demo_seed.DATA / "details.json").read_text(encoding="utf-8"))
    entries = [*details["organizations"].values(), *details["posts"], *details["persons"].values()]
    of_the_house = {"source", "organization", "post", "rank", "summary"}
    assert [entry for entry in entries if entry.keys() - of_the_house and not entry.get("source")] == []


def test_the_consistency_report_finds_nothing_that_nobody_answered(demo, client):
    open_findings = [f"{finding.kind}: {finding.text}" for finding in findings() if not finding.accepted]
    assert open_findings == []
    kinds = {finding.kind for finding in findings()}
    # only what sources leave open
    assert kinds <= {FindingKind.GAP, FindingKind.EMPTY, FindingKind.UNDATED}
    client.force_login(get_user_model().objects.get(username="petra"))
    page = reverse("admin:people_consistency")
    assert "Nothing to mend." in text_of(client.get(page))
    assert "No source was found for who held or filled the post" in text_of(client.get(f"{page}?known=1"))


def test_the_united_nations_are_the_home_of_the_demo(demo):
    homes = RecordSettings.objects.get().home_organizations.all()
    assert [str(one) for one in homes] == ["United Nations"]


def test_each_story_says_what_bears_it_out():
    readme = (demo_seed.DATA / "README.md").read_text(encoding="utf-8")
    stories = (demo_seed.DATA / "stories.jsonl").read_text(encoding="utf-8").splitlines()
    names = [json.loads(line)["id"].removeprefix("sample:") for line in stories]
    assert len(names) == 33
    assert [name for name in names if name not in readme] == []


@pytest.mark.parametrize(
    ("day", "acting"), [("1997-06-01", "Ralph Zacklin"), ("2008-08-15", "Kyung-wha Kang")]
)
def test_the_office_of_human_rights_had_somebody_on_days_once_called_vacant(demo, client, day, acting):
    said = text_of(client.get(f"/organizations/office-of-the-high-commissioner-for-human-rights/?on={day}"))
    assert acting in said
    assert "High Commissioner for Human Rights vacant" not in said


def test_the_heads_of_other_houses_are_on_record(demo):
    titles = Post.objects.filter(title__in=["Secretary-General", "Secretary General", "Director-General"])
    houses = {post.organization.short_name or post.organization.name for post in titles}
    assert houses >= {"NATO", "OAS", "ASEAN", "OPEC", "WTO", "OECD", "ITU", "OIC"}
    assert houses >= {"Commonwealth Secretariat", "Council of Europe", "League of Arab States"}
    assert Post.objects.get(slug="secretary-general").organization.name == "United Nations"


# --- On any day ------------------------------------------------------------------------------------
@pytest.fixture(params=LATER)
def days(request, demo, time_machine):
    """How many days ago the demo was seeded: at five to midnight, when it is the next day in UTC."""
    seeded = timezone.localtime()
    days = next(n for n in range(9000) if LATER[request.param](seeded.date() + n * ONE_DAY, n))
    date = seeded.date() + days * ONE_DAY
    moment = datetime.datetime.combine(date, datetime.time(23, 55), settings.NEWSROOM_ZONE)
    time_machine.move_to(max(seeded, moment).astimezone(datetime.UTC))
    return days


def answers(client, addresses):
    today = timezone.localdate().isoformat()
    return {address: client.get(address.format(today=today)) for address in addresses}


def test_readers_find_the_demo_as_it_was_on_any_day(client, days):
    pages = answers(client, READERS)
    assert {address: page.status_code for address, page in pages.items() if page.status_code != 200} == {}
    assert "as intended Special Adviser for the Responsibility to Protect" in text_of(pages[STORY])
    assert "António Guterres" in text_of(pages["/people/?on={today}"])
    assert "In post" in text_of(pages["/people/antonio-guterres/"])
    assert (SCHEDULED in text_of(pages["/"])) == (days > 3)
    assert SCHEDULED not in text_of(pages["/news/2007/10/"])


def test_the_desk_finds_work_on_any_day(client, days):
    client.force_login(get_user_model().objects.get(username="ada"))
    pages = answers(client, DESK)
    assert {page.status_code for page in pages.values()} == {200}
    desk = soup(pages["/admin/"])
    lanes = {name: desk.find(id=f"lane-{name}").find_parent("section").get_text() for name in LANES}
    assert "Two signatures for one post" in lanes["waiting"]
    assert "Margaret Chan is appointed" in lanes["changed"]
    assert (SCHEDULED in lanes["scheduled"]) == (days < 3)
    goes_out = timezone.localdate(Edition.objects.get(headline=SCHEDULED).live_from)
    assert SCHEDULED in text_of(client.get(f"/admin/calendar/?day={goes_out}"))


# --- Logins ----------------------------------------------------------------------------------------
def test_logins_are_printed_and_work(demo, client):
    for name in ("erin", "rosa", "petra", "ada"):
        assert f"{name} / demo-newsroom" in demo
        assert client.login(username=name, password="demo-newsroom")


@pytest.mark.parametrize(
    ("name", "may", "may_not"),
    [
        ("erin", "articles.publish_article", "people.change_person"),
        ("rosa", "articles.change_article", "articles.publish_article"),
        ("petra", "people.change_appointment", "articles.publish_article"),
    ],
)
def test_each_login_has_its_role(demo, name, may, may_not):
    user = get_user_model().objects.get(username=name)
    assert user.has_perm(may)
    assert not user.has_perm(may_not)


def test_production_is_refused(demo, settings):
    before = counts()
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="known passwords"):
        seed()
    assert counts() == before


def test_titles_in_french_and_spanish_are_on_record_and_marked_with_their_language(demo, client):
    page = client.get(
        Post.objects.get(title="Secretary-General", organization__name="United Nations").get_absolute_url()
    )
    said = page.content.decode()
    assert '<span lang="fr">Secrétaire général de l’Organisation des Nations Unies</span>' in said
    assert '<span lang="es">Secretario General de las Naciones Unidas</span>' in said
    heading = re.search(r"<h1.*?</h1>", said, re.DOTALL)[0]
    assert "Secretary-General" in heading
    assert "Secrétaire" not in heading
