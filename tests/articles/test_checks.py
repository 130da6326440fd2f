"""Gates and writing aids: what they find, and what they accept. Each finding as an editor would see it."""

import datetime

import pytest

from articles import checks
from articles.mentions.suggestions import StoryReading
from newsroom.images.models import Image
from people import name_list
from people.models import Person
from tests.make import make_image
from tests.people.make import make_appointment, make_organization, make_person, make_post

DAY = datetime.date(2007, 10, 10)
WORDS = {"headline": "A headline", "standfirst": "In short.", "body": "<p>A text.</p>", "topics": 1}


def story(**kw):
    return checks.CheckedStory(**{**WORDS, "date": DAY, **kw})


def check(of, **known):
    """The findings of a story where nobody is on record."""
    return checks.check(of, checks.KnownFacts(StoryReading(of.read), **known))


def found(**kw):
    """The findings of a story that knows no name and no post."""
    return check(story(**kw))


def codes(**kw):
    return [finding.code for finding in found(**kw)]


def test_a_story_with_all_it_needs_has_no_finding():
    assert found() == []


# --- What stops a publication -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("missing", "code", "field"),
    [
        ({"headline": " "}, "headline", "headline"),
        ({"standfirst": "\n"}, "standfirst", "standfirst"),
        ({"topics": 0}, "topics", "topics"),
    ],
)
def test_what_every_story_needs(missing, code, field):
    (finding,) = found(**missing)
    assert (finding.code, finding.field, finding.is_gate) == (code, field, True)


@pytest.mark.parametrize(
    ("image", "words", "missing"),
    [
        ({"alt": "A hall.", "credit": "Desk"}, {}, []),
        ({"alt": " ", "credit": "Desk"}, {}, ["lead-alt"]),
        ({"alt": " ", "credit": "Desk"}, {"lead_alt": "A hall."}, []),
        ({"alt": "", "credit": "Desk", "decorative": True}, {}, []),
        ({"alt": "A hall.", "credit": " "}, {}, ["lead-credit"]),
        ({"alt": "", "credit": ""}, {}, ["lead-alt", "lead-credit"]),
    ],
)
def test_the_lead_picture(image, words, missing):
    findings = found(lead_image=Image(pk=4, title="Hall", **image), **words)
    assert [finding.code for finding in findings] == missing
    assert all(finding.is_gate and finding.picture == 4 for finding in findings)


@pytest.mark.parametrize(
    ("attributes", "image", "missing"),
    [
        ("", {"alt": "A hall.", "credit": "Desk"}, []),
        ("", {"alt": " ", "credit": " "}, ["alt", "credit"]),
        ('data-alt="Seats." data-credit="Me"', {"alt": " ", "credit": " "}, []),
        ('data-alt=""', {"alt": " ", "credit": "Desk"}, []),
        ('data-alt=" "', {"alt": " ", "credit": "Desk"}, []),
        ("", {"alt": "", "credit": "Desk", "decorative": True}, []),
    ],
)
def test_a_picture_in_the_text(attributes, image, missing):
    """An empty alternative text in the figure is the choice "decorative here"."""
    body = f'<p>A.</p><figure data-media="4" {attributes}><figcaption>C</figcaption></figure>'
    findings = check(story(body=body), pictures={4: Image(pk=4, title="Hall", **image)})
    assert [finding.code for finding in findings] == missing


def test_a_finding_says_which_of_two_uses_of_one_picture_it_means():
    figure = '<figure data-media="4"{}><figcaption></figcaption></figure>'
    body = "<p>A.</p>" + figure.format(' data-alt=""') + figure.format("")
    hall = Image(pk=4, title="Hall", alt=" ", credit="Desk")
    (finding,) = check(story(body=body), pictures={4: hall})
    assert (finding.picture, finding.nth) == (4, 1)


# --- Words, headings, links, quotation marks ------------------------------------------------------
def test_a_headline_may_have_110_characters_and_no_more():
    assert codes(headline="x" * 110) == []
    (finding,) = found(headline="x" * 111)
    assert (finding.code, finding.is_gate) == ("long-headline", False)
    assert "111" in finding.message


