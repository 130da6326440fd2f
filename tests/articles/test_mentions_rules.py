"""The rules of suggestions, one habit of the wires a line: on that day these words name these officials.

Each case is a day, the slugs expected (strong or medium), and the blocks of a text.
"""

# ruff: noqa: E501 a text stands in one line
import datetime
from pathlib import Path

import pytest

from articles.mentions import RoleHint, Rule, Strength, rule_in_words, suggest
from articles.mentions.report import read_officials

NAMES = read_officials(Path(__file__).parent / "mentions" / "officials.csv", ["United Nations"])


def found(day, *blocks, **kw):
    return suggest(blocks, datetime.date.fromisoformat(day), NAMES, **kw)


CASES = [
    (
        "2006-10-11",
        "ban-ki-moon kofi-annan",
        "U.N. to Appoint Ban As Secretary-General",
        "Ban Ki-moon follows Kofi Annan.",
    ),
    (
        "2012-02-24",
        "ban-ki-moon kofi-annan",
        "Secretary-General Ban Ki-moon and Nabil El-Araby, the Secretary-General of the League of Arab States, appointed former UN Secretary-General Kofi Annan as Joint Special Envoy.",
        "The Secretary-General and the Secretary-General of the League of Arab States thanked him. The Secretary-General will meet Annan.",
    ),
    ("2008-03-01", "ban-ki-moon", "Mr. Secretary-General, distinguished delegates, thank you."),
    ("2008-03-01", "ban-ki-moon", "The U.N. chief said on Saturday that talks must resume."),
    ("2008-03-01", "ban-ki-moon", "U.N. Secretary General Ban said on Saturday that talks must resume."),
    ("2008-03-01", "ban-ki-moon", "UN head Ban Ki-moon's plane landed."),
    ("2008-03-01", "", "The Secretary-General's Special Envoy for Darfur, Jan Smuts, left."),
    ("2008-03-01", "", "He is a former Deputy Secretary-General of the Commonwealth."),
    (
        "2008-03-01",
        "ban-ki-moon kofi-annan",
        "The former Secretary-General, Kofi Annan, is in Nairobi. The Secretary-General spoke to him.",
    ),
    (
        "2008-03-01",
        "kofi-annan",
        "Former UN chief Kofi Annan said a deal was close.",
        "Annan's team, the Kofi Annan Foundation said, stays.",
    ),
    (
        "2008-03-01",
        "kofi-annan",
        "Former Secretary-General Annan is mediating in Kenya for the United Nations.",
    ),
    (
        "1995-03-01",
        "boutros-boutros-ghali kofi-annan",
        "Mr. Boutros-Ghali met Mr. Kofi Annan, Under-Secretary-General for Peace-keeping Operations.",
    ),
    ("2004-03-01", "kofi-annan", "Annan, Kofi (Secretary-General of the United Nations)"),
    (
        "2013-05-01",
        "navanethem-pillay",
        "UN High Commissioner for Human Rights Navi Pillay said so.",
        "Ms. Pillay left.",
    ),
    (
        "2013-05-01",
        "navanethem-pillay",
        "Navi Pillay, the United Nations High Commissioner for Human Rights, said so.",
    ),
    ("2013-05-01", "navanethem-pillay", "High Commissioner Pillay said so."),
    (
        "2016-05-01",
        "zeid-raad-al-hussein",
        "The High Commissioner for Human Rights, Zeid Ra'ad Al Hussein, spoke. Mr. Zeid left.",
    ),
    (
        "2016-05-01",
        "zeid-raad-al-hussein",
        "UN High Commissioner for Human Rights Zeid Ra’ad al-Hussein spoke.",
    ),
    ("2016-05-01", "zeid-raad-al-hussein", "Zeid Ra'ad Zeid al-Hussein, the U.N. rights chief, spoke."),
    (
        "2007-10-10",
        "john-holmes",
        "Under-Secretary-General for Humanitarian Affairs and Emergency Relief Coordinator John Holmes spoke.",
    ),
    ("2007-10-10", "john-holmes", "Emergency Relief Coordinator Holmes spoke."),
    ("2007-10-10", "", "The Under-Secretary-General for General Assembly Affairs, Muhammad Shaaban, spoke."),
    (
        "2007-10-10",
        "sha-zukang",
        "Mr. Sha Zukang, Under-Secretary-General for Economic and Social Affairs (DESA), spoke.",
    ),
    (
        "2007-10-10",
        "jean-marie-guehenno",
        "Jean-Marie Guehenno, the head of UN peacekeeping, spoke. Mr. Guehenno, 57, left.",
    ),
    ("2015-10-10", "kim-won-soo", "Kim Won Soo, Acting High Representative for Disarmament Affairs, spoke."),
    (
        "2018-05-05",
        "",
        "South Korean envoy Kim Won-jun met Mr. Kim.",
        "Choi Soon-sil was jailed. Ms. Choi wept, the UN heard.",
    ),
    (
        "2011-06-06",
        "anthony-lake",
        "UNICEF chief Anthony Lake spoke.",
        "Mr. Lake added that Lake Chad was drying.",
    ),
    (
        "2011-06-06",
        "anthony-lake",
        "UNICEF Executive Director Anthony Lake spoke.",
        "“It is late,” Lake said.",
    ),
    ("2011-06-06", "", "Lake Anthony is a reservoir near Smithville."),
    (
        "1990-08-06",
        "javier-perez-de-cuellar",
        "UNITED NATIONS (AP) _ Secretary-General Javier Perez de Cuellar Monday urged calm.",
        "Perez de Cuellar's spokesman, Francois Giuliani, said so. Mr. de Cuellar is in Peru.",
    ),
    ("1977-08-06", "kurt-waldheim", "Secretary General Waldheim Friday named a mediator for Cyprus."),
    (
        "1962-10-26",
        "u-thant",
        "Acting Secretary-General U Thant sent messages to the leaders.",
        "Mr. Thant asked for a pause. The Acting Secretary-General waits.",
    ),
    ("1962-10-26", "u-thant", "The Acting Secretary-General received the envoy."),
    ("1962-12-26", "u-thant", "The Secretary-General received the envoy."),
    (
        "1955-10-26",
        "dag-hammarskjold",
        "U. N. Secretary General Dag Hammarskjold flew to Peiping.",
        "Hammarskjold will see Chou.",
    ),
    ("1955-10-26", "dag-hammarskjold", "Mr. Hammarskjöld, the Secretary-General, said that he would go."),
    (
        "2003-05-30",
        "sergio-vieira-de-mello kofi-annan",
        "Secretary-General Kofi Annan named Sergio de Mello his envoy.",
        "Vieira de Mello, the High Commissioner for Human Rights, is Brazilian.",
    ),
    (
        "2020-03-11",
        "tedros-adhanom-ghebreyesus",
        "WHO chief Tedros Adhanom Ghebreyesus told a briefing.",
        "“Deeply concerned,” Tedros said.",
    ),
    ("2020-03-11", "tedros-adhanom-ghebreyesus", "The WHO Director-General, Dr Tedros, said so."),
    (
        "2020-03-11",
        "tedros-adhanom-ghebreyesus",
        "Director-General Dr. Tedros Adhanom Ghebreyesus of the World Health Organization said.",
    ),
    (
        "2020-03-11",
        "antonio-guterres",
        "U.N. Secretary-General Antonio Guterres called for a truce.",
        "Guterres said the virus was the enemy. “Silence the guns,” he told reporters.",
    ),
    (
        "2020-03-11",
        "antonio-guterres",
        "United Nations Secretary General António Guterres' spokesman, Stéphane Dujarric, said.",
    ),
    (
        "2010-03-11",
        "",
        "Spokesman Martin Nesirky said. Asked about the post of Secretary-General of the conference, he declined.",
    ),
    (
        "2017-05-11",
        "amina-j-mohammed antonio-guterres",
        "UN Deputy Secretary-General Amina Mohammed stood in for the Secretary-General.",
    ),
    (
        "2007-02-20",
        "asha-rose-migiro ban-ki-moon",
        "Deputy Secretary-General Asha-Rose Migiro, on behalf of the Secretary-General, opened it. Dr. Migiro left.",
    ),
    ("2009-02-20", "", "President Lee Myung-bak and Mr. Lee of the opposition met at the United Nations."),
    ("2009-02-20", "", "Ban on smoking. Ban the bomb! Travel Ban lifted, UN says", "The Ban was lifted."),
    (
        "2009-02-20",
        "ban-ki-moon",
        "UN's Ban urges restraint",
        "U.N. Secretary-General Ban Ki-moon urged restraint.",
    ),
    ("2009-02-20", "ban-ki-moon", "Ban to visit Gaza", "U.N. Secretary-General Ban Ki-moon will visit."),
    (
        "2016-10-06",
        "antonio-guterres ban-ki-moon",
        "Portugal's Guterres poised to be next U.N. Secretary-General",
        "Former Portuguese prime minister Antonio Guterres is poised to succeed Ban Ki-moon.",
    ),
    (
        "2016-11-06",
        "antonio-guterres",
        "Secretary-General-elect António Guterres met the press.",
        "The Secretary-General-designate left.",
    ),
    (
        "1998-05-01",
        "kofi-annan louise-frechette",
        "Messrs. Annan and Aziz met; Deputy Secretary-General Louise Frechette of the United Nations was there.",
    ),
    ("2010-05-01", "", "The Mary Robinson Foundation - Climate Justice and Helen Clark House opened."),
    ("2010-05-01", "", "Kofi Annan-Stadion opened. The Annan Plan for Cyprus. The U Thant Island."),
    ("2010-05-01", "kofi-annan", "Nane and Kofi Annan hosted a dinner."),
    ("2014-05-01", "jan-eliasson", "L'adjoint Jan Eliasson a parlé. M. Eliasson part."),
    (
        "2005-05-01",
        "kofi-annan",
        "Le Secrétaire général de l’ONU, M. Kofi Annan, est à Genève; l’appel d’Annan.",
    ),
    (
        "2005-05-01",
        "jan-egeland",
        "Under-Secretary-General for Humanitarian Affairs Jan Egeland said; USG Egeland left.",
    ),
    (
        "2024-12-01",
        "tom-fletcher",
        "Under-Secretary-General for Humanitarian Affairs and Emergency Relief Coordinator, Mr. Tom Fletcher, arrived.",
    ),
    (
        "2006-06-01",
        "mark-malloch-brown",
        "Deputy Secretary-General Mark Malloch Brown's speech angered Washington.",
        "Malloch Brown said. Mr. Brown left.",
    ),
    ("2006-06-01", "", "Gordon Brown met Mark Brown."),
    (
        "2008-06-01",
        "edward-luck",
        "Dr. Edward C. Luck, Special Adviser to the Secretary-General, spoke at Columbia. Luck said.",
    ),
    ("2008-06-01", "", "He had Edward's luck. Gary Luck commanded the corps; General Luck retired."),
    (
        "2009-06-01",
        "mohamed-elbaradei",
        "Mohammed ElBaradei, director general of the International Atomic Energy Agency, said so.",
    ),
    ("2002-06-01", "mary-robinson", "U.N. Human Rights Commissioner Mary Robinson said."),
    (
        "2013-03-01",
        "michelle-bachelet",
        "UN Women Executive Director Michelle Bachelet said.",
        "Bachelet, a former Chilean president, said.",
    ),
    ("2019-03-01", "", "Robert Lee and Mr. Lee. Bruce Lee; Ms. Chan. Jackie Chan."),
    (
        "2007-03-02",
        "ban-ki-moon nicolas-michel",
        "Nicolas Michel, Under-Secretary-General for Legal Affairs and the Legal Counsel, left with the Secretary-General.",
    ),
    (
        "2007-03-02",
        "ban-ki-moon",
        "The Secretary-General's spokeswoman, Marie Okabe, said. In his report, the Secretary-General says so.",
    ),
    (
        "2007-03-02",
        "",
        "A report by the Secretary-General of the Organization of American States, José Miguel Insulza, said.",
    ),
    (
        "2007-03-02",
        "",
        "OAS Secretary-General José Miguel Insulza said. Insulza, the OAS Secretary-General, said.",
    ),
    ("2007-03-02", "", "ASEAN's secretary-general, Ong Keng Yong, said. The ASEAN secretary-general said."),
    ("2007-03-02", "", "The Secretary-General of the Conference on Disarmament, Sergei Ordzhonikidze, said."),
    (
        "2007-03-02",
        "",
        "The Assistant Secretary-General, the Acting Assistant Secretary-General, the Under-Secretary-General met.",
    ),
    (
        "2007-03-02",
        "",
        "The Office of the Special Adviser, the Executive Office of the Secretary-General and the Office of the High Commissioner for Human Rights (OHCHR) met.",
    ),
    ("2007-03-02", "", "UNHCR, the Office of the United Nations High Commissioner for Refugees, said."),
    (
        "2007-03-02",
        "",
        "The Spokesperson's Office; the Secretary-General's Representative; the Secretary-General's report (S/2007/1); the Secretary-General’s Special Envoy.",
    ),
    ("2007-03-02", "ban-ki-moon", "Secretary-General’s message on International Women’s Day", "Text."),
    ("2007-03-02", "ban-ki-moon", "SECRETARY-GENERAL, IN MESSAGE, CALLS FOR END TO VIOLENCE"),
    ("2007-03-02", "", "DEPUTY SECRETARY GENERAL OF NATO SPEAKS; FORMER SECRETARY-GENERAL HONOURED"),
    (
        "2007-03-02",
        "ban-ki-moon",
        "Reacting, a spokesman for U.N. Secretary-General Ban Ki-moon said Ban was troubled.",
    ),
    (
        "2007-03-02",
        "ban-ki-moon kofi-annan",
        "Ban Ki-moon, who succeeded Kofi Annan as Secretary-General on 1 January, left.",
    ),
    (
        "2007-03-02",
        "kofi-annan",
        "In 2005, then-Secretary-General Kofi Annan told Mr. Annan's staff at the U.N.",
    ),
    ("2007-03-02", "kofi-annan", "The then Secretary-General, Kofi Annan, had visited."),
    (
        "2007-03-02",
        "dag-hammarskjold",
        "In 1958 Secretary-General Hammarskjöld wrote to the UN; then-Secretary-General Dag Hammarskjöld smiled.",
    ),
    (
        "2007-03-02",
        "dag-hammarskjold u-thant",
        "Like Hammarskjöld and Thant before him. Dag Hammarskjöld and U Thant.",
    ),
    (
        "2016-12-31",
        "ban-ki-moon antonio-guterres",
        "Secretary-General Ban Ki-moon hands over to António Guterres. The incoming Secretary-General rests.",
    ),
    (
        "2014-06-02",
        "ban-ki-moon",
        "The United Nations Secretary-General, H.E. Mr. Ban Ki-moon, opened it. H.E. Ban Ki-moon.",
    ),
    ("2014-06-02", "ban-ki-moon", "“Mr. Secretary-General, you are welcome,” the mayor said at the UN."),
    (
        "2009-06-02",
        "helen-clark",
        "UNDP Administrator Helen Clark said. The Administrator left. Clark County voted.",
    ),
    ("2009-06-02", "", "Gen. Wesley Clark and Mr. Clark of Arkansas. Dick Clark said. Clark said."),
    ("2009-06-02", "sha-zukang", "UN Under-Secretary-General Sha Zukang told Xinhua. Sha said so."),
    (
        "2015-01-02",
        "",
        "Sha Tin racecourse; Wu Tang; Ms. Wu Yi; Mr. Lee Kuan Yew; Mr. Chan Wai-yip; Kim Philby; Lee Marvin.",
    ),
    (
        "2013-03-05",
        "",
        "Mr. LEE (Singapore) said that. Mr. KIM Sook (Republic of Korea) said. Ms. SMITH (Canada) spoke at the United Nations.",
    ),
    ("2004-08-05", "jan-egeland", "United Nations relief coordinator Jan Egeland and Mr. Pronk."),
    (
        "2006-08-05",
        "mark-malloch-brown kofi-annan",
        "Annan's deputy, Mark Malloch Brown, said. U.N. Secretary-General Annan agreed.",
    ),
    (
        "2010-08-05",
        "ban-ki-moon ibrahim-gambari",
        "Ibrahim Gambari, the Joint Special Representative, met Ban Ki-Moon. Professor Gambari left.",
    ),
    ("2012-09-05", "ban-ki-moon", "Mr. BAN Ki-moon, Secretary-General of the United Nations"),
    ("2012-09-05", "ban-ki-moon", "Ban Kimoon and Ki-moon Ban and BAN KI MOON."),
    (
        "2018-09-05",
        "michelle-bachelet antonio-guterres",
        "The new UN High Commissioner for Human Rights, Michelle Bachelet, and António Guterres.",
    ),
    ("2018-08-15", "zeid-raad-al-hussein", "The UN High Commissioner for Human Rights said."),
    (
        "2003-08-25",
        "bertrand-ramcharan",
        "Acting High Commissioner for Human Rights Bertrand Ramcharan said.",
    ),
    ("2005-03-25", "wendy-chamberlin", "The Acting High Commissioner for Refugees, Wendy Chamberlin, said."),
    (
        "2001-01-02",
        "kofi-annan ruud-lubbers",
        "Kofi Annan welcomes Ruud Lubbers as High Commissioner for Refugees.",
    ),
    (
        "2020-04-07",
        "tedros-adhanom-ghebreyesus",
        "Tedros Adhanom, head of the World Health Organization, said. Ghebreyesus said.",
    ),
    (
        "2020-04-07",
        "tedros-adhanom-ghebreyesus",
        "The World Health Organization's Tedros Adhanom Ghebreyesus.",
    ),
    (
        "1985-04-07",
        "javier-perez-de-cuellar",
        "U.N. Secretary General Javier Pérez de Cuéllar, 65, arrived. Pérez de Cuéllar waved. Mr. Pérez de Cuéllar said.",
    ),
    (
        "1991-04-07",
        "sadako-ogata",
        "U.N. High Commissioner for Refugees Sadako Ogata said. Ogata flew to Iran. Madame Ogata left.",
    ),
    ("2019-04-07", "", "The Ban family, Mrs. Ban and Ms. Ban Soon-taek of the UN Women Guild."),
    ("2010-04-07", "", "He will ban Ki. The Ban, he said, was lifted by the United Nations."),
    ("2010-04-07", "", "Thousands walked down Dag Hammarskjölds allé and Hammarskjold Drive."),
    (
        "2024-03-07",
        "antonio-guterres pramila-patten",
        "UN Secretary-General António Guterres' Special Representative on Sexual Violence in Conflict, Pramila Patten, said.",
    ),
    ("1985-04-07", "", "Javier Perez won the race."),
]


