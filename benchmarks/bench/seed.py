"""Seeds an empty database: tables, record, stories, who works there; the same rows from one `Size`."""

import contextlib
import io
import random
import time

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client

from articles.models import Article, Topic
from newsroom import database, stamp
from newsroom.lib import schema
from people.models import Appointment

from .record import seed_record
from .size import UNTIL
from .stories import WAITING_ONE_IN, seed_house, seed_stories
from .words import tape

STAFF = 20
HASTE = {
    "sqlite": [
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA cache_size = -400000",
        "PRAGMA foreign_keys = OFF",
    ],
    "postgresql": ["SET synchronous_commit = off", "SET session_replication_role = replica"],
}


def make_database():
    """On PostgreSQL make the database of the settings, if it is not there; then migrate."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    call_command("migrate", verbosity=0)


def is_filled(size):
    """Whether the database has exactly what a Size gives."""
    numbers = {
        Article: size.stories + size.stories // WAITING_ONE_IN,
        Appointment: size.appointments,
        Topic: size.topics,
    }
    return all(model._base_manager.count() == number for model, number in numbers.items())


def seed(size, say=print):
    """Fill the database of the settings, which must be empty."""
    if Article.objects.exists():
        raise SystemExit("The database is not empty: the bench seeds only a database of its own.")
    began = time.monotonic()
    with in_haste():
        fill(size, say)
    set_sequences()
    call_command("check", databases=["default"], verbosity=0, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    took = time.monotonic() - began
    say(f"  all in {took:.0f} s: {size.stories / took:.0f} stories a second")


def fill(size, say=lambda line: None):
    """Write all rows of a Size into empty tables."""
    generator, began = random.Random(size.seed), time.monotonic()

    def said(done):
        if done % 10_000 == 0:
            say(f"  {done} stories, {done / (time.monotonic() - began):.0f} a second")

    with without_triggers(say), transaction.atomic():
        persons = seed_record(generator, size)
        say(f"  {size.appointments} appointments in {time.monotonic() - began:.0f} s")
        house, began = seed_house(size, persons, staff()), time.monotonic()
        seed_stories(generator, tape(generator), house, size, said)
        say(f"  rows of stories: {size.stories / (time.monotonic() - began):.0f} a second")


def staff():
    """Editors; the first one, who imports, works at the desk pages of the bench. Returns the id."""
    model = get_user_model()
    names = [{"username": f"staff{n}", "first_name": "Member", "last_name": f"{n}"} for n in range(STAFF)]
    users = [model(pk=n, is_staff=True, date_joined=UNTIL, **values) for n, values in enumerate(names, 1)]
    model.objects.bulk_create(users)
    users[0].groups.set(Group.objects.filter(name__in=["editor", "people desk"]))
    return users[0].pk


@contextlib.contextmanager
def in_haste():
    """No journal, no foreign key looked up: a seed that fails is begun again in a new database."""
    with connection.cursor() as cursor:
        for statement in HASTE[connection.vendor]:
            cursor.execute(statement)
    yield
    connection.close()


@contextlib.contextmanager
def without_triggers(say):
    """Run a block without triggers; then make them again, with the indexes of words and a new stamp."""
    with transaction.atomic():
        away = [piece for piece in database.pieces(connection) if piece.kind in ("trigger", "index")]
        schema.drop(connection, away)
    yield
    began = time.monotonic()
    if connection.vendor == "postgresql":
        connection.check_constraints()  # it makes no index while checks of rows are pending
    database.install(connection)
    stamp.raise_stamp(connection)
    say(f"  indexes of words and triggers in {time.monotonic() - began:.0f} s")


def set_sequences():
    """On PostgreSQL the next ids come after those that were written."""
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


def login():
    """Log the first of the staff in; return the cookie."""
    client = Client()
    client.force_login(get_user_model().objects.get(pk=1))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