@pytest.mark.parametrize(
    ("body", "evidence"),
    [
        ("<h2>Large</h2><p>A.</p><h3>Small</h3><p>B.</p>", None),
        ("<p>A.</p><h3>Small</h3><p>B.</p>", "Small"),
        ("<h3>Small</h3><p>A.</p><h2>Large</h2><p>B.</p>", "Small"),
    ],
)
def test_a_small_heading_comes_under_a_large_one(body, evidence):
    findings = found(body=body)
    assert [finding.evidence for finding in findings] == ([evidence] if evidence else [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("the letter of the Council", None),
        ("…", "link-without-words"),
        ("https://example.org/x", "link-address"),
        ("www.example.org", "link-address"),
        ("example.org/letters", "link-address"),
        ("click here", "link-words"),
        ("Here", "link-words"),
        ("Cliquez ici", "link-words"),
        ("a letter that is here", None),
    ],
)
def test_a_link_says_where_it_leads(words, code):
    body = f'<p>Read <a href="https://example.org/x">{words}</a> now.</p>'
    assert codes(body=body) == ([code] if code else [])


def test_a_link_in_two_styles_is_one_link():
    body = '<p><a href="/news/">click <strong>here</strong></a></p>'
    (finding,) = found(body=body)
    assert finding.evidence == "click here"


def test_a_finding_says_which_place_of_the_same_words_it_means():
    (finding,) = found(body='<p>Come here.</p><p>See <a href="/news/">here</a>.</p>')
    assert (finding.evidence, finding.nth) == ("here", 1)


@pytest.mark.parametrize(
    ("text", "straight"),
    [
        ("“Curly”, and it’s fine", 0),
        ("It's straight", 1),
        ('He said "no" twice', 2),
        ("At 5° 30' 10\" north, 6'2\" tall", 0),
        ("See https://example.org/it's", 0),
        ("the 1990's end", 1),
    ],
)
def test_straight_quotation_marks(text, straight):
    findings = found(standfirst=text)
    assert [finding.code for finding in findings] == (["straight-quotes"] if straight else [])
    assert not straight or f"({straight})" in findings[0].message


# --- Officials: linked and named ----------------------------------------------------------------
@pytest.fixture
def people(db):
    ban = make_person("Ban Ki-moon", honorific="Mr.")
    ban.names.create(text="Pan Ki-mun", kind="misspelling", match=False)
    annan = make_person("Kofi Annan")
    annan.names.create(text="Kofi Atta Annan")
    thant = make_person(
        "Thant", family_name="", given_name="Thant", name_order="mononym", display_name="U Thant"
    )
    miguel = make_person("Miguel d’Escoto Brockmann", given_name="Miguel", family_name="d’Escoto Brockmann")
    return {"ban": ban, "annan": annan, "thant": thant, "miguel": miguel}


def about(code, **kw):
    return [finding for finding in checks.look(story(**kw)) if finding.code == code]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It was Kofi Annan who spoke.", "Kofi Annan"),
        ("KOFI ANNAN SPOKE.", "KOFI ANNAN"),
        ("It was Kofi Annan’s idea.", "Kofi Annan"),
        ("It was Kofi Atta Annan.", "Kofi Atta Annan"),
        ("L’idée d’Kofi Annan.", "Kofi Annan"),
        ("Ban Ki‑moon, with a hard hyphen.", "Ban Ki‑moon"),
        ("Miguel d'Escoto Brockmann presided.", "Miguel d'Escoto Brockmann"),
        ("So U Thant left.", "U Thant"),
        ("The Kofi Annan Foundation gave money.", None),
        ("Mr. Annan spoke.", None),
        ("Kofi. Annan. Two words.", None),
        ("Kofi Annanson is another.", None),
        ("Pan Ki-mun is not to be matched.", None),
        ("They ban Ki-moon puppets.", None),
        ("So Ban Ki-moon spoke.", "Ban Ki-moon"),
    ],
)
def test_an_official_named_and_not_linked(people, text, said):
    findings = about("not-linked", body=f"<p>{text}</p>")
    assert [finding.evidence for finding in findings] == ([said] if said else [])


