"""What enters by forms and files: in NFC, in one line where it is one, with nothing that nobody sees."""

import json

import pytest
from django.urls import reverse

from articles.archive import import_articles
from articles.models import Article, Author, Topic
from newsroom.images.models import Image
from newsroom.lib.incoming import line, sound_text
from people.exchange.officials import import_officials, new_reading, read_officials
from people.exchange.popolo_in import import_popolo
from people.exchange.wikidata import import_wikidata
from people.models import Appointment, Person
from tests.articles import admin_desk
from tests.browserless import posted
from tests.make import make_article, make_editor, make_topic, make_user
from tests.newsroom.images import files
from tests.people.exchanging import bring
from tests.people.make import make_person
from tests.people.pages import save, url
from tests.people.test_admin import DESK
from tests.people.test_import import ANNAN, table

TOLD = "Characters that nobody sees were taken off"
HIDDEN = "Cafe\u0301\u202e of\u00ad\u2028the\x07 U\u200bN\u200e"
CLEAN = "Café of the UN"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (HIDDEN, CLEAN),
        ("a\u2029b\x85c\x0bd\te\r\nf", "a b c d e f"),
        ("\ufeffKofi\u2060 Annan\u2066", "Kofi Annan"),
        ("don\x92t say \x93never\x94", "don’t say “never”"),
        ("Half \ud83d", "Half \ufffd"),
        ("Combien\u00a0?", "Combien\u00a0?"),  # a no-break space is seen
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian needs its zero-width non-joiner
        ("שלום (UN)\u200f", "שלום (UN)\u200f"),
        ("👩\u200d👧 🏴\U000e0067\U000e0062\U000e007f", "👩\u200d👧 🏴\U000e0067\U000e0062\U000e007f"),
        ("ភាសា\u200bខ្មែរ", "ភាសា\u200bខ្មែរ"),  # Khmer parts its words by zero-width spaces
    ],
)
def test_a_line_is_kept_clean(sent, kept):
    assert line(sent) == kept
    assert line(kept) == kept


def test_a_text_of_several_lines_keeps_them_and_its_soft_hyphens():
    assert sound_text("Parlia\u00adment\r\nmet\u202d.\u2028Again\tand\x00 again.") == (
        "Parlia\u00adment\r\nmet.\nAgain\tand again."
    )


# --- The desk -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_form_of_a_story(client):
    client.force_login(make_editor())
    article = make_article()
    page = admin_desk.save(
        client, article, headline=HIDDEN, standfirst=f"{HIDDEN}\nx", place=HIDDEN, body=f"<p>{HIDDEN}</p>"
    )
    article.refresh_from_db()
    assert (article.headline, article.place) == (CLEAN, CLEAN)
    assert article.standfirst == "Café of\u00ad\nthe U\u200bN\u200e\nx"
    assert article.body == "<p>Café of\u00ad the U\u200bN\u200e</p>"
    assert TOLD in page.content.decode()
    assert "“Café of the UN”" in page.content.decode()


@pytest.mark.django_db
def test_what_a_script_posts_while_somebody_writes_is_not_told(client):
    client.force_login(make_editor())
    client.post(
        reverse("admin:articles_topic_changelist"), {"x": "\u202e"}, headers={"Sec-Fetch-Mode": "cors"}
    )
    assert TOLD not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.django_db
def test_the_form_of_a_topic(client):
    client.force_login(make_user("view_topic", "change_topic"))
    topic = make_topic("News")
    address = reverse("admin:articles_topic_change", args=[topic.pk])
    data = posted(client.get(address), "topic_form", name=HIDDEN)
    said = client.post(address, data, follow=True).content.decode()
    assert Topic.objects.get().name == CLEAN
    assert TOLD in said


@pytest.mark.django_db
def test_the_form_of_a_person(client):
    client.force_login(make_user(*DESK))
    person = make_person("Kofi Annan")
    address = url("person_change", person.pk)
    save(client, address, given_name=HIDDEN, summary=f"{HIDDEN}\r\nx\x00")
    person.refresh_from_db()
    assert (person.given_name, person.summary) == (CLEAN, "Café of\u00ad\nthe U\u200bN\u200e\r\nx")
    assert TOLD in client.get(address).content.decode()


@pytest.mark.django_db
def test_a_form_with_nothing_to_take_off_tells_nothing(client):
    client.force_login(make_user(*DESK))
    person = make_person("Kofi Annan")
    address = url("person_change", person.pk)
    save(client, address, given_name="  Cafe\u0301 ")
    person.refresh_from_db()
    assert person.given_name == "Café"
    assert TOLD not in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_words_and_the_name_of_a_picture(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make_user("view_image", "add_image", "change_image"))
    sent = files.sent(files.picture(), name="Cafe\u0301\u200e of\u00ad_the UN-2.jpg")
    words = {"title": "", "alt": HIDDEN, "credit": "UN\u00a0Photo", "image": sent}
    said = client.post(reverse("admin:images_image_add"), words, follow=True).content.decode()
    image = Image.objects.get()
    assert (image.title, image.alt, image.credit) == (f"{CLEAN}-2", CLEAN, "UN\u00a0Photo")
    assert TOLD in said


@pytest.mark.django_db
def test_a_headline_that_nobody_sees_is_none(client):
    client.force_login(make_editor())
    article = make_article(headline="A headline")
    said = admin_desk.save(client, article, headline="\u200b", body="<p>\u202e</p>").content.decode()
    assert "“”" not in said
    article.refresh_from_db()
    assert article.headline == "A headline"


# --- Files ------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_archive():
    story = {"id": "a", "headline": HIDDEN, "standfirst": HIDDEN, "body": f"<p>{HIDDEN}</p>"}
    report = import_articles([json.dumps(story | {"topics": [HIDDEN], "authors": [HIDDEN]})])
    article = Article.objects.get()
    assert (article.headline, Topic.objects.get().name, Author.objects.get().name) == (CLEAN,) * 3
    assert article.standfirst == "Café of\u00ad\nthe U\u200bN\u200e"
    assert article.body == "<p>Café of\u00ad the U\u200bN\u200e</p>"
    assert report.notes[0].startswith(f"Line 1: {TOLD}: “{CLEAN}”")


@pytest.mark.django_db
def test_a_table_of_officials():
    reading = new_reading()
    rows = read_officials(table(ANNAN | {"given": HIDDEN, "note": "7th.\u202e"}), reading)
    assert import_officials(rows).errors == []
    assert Person.objects.get().given_name == CLEAN
    assert Appointment.objects.get().note.startswith("7th.")
    assert TOLD in " ".join(reading.sentences())


@pytest.mark.django_db
def test_a_table_of_people():
    assert bring("people", {"given_name": HIDDEN, "family_name": "Annan"}).is_done
    assert Person.objects.get().given_name == CLEAN


@pytest.mark.django_db
def test_popolo():
    persons = [{"id": "1", "given_name": HIDDEN, "family_name": "Annan"}]
    report = import_popolo(json.dumps({"persons": persons}).encode())
    assert Person.objects.get().given_name == CLEAN
    assert TOLD in " ".join(report.notes)


@pytest.mark.django_db
def test_wikidata():
    label = {"en": {"language": "en", "value": "Kofi\u202e Annan"}}
    entity = {"id": "Q1", "labels": label, "claims": {}}
    report = import_wikidata(json.dumps({"entities": {"Q1": entity}}).encode())
    assert f"{TOLD}: “Kofi Annan”." in report.notes
