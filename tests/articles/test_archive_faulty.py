"""Lines of an archive that are doubled, share a headline or have a fault: each named, the rest on demand."""

import json

import pytest
from django.core.management import CommandError, call_command

from articles.archive import import_articles
from articles.models import Article, Edition, Topic
from newsroom.images.models import Image
from tests.articles.admin_desk import take
from tests.articles.test_archive import media, row  # noqa: F401
from tests.make import OVERRIDE, make_article, make_editor
from tests.newsroom.images import files

pytestmark = pytest.mark.django_db


def briefing(key, **kw):
    story = row(id=key, headline="Morning briefing", **kw)
    del story["slug"]
    return story


def lines(*rows):
    return [json.dumps(one) for one in rows]


def slugs():
    return sorted(Edition.objects.values_list("slug", flat=True))


# --- Same headline --------------------------------------------------------------------------------
def test_two_stories_of_one_headline_in_a_month_have_two_addresses():
    assert import_articles(lines(briefing("a"), briefing("b"))).errors == []
    assert slugs() == ["morning-briefing", "morning-briefing-2"]


def test_the_desk_numbers_an_address_that_nobody_typed(client):
    client.force_login(make_editor())
    for _ in range(2):
        article = make_article(headline="Morning briefing")
        take(client, article, "publish", override=OVERRIDE)
    assert slugs() == ["morning-briefing", "morning-briefing-2"]


def test_a_later_edition_keeps_the_number():
    later = {"published": "2007-10-10T17:40:00Z", "standfirst": "More."}
    again = [{"published": "2007-10-10T14:05:00Z"}, later]
    assert import_articles(lines(briefing("a"), briefing("b", editions=again))).errors == []
    assert slugs() == ["morning-briefing", "morning-briefing-2", "morning-briefing-2"]


# --- Doubled --------------------------------------------------------------------------------------
def test_a_doubled_line_is_taken_once_and_told():
    report = import_articles(lines(row(), row()))
    assert (report.errors, Article.objects.count()) == ([], 1)
    assert report.notes == ["Line 2 says the same as line 1 and is taken once."]


def test_a_topic_of_an_emoji_alone_is_refused_for_what_it_is():
    (error,) = import_articles(lines(row(topics=["🎉"]))).errors
    assert str(error) == "line 1, topics[0]: “🎉” must be a name, with a letter or a figure."


# --- The rest -------------------------------------------------------------------------------------
def test_the_rest_comes_in_where_somebody_asks(tmp_path, capsys):
    file = tmp_path / "archive.jsonl"
    bad = row(id="b", slug="b", language="xx", topics=["Only of the bad one"])
    file.write_text("\n".join([*lines(row(), bad), "no json", *lines(row(id="c", slug="c"))]))
    with pytest.raises(CommandError):
        call_command("import_articles", str(file))
    assert not Article.objects.exists()
    capsys.readouterr()
    call_command("import_articles", str(file), "--skip-faulty")
    said = capsys.readouterr()
    assert slugs() == ["c", "sacred-calling"]
    assert not Topic.objects.exists()  # nothing of a line that was left out
    assert "line 2, language: " in said.err
    assert "line 3: This is not JSON" in said.err
    assert "Left out with errors: 2 lines." in said.out
    assert "Imported 2 stories with 2 editions" in said.out


def test_a_dry_run_with_the_rest_changes_nothing():
    report = import_articles(lines(row(), row(id="b", slug="b", date="x")), skip_faulty=True, dry_run=True)
    assert [error.line for error in report.errors] == [2]
    assert report.counts["articles"] == 1
    assert not Article.objects.exists()


def test_a_moving_picture_of_an_archive_is_told(media, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "kept"
    frames = [files.picture(), files.picture(colour="blue")]
    frames[0].save(media / "hall.gif", save_all=True, append_images=frames[1:])
    story = row(lead_image={"path": "hall.gif", "alt": "A hall.", "credit": "Desk"})
    report = import_articles(lines(story), media_dir=media)
    assert report.notes == ["hall.gif: The file is a moving picture; only its first frame was taken."]


def test_pictures_of_lines_that_are_left_out_stay_out(media, settings):  # noqa: F811
    picture = {"path": "hall.jpg", "alt": "A hall.", "credit": "Desk"}
    report = import_articles(
        lines(row(), row(id="b", slug="b", date="x", lead_image=picture)), media_dir=media, skip_faulty=True
    )
    assert len(report.errors) == 1
    assert not Image.objects.exists()