def test_a_name_that_is_marked_or_among_the_officials_is_linked(people):
    ban, annan = people["ban"].pk, people["annan"].pk
    body = f'<p><a data-official="{ban}">Ban Ki-moon</a>, then Ban Ki-moon again, and Kofi Annan.</p>'
    (finding,) = about("not-linked", body=body)
    assert finding.evidence == "Kofi Annan"
    assert about("not-linked", body=body, officials={annan: None}) == []


def test_each_official_is_mentioned_once_at_the_first_place(people):
    (finding,) = about("not-linked", standfirst="So Kofi Annan said.", body="<p>Kofi Annan, Kofi Annan</p>")
    assert finding.field == "standfirst"


def test_somebody_whose_page_readers_do_not_see_is_not_proposed(people):
    Person.objects.filter(pk=people["annan"].pk).update(is_public=False)
    assert about("not-linked", body="<p>Kofi Annan spoke.</p>") == []


def test_two_people_of_one_name_are_proposed_together(people):
    other = make_person("Kofi Annan")
    (finding,) = about("not-linked", body="<p>Kofi Annan spoke.</p>")
    assert finding.message.startswith("Kofi Annan is named")
    assert about("not-linked", body="<p>Kofi Annan spoke.</p>", officials={other.pk: None}) == []


@pytest.mark.parametrize(
    "words",
    [
        {"headline": "Ban speaks"},
        {"standfirst": "What Mr. Ban said."},
        {"body": "<p>Pan Ki-mun, as others write.</p>"},
        {"lead_caption": "Ban Ki-moon at his desk."},
        {"body": '<table data-caption="Days of Ban"><tbody><tr><td><p>1</p></td></tr></tbody></table>'},
    ],
)
def test_an_official_who_is_named_somewhere(people, words):
    assert about("not-named", officials={people["ban"].pk: None}, **words) == []


def test_an_official_whom_no_word_names(people):
    (finding,) = about("not-named", officials={people["ban"].pk: None}, body="<p>They ban arms.</p>")
    assert (finding.evidence, finding.field) == ("Ban Ki-moon", "officials")


def test_a_mark_names_whom_it_marks(people):
    pk = people["ban"].pk
    body = f'<p>The <a data-official="{pk}">Secretary-General</a> spoke.</p>'
    assert about("not-named", officials={pk: None}, body=body) == []


# --- Titles ---------------------------------------------------------------------------------------
@pytest.fixture
def posts(people):
    house = make_organization("United Nations", short_name="UN")
    make_post("Deputy Secretary-General", house)
    general = make_post("Secretary-General", house)
    adviser = make_post("Special Adviser for the Responsibility to Protect", house)
    luck = make_person("Edward Luck")
    make_appointment(people["annan"], general, start="1997-01-01", end="2006-12-31")
    make_appointment(people["ban"], general, announced="2006-10-13", start="2007-01-01", end="2016-12-31")
    make_appointment(luck, adviser, intended="2007-08-31", announced="2008-02-21", start="2008-02-21")
    lake = make_person("Anthony Lake")
    make_appointment(lake, "Executive Director", kind="acting", start="2007-03-01", end="2007-12-31")
    return {**people, "luck": luck, "lake": lake}


def contradicted(text, day=DAY, **kw):
    return [finding.evidence for finding in about("title", body=f"<p>{text}</p>", date=day, **kw)]


