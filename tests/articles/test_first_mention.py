"""The first mention of each linked official is a link: which words, and what readers see."""

import pytest

from articles.mentions.first_mention import described, link
from articles.models import Edition
from newsroom.lib import html
from tests.make import change, make_article, make_editor, make_live, make_user
from tests.people.make import make_appointment, make_person

BAN, LUCK = 1, 2
NAMES = {BAN: ["Ban Ki-moon"]}


def linked(body, names=NAMES):
    """The body with [brackets] round what became a link."""
    blocks = html.parse(body)
    link(blocks, names)
    bracketed = (
        f"[{run.text}]" if any(("data-first", "") in mark.attrs for mark in run.marks) else run.text
        for block in html.walk(blocks)
        for run in block.runs
    )
    return "".join(bracketed)


# --- Which words ----------------------------------------------------------------------------------
def test_the_first_mention_becomes_a_link_and_no_other():
    assert (
        linked("<p>He met Ban Ki-moon.</p><p>Ban Ki-moon said.</p>")
        == "He met [Ban Ki-moon].Ban Ki-moon said."
    )


@pytest.mark.parametrize("text", ["Ban Ki‑moon", "Ban\xa0Ki-moon", "Ban Ki–moon", "Ban&nbsp;Ki-moon"])
def test_other_hyphens_and_spaces_are_the_same_name(text):
    assert linked(f"<p>{text} spoke.</p>").startswith("[Ban")


@pytest.mark.parametrize(
    "text",
    [
        "Ban Ki-moonlight",
        "Urban Ki-moon",
        "the Ban Ki-moon Centre opened",
        "a Ban Ki-moon-style plan",
        "Mr. Ban",
        "ban ki-moon",
        "write to info@Ban Ki-moon",
    ],
)
def test_a_part_of_a_longer_word_or_name_is_none(text):
    assert "[" not in linked(f"<p>{text} today.</p>")


def test_the_possessive_is_the_name_with_an_ending():
    assert linked("<p>Ban Ki-moon’s plan</p>") == "[Ban Ki-moon]’s plan"


def test_no_heading_is_ever_a_link():
    body = "<h2>Ban Ki-moon speaks</h2><table><tbody><tr><th><p>Ban Ki-moon</p></th></tr></tbody></table>"
    assert "[" not in linked(body)
    assert linked(body + "<p>Ban Ki-moon spoke.</p>").endswith("[Ban Ki-moon] spoke.")


def test_a_name_inside_another_link_is_passed_over_for_the_next_one():
    body = '<p><a href="/x/">Letter of Ban Ki-moon</a>, in which Ban Ki-moon asks.</p>'
    assert linked(body) == "Letter of Ban Ki-moon, in which [Ban Ki-moon] asks."


def test_whom_an_editor_has_marked_is_not_linked_again():
    body = f'<p>Ban Ki-moon spoke. <a data-official="{BAN}">Mr. Ban</a> left.</p>'
    assert "[" not in linked(body)


def test_a_sentence_comes_before_a_caption_or_an_attribution():
    said, by = "<blockquote><p>We act.</p></blockquote>", "<figcaption>Ban Ki-moon</figcaption>"
    quote = f'<figure class="pullquote">{said}{by}</figure>'
    assert linked(quote + "<p>Ban Ki-moon spoke.</p>") == "We act.Ban Ki-moon[Ban Ki-moon] spoke."
    assert linked(quote * 2) == "We act.[Ban Ki-moon]We act.Ban Ki-moon"


def test_a_name_whose_parts_are_set_differently_is_one_link():
    blocks = html.parse("<p>So <em>Ban</em> Ki-moon.</p>")
    link(blocks, NAMES)
    assert html.write(blocks) == (
        f'<p>So <a data-official="{BAN}" data-first=""><em>Ban</em> Ki-moon</a>.</p>'
    )


def test_a_name_is_found_with_its_accents_or_without_them():
    names = {LUCK: ["Juan Méndez", "Ellen Løj"]}
    assert linked("<p>Juan Mendez came.</p>", names) == "[Juan Mendez] came."
    assert linked("<p>Ellen Loj came.</p>", names) == "[Ellen Loj] came."
    assert "[" not in linked("<p>Juan Mèndez came.</p>", names)


def test_a_name_in_a_script_that_joins_words_is_found():
    assert linked("<p>반기문은 말했다</p>", {BAN: ["반기문"]}) == "[반기문]은 말했다"


def test_no_word_of_the_text_changes():
    body = "<p>Ban Ki‑moon &amp; Ban Ki-moon<br>met <strong>Edward Luck</strong>.</p>"
    blocks = html.parse(body)
    link(blocks, {**NAMES, LUCK: ["Edward Luck"]})
    assert html.plain_text(blocks) == html.plain_text(body)


