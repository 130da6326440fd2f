"""Popolo out and in: our own file brings everything back byte for byte, a foreign one is looked at first."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from simple_history.models import HistoricalChanges

from newsroom.demo import seed as demo_seed
from people.exchange.popolo_in import import_popolo
from people.exchange.popolo_out import whole_record
from people.exchange.resources import RESOURCES
from people.models import Appointment, Organization, Person, Post
from people.public.popolo import EXTENSION, dumps
from tests.people.exchanging import exported, faults, messages, rows_of, take_sample
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_exchange_tables import make_odd_record

pytestmark = pytest.mark.django_db
FOREIGN = Path(__file__).parent / "everypolitician.json"


def empty():
    Appointment.objects.update(appointed_by=None)
    Post.objects.update(replaces=None)
    Organization.objects.update(parent=None)
    for resource in reversed(RESOURCES.values()):
        resource._meta.model.objects.all().delete()


def foreign(**changes):
    return json.dumps(json.loads(FOREIGN.read_text(encoding="utf-8")) | changes).encode()


# --- Our own -------------------------------------------------------------------------------------
def test_the_whole_record_comes_back_byte_for_byte():
    take_sample(step=3)
    make_odd_record()
    council = make_organization("Security Council", parent=make_organization("United Nations"), ended="XXXX")
    old = make_post("Old post", council, created="1945", abolished="2000-01", wikidata="Q1")
    make_post("New post", council, replaces=old, is_numbered=True, rank=3)
    moved = Person.objects.exclude(family_name="").order_by("pk").first()
    Person.objects.filter(pk=moved.pk).update(slug="moved")
    Person.objects.get(pk=moved.pk).remember_slug("before")
    out = dumps(whole_record())
    empty()
    report = import_popolo(out)
    assert (report.refused, report.errors, report.notes) == ([], [], [])
    assert report.is_done
    assert dumps(whole_record()).decode() == out.decode()
    assert Person.objects.at("before").slug == "moved"


# What a file of the record does not hold, each with the reason.
STAYS_HERE = {
    "Reshuffle": "one act of this newsroom, whose facts go out",
    "Merge": "one act of this newsroom",
    "NotTheSame": "an answer, given again where the file comes in",
    "Accepted": "an answer to this newsroom's own report",
    "Verification": "who looked, by the name of a user here",
    "RecordSettings": "how this house reads its record, which is no fact",
    "FormerSlug": "held as former_ids of its record",
    "CompleteSuccession.vouched_by": "who takes the file in vouches",
    "CompleteSuccession.vouched_at": "who takes the file in vouches",
    "Person.portrait": "no column of a table; Popolo holds its path in the library",
}


def test_every_field_of_the_record_is_a_column_of_a_table():
    columns = {resource._meta.model: {*resource.columns(), "id"} for resource in RESOURCES.values()}
    models = [
        model
        for model in apps.get_app_config("people").get_models()
        if not issubclass(model, HistoricalChanges)
    ]
    lost = [
        f"{model.__name__}.{field.name}"
        for model in models
        if model.__name__ not in STAYS_HERE
        for field in model._meta.concrete_fields
        if field.editable and field.name not in columns.get(model, ())
    ]
    assert [name for name in lost if name not in STAYS_HERE] == []
    assert len(columns) + sum("." not in name for name in STAYS_HERE) == len(models)


def as_tables():
    """Every table of the record without the numbers of its rows."""
    tables = {kind: rows_of(exported(kind)) for kind in RESOURCES}
    return {
        kind: sorted(tuple(cell for name, cell in row.items() if name != "id") for row in rows)
        for kind, rows in tables.items()
    }


def test_the_whole_demo_goes_out_and_comes_back_and_loses_nothing():
    demo_seed.officials()
    make_odd_record()  # what the demo has no case of
    out, tables = dumps(whole_record()), as_tables()
    assert all(tables.values())
    empty()
    assert import_popolo(out).is_done
    assert as_tables() == tables
    assert dumps(whole_record()) == out


def test_taken_in_again_it_changes_nothing():
    take_sample(step=3)
    report = import_popolo(dumps(whole_record()))
    assert (report.counts["new"], report.counts["changed"], report.errors) == (0, 0, [])


def test_what_never_began_is_no_membership():
    make_appointment("Edward Luck", "Special Adviser", intended="2007-08-31")
    make_appointment("Kofi Annan", "Secretary-General", start="1997", end="XXXX")
    found = whole_record()
    (held,) = found["memberships"]
    assert (held["person_id"], held["start_date"]) == ("kofi-annan", "1997")
    assert "end_date" not in held
    assert held[EXTENSION]["unknown"] == ["end_date"]
    assert found[EXTENSION]["intentions"][0][EXTENSION]["intended"] == "2007-08-31"


def test_every_id_resolves_inside_the_document():
    take_sample(step=3)
    found = whole_record()
    ids = {kind: {one["id"] for one in found[kind]} for kind in ("persons", "organizations", "posts")}
    for held in found["memberships"]:
        assert held["person_id"] in ids["persons"]
        assert held["organization_id"] in ids["organizations"]
        assert held["post_id"] in ids["posts"]


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    make_odd_record()
    make_appointment("Kofi Annan", "Secretary-General")
    # appointments, sources; people, names, former addresses; organizations, names, what became of them and
    # what it is called, former addresses; posts, titles, complete successions, where they belonged (two),
    # former addresses
    with django_assert_num_queries(16):
        whole_record()


# --- A foreign one -------------------------------------------------------------------------------
def test_a_foreign_file_comes_in_with_names_periods_and_sources():
    report = import_popolo(foreign())
    assert (report.refused, report.errors) == ([], [])
    vance = Person.objects.get(wikidata="Q90000001")
    assert (vance.family_name, vance.given_name, vance.birth) == ("Okonjo Vance", "Adaeze", "1961-03")
    assert vance.names.get().text == "A. Vance"
    tama = Person.objects.get(family_name="Tama")
    assert (tama.full_name, tama.name_order) == ("Tama Ioane", "family-first")
    member = Post.objects.get(title="Member")
    assert (member.organization.name, member.seats) == ("House of Assembly", None)
    held = Appointment.objects.get(person=vance, post=member)
    assert (held.start, held.end) == ("2015-06-01", "2019-05-30")
    assert held.citations.get().url == "https://assembly.example/members/vance"
    assert held in Appointment.objects.public()
    assert Appointment.objects.get(person=tama, post__title="Speaker").start == "XXXX"
    assert "on_behalf_of_id (of memberships) (2)" in " ".join(report.notes)


def test_a_foreign_file_taken_in_again_changes_nothing():
    import_popolo(foreign())
    report = import_popolo(foreign())
    assert (report.counts["new"], report.counts["changed"], report.refused) == (0, 0, [])


def test_nobody_is_the_same_by_name_alone():
    make_person("Adaeze Okonjo Vance", given_name="Adaeze", family_name="Okonjo Vance", wikidata="Q5")
    assert import_popolo(foreign(), dry_run=True).refused == []  # two items are two people
    Person.objects.update(wikidata="")
    report = import_popolo(foreign())
    assert faults(report) == [(1, "name")]
    assert "adaeze-okonjo-vance" in messages(report)
    assert not report.is_done


def test_faults_name_entry_and_field_and_nothing_comes_in():
    found = json.loads(FOREIGN.read_text(encoding="utf-8"))
    found["memberships"][0]["person_id"] = "nobody"
    found["persons"][1]["birth_date"] = "1970-14"
    report = import_popolo(json.dumps(found).encode())
    assert sorted(faults(report)) == [(1, "person_id"), (2, "birth")]
    assert not Person.objects.exists()


def test_embedded_memberships_count_too():
    found = json.loads(FOREIGN.read_text(encoding="utf-8"))
    held = found.pop("memberships")
    found["persons"][0]["memberships"] = [
        one for one in held if one["person_id"] == found["persons"][0]["id"]
    ]
    for one in found["persons"][0]["memberships"]:
        del one["person_id"]
    assert import_popolo(json.dumps(found).encode()).is_done
    assert Appointment.objects.filter(person__wikidata="Q90000001").count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"persons": 1}',
        b'{"persons": ["x"]}',
        b'{"persons": [{"id": "a", "name": 5}]}',
        b'{"persons": [{"id": "a", "name": "A", "identifiers": "Q1"}]}',
        b'{"persons": [{"id": "a", "name": "A", "birth_date": ["1970"]}]}',
        b'{"persons":' + b"[" * 100_000,
    ],
)
def test_what_is_no_popolo_is_refused_in_a_sentence(content):
    with pytest.raises(ValueError, match=r"\.$"):
        import_popolo(content)


@pytest.mark.parametrize(
    "extra",
    [
        {"memberships": [{}]},
        {"posts": [{"id": "p"}]},
        {"organizations": [{"id": None}, {"name": "x" * 400, "id": "o"}]},
        {"persons": [{"id": "a"}, {"id": "a", "name": "B C"}]},
        {"x_newsroom": {"whole": True, "intentions": [{"id": "x"}]}},
    ],
)
def test_what_says_too_little_is_a_fault_and_no_crash(extra):
    report = import_popolo(json.dumps({"persons": [], **extra}).encode())
    assert report.errors
    assert not report.is_done


# --- The commands --------------------------------------------------------------------------------
def test_the_commands_write_and_read_the_same(tmp_path, capsys):
    make_appointment("Kofi Annan", "Secretary-General")
    file = tmp_path / "record.json"
    call_command("export_popolo", str(file))
    call_command("export_popolo")
    assert capsys.readouterr().out == file.read_text(encoding="utf-8")
    empty()
    call_command("import_popolo", str(file), "--dry-run", "-v", "2")
    assert "person Kofi Annan: slug: – → kofi-annan" in capsys.readouterr().out
    assert not Person.objects.exists()
    call_command("import_popolo", str(file))
    assert "5 new, 0 changed, 0 so already." in capsys.readouterr().out
    assert Person.history.first().history_change_reason == "Imported from record.json"


def test_the_command_names_each_fault_and_fails(tmp_path, capsys):
    file = tmp_path / "record.json"
    file.write_bytes(foreign(organizations=[]))
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_popolo", str(file))
    assert "organization_id: Nothing in the document has the id" in capsys.readouterr().err
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_popolo", str(tmp_path / "none.json"))


def test_characters_that_nothing_can_hold_are_left_out():
    one = {"id": "a", "given_name": "Ad\u0000a", "family_name": "Hal\ud800f", "summary": "Two\r\nlines"}
    assert import_popolo(json.dumps({"persons": [one]}).encode()).is_done
    person = Person.objects.get()
    assert (person.given_name, person.family_name, person.summary) == ("Ada", "Hal\ufffdf", "Two\r\nlines")
