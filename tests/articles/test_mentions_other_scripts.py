"""Arabic and Russian texts: persons are named by the forms on record in that script, and by nothing else."""

import datetime

import pytest

from articles.mentions import Rule, Strength, suggest
from people.known_names import (
    GIVEN_FIRST,
    Held,
    KnownOrganization,
    KnownPerson,
    KnownPost,
    NameList,
    PostName,
)

DAY = datetime.date(2009, 5, 5)
NAMES = NameList(
    [
        KnownPerson(
            1, "Kofi Annan", "Kofi", "Annan", GIVEN_FIRST, "Mr.", ("كوفي عنان", "كوفي أنان", "Кофи Аннан")
        ),
        KnownPerson(2, "Helen Clark", "Helen", "Clark", GIVEN_FIRST, "Ms."),
    ],
    [KnownPost(1, (PostName("Secretary-General"),), 1)],
    [KnownOrganization(1, "United Nations")],
    [Held(1, 1, False, "2000-01-01", "2000-01-01", "2000-01-01")],
    frozenset({1}),
)


def found(text, language):
    return [
        (one.person, one.strength, {place.rule for place in one.evidence})
        for one in suggest([text], DAY, NAMES, language=language)
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "قال كوفي عنان إن المحادثات ستستأنف."),
        ("ar", "التقى الوزير بكوفي أنان في جنيف."),
        ("ru", "Кофи Аннан прибыл в Женеву."),
        ("ru", "Министр встретился с Кофи Аннаном."),
        ("ru", "Речь Кофи Аннана опубликована."),
    ],
)
def test_a_name_on_record_in_the_script_is_strong(language, text):
    assert found(text, language) == [(1, Strength.STRONG, {Rule.FULL_NAME})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "قال الأمين العام للأمم المتحدة إن المحادثات ستستأنف."),
        ("ar", "وصلت هيلين كلارك إلى القاهرة."),
        ("ar", "قال عنان إنه سيسافر."),
        ("ru", "Генеральный секретарь ООН прибыл в Женеву."),
        ("ru", "Хелен Кларк прибыла в Каир."),
        ("ru", "Аннан уехал. Кофиаза Аннанова осталась."),
        ("ru", "The Secretary-General of the United Nations, Mr. Annan."),
    ],
)
def test_titles_family_names_and_other_spellings_name_nobody(language, text):
    assert found(text, language) == []
