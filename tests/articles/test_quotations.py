"""Quotations: whose words they are, on the speaker's page with story, date and the title then."""

import pytest
from django.db import IntegrityError, transaction

from articles.body.field import clean_body, render_body
from articles.body.quoted import quotations_in
from articles.models import EditionQuotation
from newsroom.lib import html
from tests.make import change, make_editor, make_live
from tests.people.make import make_appointment, make_person
from tests.people.test_pages_person import page, words

pytestmark = pytest.mark.django_db
PULL = '<figure class="pullquote"><blockquote><p>{}</p></blockquote><figcaption>{}</figcaption></figure>'


@pytest.fixture
def ban():
    return make_appointment(
        "Ban Ki-moon", announced="2006-10-13", start="2007-01-01", end="2016-12-31"
    ).person


def marked(person, text="A sacred calling."):
    return f'<blockquote data-official="{person.pk}"><p>{text}</p></blockquote>'


def said(client, person):
    body = page(client, person.get_absolute_url())
    return words(body.partition('id="quotations"')[2].partition('id="stories"')[0])


# --- On the speaker's page -------------------------------------------------------------------------
def test_a_marked_quotation_is_shown_on_the_speakers_page_with_the_title_then(client, ban):
    make_live(headline="Preventing atrocities", body=marked(ban), officials=[ban], date="2007-10-10")
    assert "A sacred calling. Secretary-General, Preventing atrocities , 10 October 2007" in said(client, ban)


def test_the_title_is_that_of_the_storys_day(client, ban):
    make_live(body=marked(ban), officials=[ban], date="2006-11-01")
    assert "Secretary-General-designate, Story" in said(client, ban)


def test_a_pull_quote_is_said_by_whom_its_attribution_marks(client, ban):
    attribution = f'<a data-official="{ban.pk}">The Secretary-General</a>'
    make_live(body=PULL.format("A sacred calling.", attribution), officials=[ban])
    assert "A sacred calling." in said(client, ban)


def test_a_pull_quote_is_said_by_the_linked_official_whom_its_attribution_names(client, ban):
    make_live(body=PULL.format("A sacred calling.", "Ban Ki-moon, on atrocities"), officials=[ban])
    assert "A sacred calling." in said(client, ban)


@pytest.mark.parametrize(
    ("body", "linked"),
    [
        ("<blockquote><p>Nobody’s words.</p></blockquote>", True),
        (PULL.format("Nobody’s words.", "From our notes"), True),
        (PULL.format("Nobody’s words.", "Ban Ki-moon"), False),
    ],
)
def test_a_quotation_without_a_speaker_is_nobodys(client, ban, body, linked):
    make_live(body=f"<p>Text.</p>{body}", officials=[ban] if linked else [])
    assert "Nobody" not in said(client, ban)
    assert not EditionQuotation.objects.exists()


def test_a_draft_and_a_killed_story_quote_nobody(client, ban):
    article = make_live(body=marked(ban, "Once said."), officials=[ban])
    change(article, body=marked(ban, "Not yet said."))
    assert "Once said." in said(client, ban)
    assert "Not yet" not in said(client, ban)
    article.withdraw(make_editor(), reason="Legal", explanation="Legal reasons", suppressed=True)
    assert "Once said." not in page(client, ban.get_absolute_url())
    assert "Once said." not in page(client, f"{ban.get_absolute_url()}quotations/")


def test_six_of_them_have_a_page_of_their_own(client, ban):
    for n in range(6):
        make_live(body=marked(ban, f"Saying {n}."), officials=[ban], date="2007-10-10")
    assert "Saying 0." not in said(client, ban)
    assert f'href="{ban.get_absolute_url()}quotations/"' in page(client, ban.get_absolute_url())
    shown = words(page(client, f"{ban.get_absolute_url()}quotations/"))
    assert all(f"Saying {n}. Secretary-General, Story" in shown for n in range(6))