# --- At publication -------------------------------------------------------------------------------
@pytest.fixture
def ban(db):
    person = make_person("Ban Ki-moon")
    make_appointment(person, "Secretary-General", start="2007-01-01", end="2016-12-31")
    return person


def story(ban, date="2007-10-10", **kw):
    return make_live(officials=[ban], date=date, body="<p>Then Ban Ki-moon spoke.</p>", **kw)


def page_of(client, article):
    return client.get(article.live_edition.get_absolute_url()).content.decode()


def test_publication_writes_the_link_into_the_text_of_the_edition_and_not_on_the_desk(ban):
    article = story(ban)
    assert f'<a href="/people/ban-ki-moon/" data-official="{ban.pk}"' in article.live_edition.body_html
    article.refresh_from_db()
    assert article.body == article.live_edition.body == "<p>Then Ban Ki-moon spoke.</p>"


def test_the_link_is_described_by_the_title_of_the_storys_day(client, ban):
    link = (
        f'<a href="/people/ban-ki-moon/" data-official="{ban.pk}" title="Secretary-General">Ban Ki-moon</a>'
    )
    assert link in page_of(client, story(ban))
    assert 'title="Former Secretary-General"' in page_of(client, story(ban, date="2020-01-01"))


def test_a_corrected_date_changes_the_description_and_not_the_edition(client, ban):
    article = story(ban)
    before = article.live_edition.body_html
    ban.appointments.update(start="2007-11")
    assert "data-official" in page_of(client, article)
    assert 'title="Secretary-General"' not in page_of(client, article)
    assert article.live_edition.body_html == before


def test_a_marked_name_is_described_as_well(client, ban):
    mark = f'<p><a data-official="{ban.pk}">Mr. Ban</a> spoke.</p>'
    assert 'title="Secretary-General">Mr. Ban</a>' in page_of(client, make_live(date="2007-10-10", body=mark))


def test_a_hidden_person_stays_text(client, ban):
    ban.is_public = False
    ban.save()
    assert "data-official" not in story(ban).live_edition.body_html


def test_a_known_form_of_the_name_counts(ban):
    ban.names.create(text="Ban Ki Mun", kind="variant")
    ban.names.create(text="Ban Kee-moon", kind="variant", match=False)
    text = "<p>Ban Kee-moon and Ban Ki Mun.</p>"
    edition = make_live(officials=[ban], body=text).live_edition
    assert ">Ban Ki Mun</a>" in edition.body_html
    assert ">Ban Kee-moon</a>" not in edition.body_html


def test_who_is_taken_off_the_live_story_is_text_again_and_the_edition_stays(client, ban):
    article = story(ban)
    edition = article.live_edition
    article.unlink_official(ban, make_user("link_officials"), reason="Another Ban")
    assert "Then Ban Ki-moon spoke." in page_of(client, article)
    assert Edition.objects.get(pk=edition.pk).body_html == edition.body_html


def test_an_edition_brought_back_keeps_its_links(ban):
    from django.contrib.auth.models import Permission

    article, erin = story(ban), make_editor()
    erin.user_permissions.add(Permission.objects.get(codename="lift_withdrawal"))
    first = article.live_edition.body_html
    article.withdraw(erin, "Why", "Why")
    ban.names.create(text="Then", kind="variant")
    assert article.reinstate(erin, "It stands").body_html == first


def test_the_preview_shows_the_links_of_the_form(client, ban):
    from tests.articles.admin_desk import change_url

    article = make_article(officials=[ban], body="<p>Ban Ki-moon spoke.</p>")
    client.force_login(make_editor())
    page = client.get(change_url(article).replace("change", "preview"))
    assert ">Ban Ki-moon</a>" in page.content.decode()


def test_a_link_added_to_the_live_story_is_beside_it_at_once_and_in_the_text_from_the_next_edition(
    client, ban
):
    article = make_live(body="<p>Ban Ki-moon spoke.</p>")
    article.link_official(ban, make_user("link_officials"))
    page = page_of(client, article)
    assert 'class="name" dir="auto" href="/people/ban-ki-moon/"' in page
    assert ">Ban Ki-moon</a> spoke" not in page
    change(article, body="<p>Ban Ki-moon spoke twice.</p>")
    article.publish(make_editor())
    assert ">Ban Ki-moon</a> spoke" in page_of(client, article)


def test_described_never_lets_a_title_break_out_of_its_attribute():
    text = '<a href="/people/x/" data-official="1" data-first="">X</a>'
    assert described(text, {1: '"><b>'}, {1}) == (
        '<a href="/people/x/" data-official="1" title="&quot;&gt;&lt;b&gt;">X</a>'
    )
