"""The cases of mentions (A1 to A28, D19), as an editor sees them beside the form of a story."""

import datetime

import pytest

from articles.models import ArticleOfficial
from people.models import Organization, Person, RecordSettings
from tests.articles.admin_desk import open_form
from tests.browserless import soup
from tests.make import make_article, make_reporter, make_topic
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
HOLDERS = [  # post, house, person, honorific, start, end
    ("Secretary-General", "United Nations", "Dag Hammarskjöld", "Mr.", "1953-04-10", "1961-09-18"),
    ("Secretary-General", "United Nations", "Kofi Annan", "Mr.", "1997-01-01", "2006-12-31"),
    ("Secretary-General", "United Nations", "Ban Ki-moon", "Mr.", "2007-01-01", "2016-12-31"),
    ("Secretary-General", "United Nations", "António Guterres", "Mr.", "2017-01-01", ""),
    ("High Commissioner for Refugees", "UNHCR", "António Guterres", "Mr.", "2005-06-15", "2015-12-31"),
    ("High Commissioner for Human Rights", "OHCHR", "Mary Robinson", "Ms.", "1997-09-12", "2002-09-11"),
    ("High Commissioner for Human Rights", "OHCHR", "Navanethem Pillay", "Ms.", "2008-09-01", "2014-08-31"),
    (
        "High Commissioner for Human Rights",
        "OHCHR",
        "Zeid Ra'ad Al Hussein",
        "Mr.",
        "2014-09-01",
        "2018-08-31",
    ),
    (
        "Director-General of WHO",
        "World Health Organization",
        "Margaret Chan",
        "Dr.",
        "2007-01-04",
        "2017-06-30",
    ),
    (
        "Executive Director of UNICEF",
        "United Nations Children's Fund",
        "Anthony Lake",
        "Mr.",
        "2010-05-01",
        "2017-12-31",
    ),
    (
        "Secretary General",
        "North Atlantic Treaty Organization",
        "Anders Rasmussen",
        "Mr.",
        "2009-08-01",
        "2014-09-30",
    ),
    ("Secretary General", "Council of Europe", "Thorbjørn Jagland", "Mr.", "2009-10-01", "2019-09-17"),
    (
        "Secretary-General",
        "International Telecommunication Union",
        "Hamadoun Touré",
        "Dr.",
        "2007-01-01",
        "2014-12-31",
    ),
    (
        "Under-Secretary-General for Humanitarian Affairs and Emergency Relief Coordinator",
        "OCHA",
        "John Holmes",
        "Mr.",
        "2007-03-01",
        "2010-08-31",
    ),
    (
        "Special Adviser on the Prevention of Genocide",
        "United Nations",
        "Juan E. Méndez",
        "Mr.",
        "2004-07-12",
        "2007-03-31",
    ),
]
PARENTS = ("UNHCR", "OHCHR", "OCHA", "United Nations Children's Fund")


@pytest.fixture(scope="module")
def record(module_rows):
    """A record in which several houses have a Secretary-General."""
    for title, house, name, honorific, start, end in HOLDERS:
        organization = make_organization(house)
        post = organization.posts.filter(title=title).first() or make_post(title, organization)
        person = next((one for one in Person.objects.all() if one.full_name == name), None)
        make_appointment(person or make_person(name, honorific=honorific), post, start=start, end=end)
    nations = Organization.objects.get(name="United Nations")
    Organization.objects.filter(name__in=PARENTS).update(parent=nations)


@pytest.fixture
def desk(record, client):
    """A reporter at the desk."""
    client.force_login(make_reporter())
    return client


def panel(client, day, text, **kw):
    """{name: (role, strength)} of whom the panel beside the form offers, and the words of its checks."""
    headline, *body = text.split(" / ")
    if not body:
        headline, body = "A day", [headline]
    article = make_article(
        headline=headline,
        standfirst="",
        body="".join(f"<p>{part}</p>" for part in body),
        date=datetime.date.fromisoformat(day),
        **kw,
    )
    page = soup(open_form(client, article))
    offered = {}
    for item in page.select("[data-suggestion]"):
        words = " ".join(item.get_text(" ").split())
        strength = next(one for one in ("strong", "medium", "weak") if f" {one} " in f" {words} ")
        role = item.select_one("input[type=radio][checked]")
        offered[item.select_one(".who").contents[0].strip()] = (role and role["value"], strength)
    checks = [" ".join(one.get_text(" ").split()) for one in page.select("li.check")]
    return offered, checks


