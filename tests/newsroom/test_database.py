"""What the database guards stays guarded: after any migration, whoever wrote it, on either database."""

import importlib
import sys
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F
from django.test import override_settings

from articles.database import guards
from articles.models import Article, DeskNote, LinkChange
from articles.models.desk_search import ArticleWords, terms
from articles.models.topic import FormerAddress
from newsroom import checks, database, stamp
from newsroom.images.models import Image
from newsroom.lib import schema
from newsroom.management.commands import migrate
from newsroom.models import Stamp
from newsroom.search import search
from people.models import OrganizationName, PersonName, PostTitle, RecordSettings, Reshuffle
from people.models.merge_log import Accepted, NotTheSame
from tests.make import make_author, make_editor, make_image, make_live, make_topic
from tests.people.make import make_appointment, make_merge, make_organization, make_person, move

OUR_APPS = ["images", "people", "articles"]
GUARDED = [*guards.MAY_CHANGE, *guards.NEVER_DELETED, *guards.RELATIONS]
TABLES = sorted({*GUARDED, *stamp.public_tables(), *(index.table for index in database.INDEXES)})


# --- A database of its own, where every one of these tables got a column ---------------------------
@contextmanager
def scratch_database(folder):
    """Point the connection at an empty database, and back."""
    name = connection.settings_dict["NAME"]
    other = str(folder / "grown.sqlite3") if connection.vendor == "sqlite" else f"{name}_grown"
    make, drop = f"CREATE DATABASE {other}", f"DROP DATABASE IF EXISTS {other}"
    if connection.vendor == "postgresql":
        _outside(drop, make)
    _point_at(other)
    try:
        yield
    finally:
        _point_at(name)
        if connection.vendor == "postgresql":
            _outside(drop)


def _outside(*statements):
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _point_at(name):
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()


# As AddField does it, but for the state of the models, which takes it far longer than the tables.
MIGRATION = """
from django.db import migrations, models
def grow(apps, schema_editor):
    for name in {names!r}:
        model, field = apps.get_model({label!r}, name), models.TextField(db_default="here")
        field.set_attributes_from_name("added")
        field.model = model
        schema_editor.add_field(model, field)
class Migration(migrations.Migration):
    dependencies = [({label!r}, {after!r})]
    operations = [migrations.RunPython(grow, migrations.RunPython.noop), {more}]
"""


class Throwaway:
    """Migrations that nobody keeps: copies of ours in a folder, to which a test adds."""

    def __init__(self, folder):
        self.package = folder / "throwaway"
        self.last = {}
        for label in OUR_APPS:
            theirs = importlib.import_module(f"{apps.get_app_config(label).name}.migrations")
            (self.package / label).mkdir(parents=True)
            (self.package / label / "__init__.py").touch()
            for path in theirs.__spec__.submodule_search_locations:
                for source in sorted(type(folder)(path).glob("0*.py")):
                    (self.package / label / source.name).write_text(source.read_text())
                    self.last[label] = source.stem
        (self.package / "__init__.py").touch()
        self.modules = {label: f"throwaway.{label}" for label in OUR_APPS}

    def write(self, label, name, models=(), more=""):
        text = MIGRATION.format(label=label, after=self.last[label], names=list(models), more=more)
        (self.package / label / f"{name}.py").write_text(text)
        importlib.invalidate_caches()
        self.last[label] = name


@pytest.fixture(scope="module")
def grown(django_db_setup, django_db_blocker, tmp_path_factory):
    """Rows in every table, then a column for each by a migration that knows nothing of triggers.

    Gives the version of the stamp before it, and the throw-away migrations.
    """
    folder = tmp_path_factory.mktemp("grown")
    throwaway = Throwaway(folder)
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        override_settings(MIGRATION_MODULES=throwaway.modules, MEDIA_ROOT=folder),
        scratch_database(folder),
    ):
        patch.syspath_prepend(folder)
        make_tables()
        fill()
        before = Stamp.objects.get().version
        for label in OUR_APPS:
            models = [
                m
                for m in apps.get_app_config(label).get_models(include_auto_created=True)
                if m._meta.db_table in TABLES
            ]
            throwaway.write(label, "9998_a_column", [m.__name__ for m in models])
        call_command("migrate", verbosity=0)
        yield before, throwaway
    for name in [name for name in sys.modules if name.partition(".")[0] == "throwaway"]:
        del sys.modules[name]