def test_a_page_of_quotations_goes_on_where_the_last_ended(client, ban):
    text = "".join(marked(ban, f"Saying {n:02}.") for n in range(35))
    make_live(body=text, officials=[ban])
    address = f"{ban.get_absolute_url()}quotations/"
    first = page(client, address)
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = page(client, address + following)
    assert first.count("Saying") + second.count("Saying") == 35
    assert "Saying 00." in second


def test_quotations_of_nobody_and_of_a_hidden_person_are_not_found(client, ban):
    assert client.get("/people/nobody/quotations/").status_code == 404
    hidden = make_person("Hidden Person", is_public=False)
    assert client.get(f"/people/{hidden.slug}/quotations/").status_code == 404


def test_a_former_address_leads_on(client, ban):
    ban.former_slugs.create(slug="ki-moon-ban")
    response = client.get("/people/ki-moon-ban/quotations/")
    assert (response.status_code, response["Location"]) == (301, f"{ban.get_absolute_url()}quotations/")


def test_quotations_cost_the_officials_page_no_query(client, ban, django_assert_num_queries):
    for n in range(6):
        make_live(body=marked(ban, f"Saying {n}."), officials=[ban])
    # Freshness; person, appointments, sources, names of posts, stories with quotations.
    with django_assert_num_queries(6):
        page(client, ban.get_absolute_url())
    # Freshness; person, appointments, names of posts, quotations.
    with django_assert_num_queries(5):
        page(client, f"{ban.get_absolute_url()}quotations/")


# --- In the text -----------------------------------------------------------------------------------
def test_a_speaker_who_is_not_on_record_is_taken_off_the_quotation():
    assert (
        clean_body('<blockquote data-official="999"><p>Hm.</p></blockquote>')
        == "<blockquote><p>Hm.</p></blockquote>"
    )
    assert (
        clean_body('<blockquote data-official="x"><p>Hm.</p></blockquote>')
        == "<blockquote><p>Hm.</p></blockquote>"
    )


def test_the_words_of_several_paragraphs_are_lines(ban):
    blocks = html.parse(
        f'<blockquote data-official="{ban.pk}"><p>One.</p><ul><li><p>Two.</p></li></ul></blockquote>'
    )
    assert [quotation.text for quotation in quotations_in(blocks, {})] == ["One.\nTwo."]


def test_readers_get_the_quotation_without_the_mark(ban):
    assert render_body(marked(ban)) == "<blockquote><p>A sacred calling.</p></blockquote>"


def test_a_marked_speaker_does_not_take_the_first_mention_its_link(ban):
    shown = render_body(f"{marked(ban)}<p>Ban Ki-moon spoke.</p>", officials=[ban.pk])
    assert f'href="{ban.get_absolute_url()}"' in shown


# --- The record ------------------------------------------------------------------------------------
def test_a_quotation_of_an_edition_is_neither_changed_nor_added_nor_deleted(ban):
    edition = make_live(body=marked(ban), officials=[ban]).live_edition
    row = EditionQuotation.objects.get()
    for act in (
        lambda: EditionQuotation.objects.update(text="Other."),
        row.delete,
        lambda: EditionQuotation.objects.create(
            edition=edition, person=ban, text="Other.", position=9, published_at=edition.published_at
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert EditionQuotation.objects.get().text == "A sacred calling."


def test_an_update_quotes_anew_and_the_old_edition_keeps_its_own(ban):
    article = make_live(body=marked(ban, "Old words."), officials=[ban])
    change(article, body=marked(ban, "New words."))
    article.refresh_from_db()
    article.publish(make_editor())
    told = EditionQuotation.objects.order_by("edition__number").values_list("text", flat=True)
    assert list(told) == ["Old words.", "New words."]


def test_who_was_merged_into_another_is_quoted_on_their_page(client, ban):
    double = make_person("Ki-moon Ban")
    make_live(body=marked(double), officials=[double])
    type(double).objects.filter(pk=double.pk).update(merged_into=ban)
    make_live(officials=[ban])
    assert "A sacred calling." in said(client, ban)