CASES = [  # case, day, text, {name: strength}
    (
        "A1",
        "2012-05-01",
        "Dockers vote to strike / The Secretary General spoke to the dockers for an hour.",
        {},
    ),
    (
        "A2",
        "2011-05-25",
        "Secretary General welcomes arrest / Council of Europe Secretary General Tor Hagen said it was late.",
        {},
    ),
    ("A3", "2010-03-10", "OPEC Secretary General Sees Stable Prices / It rained.", {}),
    ("A4", "2010-03-10", "The Secretary-General, Ole van der Berg, opened the talks.", {}),
    ("A5", "2009-10-20", "Remarks by Dr. Milan Okoro, ITU Secretary-General / It rained.", {}),
    ("A6", "2012-06-10", "Rio+20 Secretary-General upbeat about outcome / It rained.", {}),
    (
        "A7",
        "2011-09-21",
        "NATO Secretary General at the UN / NATO Secretary General Jens Holm met the Secretary General of the"
        " United Nations Ban Ki-moon. / The Secretary General stressed the rule of law.",
        {"Ban Ki-moon": "strong"},
    ),
    ("A8", "1998-04-12", "The first Dag Hammarskjöld medals went to three families.", {}),
    ("A9", "2009-04-12", "Pupils of the Kofi Annan junior school in Tamale sang.", {}),
    (
        "A10",
        "2014-09-14",
        "Ban Ki-moon named the lawyer, who had been a judge, High Commissioner for Human Rights in 2008.",
        {"Ban Ki-moon": "strong"},
    ),
    (
        "A11",
        "2010-04-12",
        "In 1998 Kofi Annan was the Secretary-General. The Secretary-General travelled to Baghdad that year.",
        {"Kofi Annan": "strong"},
    ),
    ("A12", "2009-04-12", "She worked at the UN High Commissioner for Refugees from 1981 to 1990.", {}),
    (
        "A13",
        "2009-05-10",
        "Dr. Chan, a surgeon in Hong Kong, told inspectors of the World Health Organization about the case.",
        {"Margaret Chan": "weak"},
    ),
    ("A14", "2015-05-10", "Mary Robinson, a nurse from Leeds, won the raffle.", {"Mary Robinson": "weak"}),
    ("A15", "2005-05-10", "Juan C. Méndez, a lawyer from Lima, spoke.", {}),
    ("A19", "2009-03-10", "UN humanitarian chief arrives in Colombo / It rained.", {"John Holmes": "medium"}),
    ("A20", "2011-03-10", "The head of UNICEF arrived in Juba.", {"Anthony Lake": "medium"}),
    ("A21", "2020-07-10", "UN Secretary-General Antonio Guterrez spoke.", {"António Guterres": "weak"}),
    (
        "A22",
        "1997-07-22",
        "The hall was named for Mr. Hammarskjöld, the second Secretary-General of the United Nations.",
        {"Dag Hammarskjöld": "medium"},
    ),
    ("a day later", "2007-01-01", "The UN Secretary-General spoke.", {"Ban Ki-moon": "medium"}),
    ("a day before", "2006-12-31", "The UN Secretary-General spoke.", {"Kofi Annan": "medium"}),
]