@pytest.mark.parametrize(
    "text",
    [
        "Secretary-General Ban Ki-moon spoke.",
        "The UN Secretary-General Ban Ki-moon spoke.",
        "United Nations Secretary-General Ban Ki-moon spoke.",
        "Former Secretary-General Kofi Annan spoke.",
        "The then Secretary-General Kofi Annan spoke.",
        "Then-Secretary-General Kofi Annan spoke.",
        "Acting Executive Director Anthony Lake spoke.",
        "The future Special Adviser Edward Luck spoke.",
        "The intended Special Adviser Edward Luck spoke.",
        "The Special Adviser-designate Edward Luck spoke.",
        "To the Secretary-General, Edward Luck was no stranger.",
        "Under-Secretary-General Edward Luck spoke.",
        "Assistant Secretary-General Edward Luck spoke.",
        "He told the Secretary-General. Edward Luck agreed.",
        "Professor Edward Luck spoke.",
        "the secretary-general Edward Luck",
        "NATO Secretary-General Edward Luck",
        "former Secretary-General Edward Luck",
    ],
)
def test_a_title_that_may_be_right_passes(posts, text):
    assert contradicted(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Secretary-General Edward Luck spoke.", "Secretary-General Edward Luck"),
        ("The Secretary-General Kofi Annan spoke.", "Secretary-General Kofi Annan"),
        ("UN Secretary-General Kofi Annan spoke.", "Secretary-General Kofi Annan"),
        ("former Secretary-General Ban Ki-moon", "former Secretary-General Ban Ki-moon"),
        ("Special Adviser Edward Luck spoke.", "Special Adviser Edward Luck"),
        ("Executive Director Anthony Lake", "Executive Director Anthony Lake"),
        ("Acting Secretary-General Ban Ki-moon", "Acting Secretary-General Ban Ki-moon"),
        ("the Secretary-General-designate Ban Ki-moon", "Secretary-General-designate Ban Ki-moon"),
        ("Deputy Secretary-General Ban Ki-moon", "Deputy Secretary-General Ban Ki-moon"),
    ],
)
def test_a_title_that_the_records_deny_on_the_storys_day(posts, text, said):
    assert contradicted(text) == [said]


def test_the_same_words_are_right_on_another_day(posts):
    words = "Special Adviser Edward Luck spoke."
    assert contradicted(words, datetime.date(2008, 3, 1)) == []
    assert contradicted("Secretary-General-designate Ban Ki-moon", datetime.date(2006, 11, 1)) == []


def test_the_finding_says_what_the_records_say(posts):
    (finding,) = about("title", body="<p>Secretary-General Edward Luck spoke.</p>")
    assert "named as intended Special Adviser for the Responsibility to Protect" in finding.message
    assert "10 October 2007" in finding.message


def test_a_marked_family_name_counts_too(posts):
    body = f'<p>Secretary-General <a data-official="{posts["luck"].pk}">Luck</a> spoke.</p>'
    (finding,) = about("title", body=body)
    assert finding.evidence == "Secretary-General Luck"


def test_who_is_not_known_for_sure_is_not_judged(posts):
    make_person("Edward Luck")  # another one
    assert contradicted("Secretary-General Edward Luck spoke.") == []


def test_dates_that_are_not_certain_allow_either_title(posts):
    person = make_person("Ann Veneman")
    make_appointment(person, "Executive Director", start="2005", end="2007-10")
    assert contradicted("Executive Director Ann Veneman") == []
    assert contradicted("former Executive Director Ann Veneman") == []


def test_a_title_of_one_word_is_judged_only_against_the_same_post(posts):
    make_appointment("Achim Steiner", "Administrator", start="2017-06-19")
    assert contradicted("Administrator Edward Luck") == []
    assert contradicted("Administrator Achim Steiner") == ["Administrator Achim Steiner"]
    assert contradicted("Administrator Achim Steiner", datetime.date(2017, 7, 1)) == []
    make_appointment("Helen Clark", "Administrator", start="2009-04-20", end="2017-04-19", cited=True)
    assert contradicted("Administrator Helen Clark", datetime.date(2017, 7, 1)) == [
        "Administrator Helen Clark"
    ]


# --- Cost -----------------------------------------------------------------------------------------
def test_six_queries_whatever_the_story_holds(posts, django_assert_max_num_queries):
    hall = make_image()
    names = " ".join(f"Secretary-General {person.full_name}." for person in posts.values())
    figure = f'<figure data-media="{hall.pk}"><figcaption></figcaption></figure>'
    body = f"<p>{names}</p>{figure}"
    name_list.current()  # six queries after a public change, for suggestions too
    # the stamp of the name list, pictures, officials, their names, appointments, their titles
    with django_assert_max_num_queries(6):
        assert checks.look(story(body=body, officials={p.pk: None for p in posts.values()}))