@pytest.mark.parametrize(
    ("day", "wanted", "blocks"), [(day, wanted, blocks) for day, wanted, *blocks in CASES]
)
def test_these_words_name_these_officials(day, wanted, blocks):
    offered = [one for one in found(day, *blocks) if one.strength != Strength.WEAK]
    assert {one.person for one in offered} == set(wanted.split())


def test_a_name_of_two_is_shown_as_one_of_two():
    (one,) = found("2009-03-11", "Mr. Choi spoke at the United Nations.")
    assert one.is_ambiguous
    assert one.persons == ("choi-soon-hong", "choi-young-jin")


def test_an_honorific_that_contradicts_decides_between_two():
    (one,) = found("2015-09-14", "Mr. O'Brien spoke at the United Nations.")
    assert one.person == "stephen-obrien"


def test_a_later_full_name_says_who_an_earlier_family_name_was():
    (one,) = found("2009-03-11", "Mr. Choi spoke at the United Nations.", "Choi Young-jin then left.")
    assert one.person == "choi-young-jin"


def test_a_full_name_long_before_any_record_is_weak():
    (one,) = found("1963-05-02", "Catherine Russell won the hurdles.")
    assert one.strength == Strength.WEAK


def test_after_a_weak_full_name_a_family_name_proves_nothing():
    (one,) = found("1963-05-02", "Catherine Russell won.", "Ms. Russell smiled. Russell is of the UN club.")
    assert one.strength == Strength.WEAK