def make_tables():
    """All tables as the models say, in a second, and all migrations written down as applied."""
    with override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, verbosity=0)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for label, name in MigrationLoader(connection).disk_migrations:
        recorder.record_applied(label, name)


@transaction.atomic
def fill():
    """A row in each of TABLES."""
    ban, luck, editor = make_person("Ban Ki-moon"), make_person("Edward Luck"), make_editor()
    move(ban, "ban")
    appointment = make_appointment(ban, "Secretary-General")
    PersonName.objects.create(person=ban, text="반기문")
    PostTitle.objects.create(post=appointment.post, text="Secretary General")
    appointment.post.complete_successions.create(first="1961", last="1962", title="A table")
    OrganizationName.objects.create(organization=appointment.post.organization, text="The UN")
    league = make_organization("League of Nations")
    appointment.post.former_organizations.create(organization=league, end="1946")
    league.successions.create(after=appointment.post.organization, on="1946")
    make_merge()
    RecordSettings.objects.create().home_organizations.set([appointment.post.organization])
    NotTheSame.objects.create(model="people.person", low=ban.pk, high=luck.pk)
    Accepted.objects.create(key="titles-of-ban", state="0", reason="So it is.")
    author, topic = make_author(), make_topic("Prevention", "Preventing")
    FormerAddress.objects.create(author=author, slug="marrow")
    make_image()
    article = make_live(
        headline="Harmonium",
        body=f'<blockquote data-official="{ban.pk}"><p>A sacred calling.</p></blockquote>',
        topics=[topic],
        authors=[author],
        officials=[ban],
        lead_image=Image.objects.get(),
    )
    appointment.article_citations.create(article=article)
    appointment.verifications.create(saw="As it is.", by=editor)
    Reshuffle.objects.create(on="2017", by=editor)
    LinkChange.objects.create(edition=article.live_edition, person=luck, by=editor, open=False)
    DeskNote.objects.create(article=article, by=editor, text="Seen.")
    make_live(headline="Taken down").withdraw(editor, "Wrong man", "We took two men for one.")


def run(sql, values=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else None


def refused(sql, words):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        run(sql)


def version():
    return Stamp.objects.get().version


def test_every_table_has_the_column_and_a_row(grown):
    assert [table for table in TABLES if not run(f"SELECT added FROM {table}")] == []


def test_nothing_that_must_stand_is_missing(grown):
    assert [str(piece) for piece in database.missing(connection)] == []
    assert run("SELECT 1 FROM django_migrations WHERE name = '9998_a_column'")


@pytest.mark.parametrize("table", guards.MAY_CHANGE)
def test_the_record_refuses_a_change_in_the_new_column_too(grown, table):
    refused(f"UPDATE {table} SET added = 'changed'", f"rows of {table} are not changed")
    refused(f"UPDATE {table} SET id = id + 1000", f"rows of {table} are not changed")


@pytest.mark.parametrize("table", guards.NEVER_DELETED)
def test_the_record_refuses_to_delete(grown, table):
    refused(f"DELETE FROM {table}", f"rows of {table} are kept")


@pytest.mark.parametrize("table", guards.RELATIONS)
def test_the_relations_of_an_edition_stay_as_they_are(grown, table):
    columns = [name for name in names_of(table) if name != '"id"']
    copy = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns)} FROM {table}"
    for sql in (copy, f"UPDATE {table} SET added = 'changed'", f"DELETE FROM {table}"):
        refused(sql, guards.FIXED)


@pytest.mark.parametrize("rule", guards.RULES, ids=lambda rule: rule[0])
def test_every_other_rule_stands(grown, rule):
    assert rule[0] in {name for kind, _table, name in schema.existing(connection) if kind == "trigger"}


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no TRUNCATE")
@pytest.mark.parametrize("table", [*guards.NEVER_DELETED, *guards.RELATIONS])
def test_the_record_is_not_emptied(grown, table):
    refused(f"TRUNCATE {table} CASCADE", "are kept")


