"""Checks and suggestions on one screen come from one reading: they never contradict each other."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import checks
from articles.admin.story.checks_panel import panels
from articles.mentions import Rule
from articles.mentions.suggestions import Words, offered, read_story
from articles.models import SuggestionDismissal
from people.models import Person
from tests.make import make_article, make_editor
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
DAY = datetime.date(2008, 3, 1)
NAMES = ("Ban Ki-moon", "Mr. Ban", "Ban", "BAN KI-MOON", "Pan Ki-mun", "Kofi Annan", "Kofi A. Annan", "Annan")
NAMES += ("Edward Luck", "Professor Luck", "Luck", "U Thant", "Thant", "Asha-Rose Migiro", "Ms. Migiro")
TITLES = ("Secretary-General", "the Secretary-General", "UN Secretary-General", "Deputy Secretary-General")
TITLES += ("Special Adviser", "Secretary-General-designate", "UN chief", "Executive Director")
BEFORE = ("former", "Former", "then", "acting", "The", "NATO", "Office of the", "He met", "", "", "")
AFTER = ("spoke.", "said so.", ", in Geneva,", "’s plan", "Library", "and", "(", ")", ".", "of NATO")

phrases = st.tuples(
    st.sampled_from(BEFORE),
    st.sampled_from((*TITLES, "", "")),
    st.sampled_from((*NAMES, "")),
    st.sampled_from(AFTER),
).map(lambda parts: " ".join(filter(None, parts)))
texts = st.lists(phrases, min_size=1, max_size=4).map(" ".join)


@pytest.fixture
def record(db):
    """Five officials with their posts, of whom one is not shown to readers."""
    house = make_organization("United Nations", short_name="UN")
    general = make_post("Secretary-General", house)
    ban, annan = make_person("Ban Ki-moon", honorific="Mr."), make_person("Kofi Annan")
    ban.names.create(text="Pan Ki-mun", kind="misspelling", match=False)
    thant = make_person(
        "Thant", family_name="", given_name="Thant", name_order="mononym", display_name="U Thant"
    )
    make_appointment(thant, general, start="1962-11-30", end="1971-12-31")
    make_appointment(annan, general, start="1997-01-01", end="2006-12-31")
    make_appointment(ban, general, announced="2006-10-13", start="2007-01-01", end="2016-12-31")
    adviser = make_post("Special Adviser for the Responsibility to Protect", house)
    luck = make_appointment("Edward Luck", adviser, intended="2007-08-31", start="2008-02-21").person
    deputy = make_post("Deputy Secretary-General", house)
    migiro = make_appointment("Asha-Rose Migiro", deputy, start="2007-02-05", end="2012-06-30").person
    make_appointment(make_person("Anthony Lake"), "Executive Director", start="2010-05-01")
    Person.objects.filter(pk=migiro.pk).update(is_public=False)
    return [ban, annan, thant, luck, migiro]


def screen(article, **values):
    """What the two panels beside the form show, and the reading they were made from."""
    payload = {"headline": "A day", "standfirst": "In short.", "body": "", "date": DAY}
    officials = values.pop("officials", {})
    story = checks.CheckedStory.of(payload | values, officials=officials, topics=1)
    shown = panels(article, story)
    return [row.finding for row in shown["checks"]], shown["suggestions"], story


def of(findings, code):
    return [finding for finding in findings if finding.code == code]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_text_makes_checks_and_suggestions_contradict_each_other(record, data):
    article = make_article()
    linked = data.draw(st.lists(st.sampled_from(record), unique=True, max_size=3))
    words = {name: data.draw(texts) for name in ("headline", "standfirst", "lead_caption")}
    marked = data.draw(st.sampled_from(record))
    first, second = data.draw(texts), data.draw(texts)
    body = f'<p>{first}</p><p>{second} <a data-official="{marked.pk}">{marked}</a> ends.</p>'
    day = data.draw(st.dates(datetime.date(1965, 1, 1), datetime.date(2020, 1, 1)))
    officials = {person.pk: None for person in linked}
    findings, suggestions, story = screen(article, **words, body=body, date=day, officials=officials)

    # Whoever is named for the suggestions is named for the checks.
    named = offered(story.read, linked=officials)
    evidence = {str(person) for one in named for person in one.persons}
    assert not evidence & {finding.evidence for finding in of(findings, "not-named")}

    # Whoever is named and not linked is offered beside it, by the same words.
    shown = {
        (" / ".join(sorted({person.full_name for person in row.offered.persons})), place.evidence.surface)
        for row in suggestions
        for place in row.offered.places
    }
    for finding in of(findings, "not-linked"):
        assert (finding.message.split(" is named")[0], finding.evidence) in shown

    # A title that is denied is one that the engine read, of somebody whom it names; and nowhere a reason.
    persons = {person.pk for one in named for person in one.persons}
    titled = {story.place_of(one) for one in read_story(story.read).titled if one.person in persons}
    reasons = {
        place.evidence.surface
        for one in named
        for place in one.places
        if place.evidence.rule == Rule.TITLE_AND_NAME
    }
    for finding in of(findings, "title"):
        assert (finding.field, finding.evidence, finding.nth) in titled
        assert finding.evidence not in reasons


def test_an_official_meant_by_a_title_alone_is_named(record):
    """The suggestions say that the Secretary-General of that day is Ban; the checks must not deny it."""
    ban = record[0]
    body = "<p>The Secretary-General said on Monday that talks must resume.</p>"
    findings, suggestions, _story = screen(make_article(), body=body, officials={ban.pk: None})
    assert (findings, suggestions) == ([], [])


def test_who_is_named_in_the_caption_of_the_lead_picture_only_is_offered_too(record):
    findings, (row,), _story = screen(make_article(), lead_caption="Kofi Annan at his desk.")
    assert [finding.field for finding in of(findings, "not-linked")] == ["lead_caption"]
    assert (row.who, row.offered.places[0].block.field) == ("Kofi Annan", "lead_caption")


def test_who_was_turned_down_is_not_called_unlinked(record):
    article, editor = make_article(body="<p>So Kofi Annan spoke.</p>", date=DAY), make_editor()
    annan = record[1]
    assert of(screen(article, body=article.body)[0], "not-linked")
    (one,) = offered(Words.of(article))
    SuggestionDismissal.store(article, [annan.pk], one.evidence_hash, editor)
    findings, suggestions, _story = screen(article, body=article.body)
    assert (of(findings, "not-linked"), suggestions) == ([], [])


def test_an_official_whom_readers_do_not_see_is_named_by_the_family_name(record):
    migiro = record[-1]
    officials = {migiro.pk: None}
    assert not of(
        screen(make_article(), body="<p>Ms. Migiro spoke.</p>", officials=officials)[0], "not-named"
    )
    assert of(screen(make_article(), body="<p>Nobody spoke.</p>", officials=officials)[0], "not-named")


def test_a_finding_leads_to_its_place_in_any_kind_of_block(record):
    body = "<ul><li><p>Kofi Annan’s house.</p></li></ul><hr><p></p><p>Line one.<br>Luck, Edward Luck.</p>"
    officials = {record[1].pk: None}
    (finding,) = of(screen(make_article(), body=body, officials=officials)[0], "not-linked")
    assert (finding.field, finding.evidence, finding.nth) == ("body", "Edward Luck", 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("UN Secretary-General Kofi Annan arrived.", "Secretary-General Kofi Annan"),
        ("Former U.N. Secretary-General Kofi Annan opened the centre.", None),
        ("Former U.N. Secretary-General Ban Ki-moon spoke.", "Former U.N. Secretary-General Ban Ki-moon"),
    ],
)
def test_a_house_between_former_and_the_title_is_read_over(record, text, said):
    findings, _suggestions, _story = screen(make_article(), body=f"<p>{text}</p>")
    assert [finding.evidence for finding in of(findings, "title")] == ([said] if said else [])