@pytest.mark.parametrize(
    ("day", "text", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
@pytest.mark.parametrize("home", [False, True], ids=["no home", "home"])
def test_whom_the_panel_offers(desk, day, text, wanted, home):
    if home:
        settings = RecordSettings.objects.get_or_create()[0]
        settings.home_organizations.set(Organization.objects.filter(name="United Nations"))
    offered, _checks = panel(desk, day, text)
    assert {name: strength for name, (_role, strength) in offered.items()} == wanted


def test_a_title_is_its_holders_where_the_dateline_or_a_topic_names_the_house(desk):
    text = "The Secretary-General spoke to them for an hour."
    assert panel(desk, "2012-05-01", text)[0] == {}
    assert list(panel(desk, "2012-05-01", text, place="United Nations")[0]) == ["Ban Ki-moon"]
    assert list(panel(desk, "2012-05-01", text, topics=[make_topic("United Nations")])[0]) == ["Ban Ki-moon"]


def test_a16_other_initials_are_another_man(desk):
    make_person("George P. Bush", honorific="Mr.")
    assert panel(desk, "2006-05-22", "He met President George W. Bush.")[0] == {}
    assert list(panel(desk, "2006-05-22", "He met George P. Bush.")[0]) == ["George P. Bush"]


def test_a17_his_wife_is_nobody_else(desk):
    make_appointment(
        make_person("Hua Annan", honorific="Ms."), make_post("Legal Counsel"), start="2000-01-01"
    )
    text = "The Secretary-General, Mr. Kofi Annan, and his wife came to the UN. Mrs. Annan smiled."
    assert list(panel(desk, "2004-07-07", text)[0]) == ["Kofi Annan"]


def test_a18_a_middle_initial_leaves_two_of_one_name(desk):
    post = make_post("Envoy to Nowhere", seats=None)
    for name in ("Francis Deng", "Francis Deng", "Samuel Deng"):
        make_appointment(make_person(name, honorific="Mr."), post, start="1992-01-01")
    text = "Dr. Francis M. Deng told the United Nations that millions were displaced."
    article = make_article(body=f"<p>{text}</p>", date="1996-03-01")
    (item,) = soup(open_form(desk, article)).select("[data-suggestion]")
    assert len(item["data-persons"].split(",")) == 2
    assert "Samuel" not in item.get_text()


def test_a23_words_in_a_quotation_are_not_their_subjects_speech(desk):
    text = "Ban Ki-moon thanked Kofi Annan. “Mr. Annan has informed me that he will leave,” he said."
    offered = panel(desk, "2012-08-03", text)[0]
    assert {name: role for name, (role, _strength) in offered.items()} == {
        "Ban Ki-moon": "speaker",
        "Kofi Annan": "mentioned",
    }


def test_a24_a_name_before_a_colon_speaks(desk):
    text = (
        "Dr Margaret Chan, Director-General, World Health Organization: Thank you, Peter. The world is ready."
    )
    assert panel(desk, "2010-08-10", text)[0]["Margaret Chan"][0] == "speaker"


@pytest.mark.parametrize(
    ("day", "text", "warned"),
    [
        ("2010-05-01", "Former U.N. Secretary-General Kofi Annan opened the centre.", False),  # A25
        ("2008-03-01", "UN Secretary-General Kofi Annan arrived.", True),  # A27
        ("2008-03-01", "U.N. Secretary General Kofi Annan arrived.", True),
        ("2008-03-01", "Former UN Secretary-General Ban Ki-moon arrived.", True),
        ("2008-03-01", "The then UN Secretary-General Kofi Annan had arrived in 2003.", False),
    ],
)
def test_a25_a27_a_title_is_questioned_where_the_record_denies_it(desk, day, text, warned):
    checks = panel(desk, day, text)[1]
    assert any("Correct one of the two." in words for words in checks) == warned


def test_a26_whom_the_title_means_is_named(desk):
    text, ban = (
        "The Secretary-General said on Monday that talks must resume.",
        Person.objects.get(slug="ban-ki-moon"),
    )
    article = make_article(body=f"<p>{text}</p>", date="2008-03-01")
    ArticleOfficial.objects.create(article=article, person=ban)
    page = open_form(desk, article).content.decode()
    assert "no word of the story says so" not in page


@pytest.mark.parametrize(
    ("dates", "day", "text", "title"),
    [
        (
            {"intended": "2007-10", "start": "2007"},
            "2007-10-17",
            "The United Nations says that Edward Luck is to be appointed.",
            "Named as intended Special Adviser",
        ),
        (
            {"intended": "2007-10", "start": "2007"},
            "2007-10-17",
            "Ban Ki-moon met Edward Luck. He is to be appointed soon.",
            "Named as intended Special Adviser",
        ),
        (
            {"announced": "2007-10-01", "start": "2007"},
            "2007-10-17",
            "Edward Luck will become an adviser of the United Nations.",
            "Special Adviser-designate",
        ),
        (
            {"intended": "2007-10", "start": "2007"},
            "2007-10-17",
            "Edward Luck of the United Nations spoke.",
            "Special Adviser",
        ),
        (
            {"intended": "2007-10", "start": "2007-10-16"},
            "2007-10-17",
            "The United Nations says that Edward Luck is to be appointed.",
            "Special Adviser",
        ),
    ],
)
def test_a28_where_dates_leave_it_open_the_text_says_that_a_post_is_still_to_come(
    desk, dates, day, text, title
):
    make_appointment(make_person("Edward Luck", honorific="Mr."), make_post("Special Adviser"), **dates)
    article = make_article(body=f"<p>{text}</p>", date=day)
    items = soup(open_form(desk, article)).select("[data-suggestion]")
    (luck,) = [one for one in items if "Edward Luck" in one.select_one(".who").get_text()]
    assert luck.select_one(".title-then [dir=auto]").get_text() == title


def test_a28_what_the_story_will_say_is_remarked(desk):
    dates = {"intended": "2007-10", "start": "2007"}
    make_appointment(make_person("Edward Luck", honorific="Mr."), make_post("Special Adviser"), **dates)
    text = "The United Nations says that Edward Luck is to be appointed."
    (remark,) = [words for words in panel(desk, "2007-10-17", text)[1] if words.startswith("Remark")]
    assert "is to be appointed. The records leave open whether that was so on 17 October 2007" in remark
    assert "the story will say Special Adviser" in remark
    checks = panel(desk, "2007-10-17", "Edward Luck of the United Nations spoke.")[1]
    assert not any("is to be appointed" in words for words in checks)


@pytest.mark.parametrize(
    ("text", "remarked"),
    [
        ("The Special Representative for the Prevention of Genocide, Francis Deng, spoke.", True),
        ("Special Representative Francis Deng spoke.", True),
        ("Francis Deng, Special Representative for the Prevention of Genocide, spoke.", True),
        ("Special Adviser Francis Deng spoke.", False),
    ],
)
def test_d19_another_name_of_the_post_is_a_remark(desk, text, remarked):
    post = make_post("Special Adviser for the Prevention of Genocide")
    post.titles.create(text="Special Representative for the Prevention of Genocide")
    make_appointment(make_person("Francis Deng"), post, start="2007-05-29")
    checks = panel(desk, "2007-10-10", text)[1]
    remarks = [words for words in checks if words.startswith("Remark")]
    assert bool(remarks) == remarked
    assert not any("Correct one of the two." in words for words in checks)
    if remarked:
        assert "the records call this post Special Adviser for the Prevention of Genocide" in remarks[0]


def test_a_title_in_another_language_than_the_records_is_no_other_name_of_the_post(desk):
    post = make_post("Special Adviser for the Prevention of Genocide")
    post.titles.create(text="Conseiller spécial pour la prévention du génocide", lang="fr")
    make_appointment(make_person("Francis Deng"), post, start="2007-05-29")
    text = "Le Conseiller spécial pour la prévention du génocide, Francis Deng, a parlé."
    assert "Francis Deng" in panel(desk, "2007-10-10", text, language="fr")[0]
    checks = panel(desk, "2007-10-10", text, language="fr")[1]
    assert not any(words.startswith("Remark") for words in checks)


def test_a_house_is_in_sight_by_its_other_names_also_where_the_record_has_its_acronym(desk):
    text = "UN refugee agency opens a camp / The High Commissioner for Refugees arrived."
    assert list(panel(desk, "2009-03-10", text)[0]) == ["António Guterres"]
    make_appointment(
        make_person("Amina Osei"), make_post("Director-General", make_organization("FAO")), start="2008-01-01"
    )
    text = "The Food and Agriculture Organization met. The Director-General spoke."
    assert list(panel(desk, "2009-03-10", text)[0]) == ["Amina Osei"]