@pytest.mark.parametrize("table", sorted(stamp.public_tables()))
def test_a_row_that_changes_goes_and_comes_raises_the_stamp(grown, table):
    tables = set(connection.introspection.table_names())
    held = [piece for piece in guards.pieces(connection, tables) if piece.kind == "trigger"]
    columns = ", ".join(names_of(table))
    with transaction.atomic():
        schema.drop(connection, held)
        values = run(f"SELECT {columns} FROM {table} ORDER BY id DESC")[0]
        for sql, with_values in [
            (f"UPDATE {table} SET added = 'changed' WHERE id = {values[0]}", ()),
            (f"DELETE FROM {table} WHERE id = {values[0]}", ()),
            (f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(values))})", values),
        ]:
            before = version()
            run(sql, with_values)
            assert version() != before, sql
        transaction.set_rollback(True)


def names_of(table):
    """The columns that are written, in quotation marks, the key first."""
    if connection.vendor == "sqlite":
        columns = run(f"PRAGMA table_xinfo({table})")
        return [f'"{name}"' for _n, name, *_rest, hidden in columns if not hidden]
    written = "is_generated = 'NEVER' AND table_name = %s ORDER BY ordinal_position"
    columns = run(f"SELECT column_name FROM information_schema.columns WHERE {written}", [table])
    return [f'"{name}"' for (name,) in columns]


def test_search_follows(grown):
    with transaction.atomic():
        new = make_live(headline="Xylophone")
        assert [story.article_id for story in search("xylophone").stories] == [new.pk]
        assert list(Article.objects.filter(found("xyloph"))) == [new]
        ArticleWords.objects.filter(article=new).update(text="glockenspiel")
        assert list(Article.objects.filter(found("glocken"))) == [new]
        assert not Article.objects.filter(found("xyloph"))
        transaction.set_rollback(True)


def found(word):
    """The condition that the desk finds a story by this word."""
    return terms(word)[0].condition(F("pk"))


def test_what_was_written_before_is_still_found(grown):
    assert [story.headline for story in search("harmonium").stories] == ["Harmonium"]
    assert Article.objects.filter(found("harmon")).count() == 1


def test_readers_get_new_pages_after_a_migration(grown):
    before, _throwaway = grown
    assert version() != before


def test_with_nothing_to_migrate_what_is_missing_is_made_again(grown):
    before = version()
    schema.drop(connection, [piece for piece in database.pieces(connection) if piece.kind == "trigger"][:3])
    call_command("migrate", verbosity=0)
    assert not database.missing(connection)
    assert version() == before


def test_a_migration_that_fails_leaves_the_record_guarded(grown):
    _before, throwaway = grown
    throwaway.write("articles", "9999_fails", more="migrations.RunPython(lambda apps, editor: 1 / 0)")
    try:
        with pytest.raises(ZeroDivisionError):
            call_command("migrate", verbosity=0)
    finally:
        (throwaway.package / "articles/9999_fails.py").unlink()
        throwaway.last["articles"] = "9998_a_column"
    assert not database.missing(connection)


def test_words_that_a_migration_wrote_are_found(grown):
    """On SQLite the triggers stood aside, so the index is built anew where it differs."""
    _before, throwaway = grown
    sql = "UPDATE articles_articlewords SET text = 'bassoon' WHERE text LIKE 'harmonium%'"
    throwaway.write("articles", "9999_words", more=f"migrations.RunSQL({sql!r}, '')")
    call_command("migrate", verbosity=0)
    assert Article.objects.get(found("bassoon")).headline == "Harmonium"
    assert not Article.objects.filter(found("harmon")).exists()


# --- Migrating back, and again; last, for it empties the database of the tests above ----------------
def test_it_migrates_back_to_nothing_and_up_again(grown):
    for label in ("newsroom", "articles"):
        call_command("migrate", label, "zero", verbosity=0)
        assert not database.missing(connection)
    triggers = [table for kind, table, _name in schema.existing(connection) if kind == "trigger"]
    assert set(triggers) <= {"people_merge", "people_verification"}
    call_command("migrate", verbosity=0)
    assert not database.missing(connection)
    assert len(database.pieces(connection)) > len(TABLES)