def test_a_title_and_the_family_name_of_its_holder_are_strong():
    (one,) = found("2008-05-02", "Secretary-General Ban left.")
    assert (one.strength, one.evidence[0].rule) == (Strength.STRONG, Rule.TITLE_AND_NAME)


def test_a_bare_family_name_of_a_holder_is_weak():
    (one,) = found("2008-05-02", "A new Secretary-General needs time.", "“We wait,” said Ban.")
    assert one.strength == Strength.WEAK


def test_evidence_stays_one_suggestion_with_its_places():
    (one,) = found("2008-05-02", "Ban Ki-moon spoke.", "Mr. Ban left. The Secretary-General was tired.")
    assert [place.surface for place in one.evidence] == [
        "Ban Ki-moon",
        "Mr. Ban",
        "The Secretary-General",
    ]


def test_the_rule_is_said_in_words():
    (one,) = found("2007-10-10", "The Secretary-General spoke.")
    assert (
        rule_in_words(one.evidence[0], datetime.date(2007, 10, 10))
        == "“The Secretary-General” on 10 October 2007"
    )


@pytest.mark.parametrize(
    ("role", "text"),
    [
        (RoleHint.SPEAKER, "Ban Ki-moon said that it was late."),
        (RoleHint.SPEAKER, "“It is late,” said Secretary-General Ban Ki-moon."),
        (
            RoleHint.SPEAKER,
            "“It is late,” Ban Ki-moon, the Secretary-General of the United Nations, told them.",
        ),
        (RoleHint.SPEAKER, "Following are the remarks of Ban Ki-moon:"),
        (RoleHint.SPEAKER, "According to Ban Ki-moon it is late."),
        (RoleHint.MENTIONED, "The envoy told Ban Ki-moon that it was late."),
        (RoleHint.MENTIONED, "Ban Ki-moon was told that it was late."),
        (RoleHint.MENTIONED, "The office of Ban Ki-moon stands empty."),
    ],
)
def test_a_role_is_read_from_the_sentence(role, text):
    (one,) = found("2010-01-04", "Late", "", text)
    assert one.role == role


def test_in_the_headline_and_first_paragraph_a_person_is_the_subject():
    (one,) = found("2010-01-04", "Ban Ki-moon in Bali", "It rained.", "It rained more.")
    assert one.role == RoleHint.SUBJECT


def test_words_marked_by_an_editor_are_the_best_evidence():
    from articles.mentions import Marked

    (one,) = found("2010-01-04", "The tall one spoke.", marked=[Marked(0, 0, 12, "ban-ki-moon")])
    assert (one.person, one.strength, one.evidence[0].rule) == ("ban-ki-moon", Strength.STRONG, Rule.MARKED)


def test_a_dismissed_candidate_leaves_the_others_unresolved():
    (one,) = found("2009-03-11", "Mr. Choi spoke.")
    (left,) = found("2009-03-11", "Mr. Choi spoke.", dismissed={("choi-soon-hong", one.evidence_hash)})
    assert left.is_ambiguous
    assert left.persons == ("choi-young-jin",)