# --- What is missing is named, and made again -------------------------------------------------------
@pytest.fixture
def pieces(db):
    return database.pieces(connection)


def test_a_complete_database_says_nothing(pieces):
    assert pieces
    assert database.missing(connection) == []
    assert checks.guards_are_installed(None, databases=["default"]) == []


def test_every_piece_that_is_gone_is_named_and_made_again(pieces):
    schema.drop(connection, [piece for piece in pieces if piece.kind != "function"])
    gone = [piece for piece in pieces if piece.kind == "function"]
    schema.drop(connection, gone)
    assert set(database.missing(connection)) == set(pieces)
    database.install(connection)
    assert database.missing(connection) == []


def test_a_database_that_stays_without_a_guard_is_not_prepared(pieces, monkeypatch, capsys):
    """As where the database's user may not make triggers: `migrate` mends nothing."""
    guard = next(piece for piece in pieces if piece.name == "articles_edition_is_kept")
    run(guard.removal(connection.vendor))
    monkeypatch.setattr(migrate.Command, "handle", lambda command, **options: None)
    with pytest.raises(CommandError, match="so the site does not start"):
        call_command("prepare")
    assert "trigger articles_edition_is_kept of articles_edition" in capsys.readouterr().err


def test_a_trigger_that_says_another_thing_is_named_and_put_right(pieces):
    guard = next(piece for piece in pieces if piece.name == "articles_edition_is_kept")
    run(guard.removal(connection.vendor))
    run(guard.sql.replace("BEFORE", "AFTER"))
    assert database.missing(connection) == [guard]
    database.install(connection)
    assert database.missing(connection) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite switches no trigger off")
def test_a_trigger_that_is_switched_off_is_named(pieces):
    run("ALTER TABLE articles_edition DISABLE TRIGGER articles_edition_stays")
    assert [piece.name for piece in database.missing(connection)] == ["articles_edition_stays"]


def test_a_trigger_of_an_earlier_release_is_dropped(pieces):
    guard = next(piece for piece in pieces if piece.name == "articles_edition_is_kept")
    run(guard.sql.replace("articles_edition_is_kept", "articles_edition_was_kept"))
    database.install(connection)
    assert "articles_edition_was_kept" not in {name for _k, _t, name in schema.existing(connection)}


def test_looking_at_what_is_to_be_migrated_changes_nothing(pieces):
    schema.drop(connection, pieces[-1:])
    call_command("migrate", plan=True, verbosity=0)
    assert database.missing(connection) == pieces[-1:]


def test_the_check_names_what_is_missing(pieces):
    schema.drop(connection, [piece for piece in pieces if piece.name == "articles_revision_stays"])
    (found,) = checks.guards_are_installed(None, databases=["default"])
    assert found.id == "newsroom.E009"
    assert "trigger articles_revision_stays of articles_revision" in found.msg
    with pytest.raises(CommandError, match="articles_revision_stays"):
        call_command("check", databases=["default"])


def test_the_audit_names_the_guards_that_are_missing(pieces):
    schema.drop(connection, [piece for piece in pieces if piece.name == "articles_auditentry_stays"])
    with pytest.raises(CommandError, match="articles_auditentry_stays"):
        call_command("verify_audit")


def test_every_table_that_a_guard_names_is_there(db):
    assert set(GUARDED) <= set(connection.introspection.table_names())


def test_a_guard_stands_again_after_what_was_done_without_it(db):
    edition = make_live().live_edition
    tables = set(connection.introspection.table_names())
    with schema.without_triggers(connection, guards.pieces(connection, tables)):
        run("UPDATE articles_edition SET headline = 'Other'")
    edition.refresh_from_db()
    assert edition.headline == "Other"
    assert database.missing(connection) == []
    refused("UPDATE articles_edition SET headline = 'Another'", "are not changed")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite compiles no statement")
@pytest.mark.django_db
def test_no_statement_of_a_page_is_compiled_by_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
