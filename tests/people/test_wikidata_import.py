"""Wikidata in: positions held by identifier only, at the precision given; what is not on record is asked."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from people.exchange.wikidata import import_wikidata
from people.models import Appointment, Organization, Person, Post, State
from tests.make import make_user
from tests.people.exchanging import faults
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_admin import DESK

pytestmark = pytest.mark.django_db
SG, BAN, ANNAN, ASSEMBLY = "Q81066", "Q1253", "Q1254", "Q47423"


# --- Entities, as Special:EntityData writes them -------------------------------------------------
def snak(claim, value=None, kind="value"):
    if kind != "value":
        return {"snaktype": kind, "property": claim}
    if isinstance(value, str) and value.startswith("Q"):
        value = {"value": {"entity-type": "item", "numeric-id": int(value[1:]), "id": value}}
    else:
        value = {"value": value}
    return {"snaktype": "value", "property": claim, "datavalue": value}


def time(iso, precision=11, calendar="Q1985727"):
    model = f"http://www.wikidata.org/entity/{calendar}"
    return {"time": f"+{iso}T00:00:00Z", "timezone": 0, "precision": precision, "calendarmodel": model}


def held(position=SG, start=None, end=None, rank="normal", references=(), **others):
    dates = {"P580": start, "P582": end}
    qualifiers = {claim: [snak(claim, date)] for claim, date in dates.items() if isinstance(date, dict)}
    qualifiers |= {claim: [snak(claim, kind=date)] for claim, date in dates.items() if isinstance(date, str)}
    qualifiers |= {claim: [snak(claim, value)] for claim, value in others.items()}
    return {
        "mainsnak": snak("P39", position),
        "type": "statement",
        "id": f"{BAN}$1",
        "rank": rank,
        "qualifiers": qualifiers,
        "references": list(references),
    }


def reference(url, title=""):
    snaks = {"P854": [snak("P854", url)], "P813": [snak("P813", time("2020-01-01"))]}
    if title:
        snaks["P1476"] = [snak("P1476", {"text": title, "language": "en"})]
    return {"hash": "0", "snaks": snaks}


def entity(item=BAN, label="Ban Ki-moon", positions=(), **claims):
    return {
        "type": "item",
        "id": item,
        "labels": {"en": {"language": "en", "value": label}} if label else {},
        "claims": {"P39": list(positions), **claims},
    }


def file(*entities):
    return json.dumps({"entities": {one["id"]: one for one in entities}}).encode()


def bring(*positions, choices=None, **kw):
    return import_wikidata(file(entity(positions=positions)), choices, **kw)


@pytest.fixture
def ban():
    make_post("Secretary-General", wikidata=SG)
    return make_person("Ban Ki-moon", wikidata=BAN)


# --- What comes in -------------------------------------------------------------------------------
def test_a_position_held_becomes_an_appointment_with_sources(ban):
    source = reference("https://un.example/ban", "Biography")
    report = bring(held(start=time("2007-01-01"), end=time("2016-12-31"), references=[source]))
    assert report.is_done
    made = Appointment.objects.get()
    assert (made.person, made.start, made.end) == (ban, "2007-01-01", "2016-12-31")
    assert list(made.citations.values_list("url", "title")) == [("https://un.example/ban", "Biography")]
    assert made in Appointment.objects.public()
    assert "Q1253$1" in made.note


@pytest.mark.parametrize(
    ("start", "kept"),
    [
        (time("2007-00-00", 9), "2007"),
        (time("2007-05-00", 10), "2007-05"),
        (time("2007-05-29", 11), "2007-05-29"),
        ("somevalue", "XXXX"),
        (None, "XXXX"),
        (time("1990-00-00", 8), "199X"),
        (time("2000-00-00", 7), "XXXX"),
        (time("1580-03-04", 11, "Q1985786"), "1580"),
    ],
)
def test_dates_keep_the_precision_of_wikidata(ban, start, kept):
    assert bring(held(start=start)).is_done
    assert Appointment.objects.get().start == kept


@pytest.mark.parametrize(
    ("qualifiers", "start", "end"),
    [
        ({"start": "somevalue", "P1319": time("2005-00-00", 9)}, "2005/..", ""),
        ({"start": "somevalue", "P1326": time("2007-00-00", 9)}, "../2007", ""),
        ({"start": "somevalue", "P8555": time("2007-05-00", 10)}, "../2007-05", ""),
        (
            {"start": "somevalue", "P1319": time("2005-00-00", 9), "P8555": time("2007-00-00", 9)},
            "2005/2007",
            "",
        ),
        (
            {"start": time("2001-00-00", 9), "end": "somevalue", "P1326": time("2007-00-00", 9)},
            "2001",
            "../2007",
        ),
        (
            {"start": time("2001-00-00", 9), "end": "somevalue", "P8554": time("2006-00-00", 9)},
            "2001",
            "2006/..",
        ),
        ({"start": time("2001-00-00", 9), "P1480": "Q5727902"}, "2001~", ""),
        ({"start": time("2001-00-00", 9), "P1480": "Q18122778"}, "2001", ""),  # presumably
        ({"start": "somevalue", "P1319": time("2008-00-00", 9), "P1326": time("2007-00-00", 9)}, "XXXX", ""),
    ],
)
def test_not_before_not_after_and_circa_qualify_a_date(ban, qualifiers, start, end):
    assert bring(held(**qualifiers)).is_done
    made = Appointment.objects.get()
    assert (made.start, made.end) == (start, end)


# --- What Wikidata says without dates, or in doubt ---------------------------------------------------
def test_who_held_a_position_without_dates_is_present_nowhere(client, ban):
    report = bring(held(references=[reference("https://un.example/ban", "Biography")]))
    made = Appointment.objects.get()
    assert (made.start, made.end, made.is_public) == ("XXXX", "", False)
    assert "not shown to readers before somebody has looked at it" in " ".join(report.notes)
    assert "Secretary-General" not in client.get("/people/ban-ki-moon/").text
    Appointment.objects.update(is_public=True)  # somebody has looked
    said = client.get("/people/ban-ki-moon/").text
    assert "held it at a time not known" in said
    assert "in post since" not in said
    assert "No present holder on record" in client.get("/posts/secretary-general/").text


@pytest.mark.parametrize(
    ("points", "inside", "outside"),
    [
        (["1985-06-01"], "1985-06-01", ["1984-01-01", "1985-06-02", "2026-11-30"]),
        (["1985-06-01", "1987-03-01"], "1986-01-01", ["1985-05-31", "1987-03-02", "2026-11-30"]),
    ],
)
def test_a_point_in_time_says_in_post_on_that_day_and_no_more(ban, points, inside, outside):
    statement = held(references=[reference("https://un.example/ban")])
    statement["qualifiers"]["P585"] = [snak("P585", time(point)) for point in points]
    assert bring(statement).is_done
    made = Appointment.objects.get()
    assert not made.is_public
    assert made.state_on(datetime.date.fromisoformat(inside)) == State.IN_POST
    for day in map(datetime.date.fromisoformat, outside):
        assert made.state_on(day) == State.UNKNOWN
        assert made not in Appointment.objects.on(day)


def test_a_point_in_time_known_to_a_year_is_nowhere_certain(ban):
    assert bring(held(P585=time("1985-00-00", 9))).is_done
    made = Appointment.objects.get()
    assert (made.start, made.end) == ("../1985", "1985/..")
    assert not any(made.is_certain_on(datetime.date(1985, month, 1)) for month in range(1, 13))


def test_a_point_in_time_changes_no_dates_on_record(ban):
    made = make_appointment(ban, "Secretary-General", start="1982-01-01")
    bring(held(P585=time("1985-06-01")))
    made.refresh_from_db()
    assert (made.start, made.end) == ("1982-01-01", "")
    assert Appointment.objects.count() == 1


def test_a_start_beside_a_point_in_time_stands(ban):
    bring(held(start=time("1982-01-01"), P585=time("1985-06-01")))
    assert (Appointment.objects.get().start, Appointment.objects.get().end) == ("1982-01-01", "")


@pytest.mark.parametrize("role", ["Q4676846", "Q7"])
def test_a_role_of_acting_makes_an_acting_record(ban, role):
    statement = held(start=time("2006-05-23"), end=time("2007-01-03"), P3831=role)
    answer = import_wikidata(
        file(entity(positions=[statement]), entity("Q7", "interim holder"), entity("Q8", "chairperson"))
    )
    assert answer.is_done
    assert Appointment.objects.get().kind == "acting"
    bring(held(start=time("2007-01-04"), P3831="Q8"))
    assert sorted(Appointment.objects.values_list("kind", flat=True)) == ["acting", "substantive"]


@pytest.mark.parametrize("qualifier", [{"P5102": "Q18603603"}, {"P1480": "Q18122778"}])
def test_what_wikidata_doubts_waits_until_somebody_has_looked(ban, qualifier):
    source = reference("https://un.example/ban")
    report = bring(held(start=time("2007-01-01"), references=[source], **qualifier))
    assert "Wikidata calls it uncertain: Q18" in " ".join(report.notes)
    assert not Appointment.objects.public().exists()


@pytest.mark.time_machine("2026-11-30T12:00Z", tick=False)
def test_an_end_in_the_future_is_the_end_of_the_term(ban):
    bring(held(start=time("2017-01-01"), end=time("2026-12-31")))
    made = Appointment.objects.get()
    assert (made.end, made.term_ends) == ("", "2026-12-31")


def test_an_end_nobody_knows_and_no_end_are_two_things(ban):
    bring(held(start=time("2007-01-01"), end="somevalue"))
    assert Appointment.objects.get().end == "XXXX"
    Appointment.objects.all().delete()
    bring(held(start=time("2007-01-01"), end="novalue"))
    assert Appointment.objects.get().end == ""


def test_deprecated_statements_are_left_out_and_preferred_ones_shown(ban):
    report = bring(
        held(start=time("1999-01-01"), rank="deprecated"), held(start=time("2007-01-01"), rank="preferred")
    )
    assert [row.start for row in Appointment.objects.all()] == ["2007-01-01"]
    assert "deprecated" in report.notes[0]
    assert "prefers" in report.notes[1]


def test_who_appointed_is_found_by_the_item(ban):
    make_organization("General Assembly", wikidata=ASSEMBLY)
    bring(held(start=time("2007-01-01"), P748=ASSEMBLY))
    assert Appointment.objects.get().appointing_body.name == "General Assembly"


def test_a_person_appoints_in_the_post_held_then(ban):
    power = make_appointment(make_person("Kofi Annan", wikidata=ANNAN), "Secretary", start="1997", end="2006")
    make_post("Envoy", wikidata="Q9")
    bring(held("Q9", start=time("2005-01-01"), P748=ANNAN))
    assert Appointment.objects.get(post__title="Envoy").appointed_by == power


def test_who_is_not_on_record_is_shown_and_not_made(ban):
    report = bring(held(start=time("2007-01-01"), P748="Q77", P1365=ANNAN, P1366="Q78", P2937="Q5"))
    notes = " ".join(report.notes)
    assert "appointed by Q77" in notes
    assert f"replaced {ANNAN}" in notes
    assert "was replaced by Q78" in notes
    assert "P2937" in notes
    assert Person.objects.count() == 1


# --- What is on record ---------------------------------------------------------------------------
def test_taken_in_again_it_changes_nothing(ban):
    statement = held(start=time("2007-01-01"), end="somevalue", references=[reference("https://un.example/")])
    bring(statement)
    report = bring(statement)
    assert (report.counts["new"], report.counts["changed"], report.counts["unchanged"]) == (0, 0, 1)


def test_the_record_gains_what_it_does_not_say_and_keeps_what_it_says(ban):
    made = make_appointment(ban, "Secretary-General", start="2007", note="Ours.")
    bring(held(start=time("2007-01-01"), end=time("2016-12-31")))
    made.refresh_from_db()
    assert (made.start, made.end, made.note) == ("2007-01-01", "2016-12-31", "Ours.")
    report = bring(held(start=time("2007-01-02"), end=time("2016-00-00", 9)))
    assert report.counts["changed"] == 0
    assert "the desk's record stands" in report.notes[0]
    assert Appointment.objects.get().end == "2016-12-31"


# --- What is not ---------------------------------------------------------------------------------
def test_nobody_is_matched_by_name_and_nothing_is_made_silently():
    make_person("Ban Ki-moon")
    make_post("Secretary-General")
    report = bring(held(start=time("2007-01-01")))
    assert (report.counts["new"], report.counts["changed"]) == (0, 0)
    person, post = report.questions
    assert (person.item, post.item) == (BAN, SG)
    assert person.proposals == [("ban-ki-moon", "Ban Ki-moon", "has this name")]
    assert not Appointment.objects.exists()
    assert Person.objects.get().wikidata == ""


def test_an_answer_gives_the_record_its_item():
    make_person("Ban Ki-moon")
    make_post("Secretary-General")
    choices = {BAN: "ban-ki-moon", SG: "secretary-general"}
    report = bring(held(start=time("2007-01-01")), choices=choices)
    assert report.is_done
    assert (Person.objects.get().wikidata, Post.objects.get().wikidata) == (BAN, SG)
    assert Appointment.objects.get().start == "2007-01-01"


def test_new_ones_are_made_where_somebody_says_so():
    make_organization("United Nations")
    born = [{"mainsnak": snak("P569", time("1944-06-13")), "rank": "normal"}]
    post = entity(SG, "secretary-general")
    content = file(entity(positions=[held(start=time("2007-01-01"))], P569=born), post)
    assert import_wikidata(content, {BAN: "new", SG: "new:united-nations"}).is_done
    made = Appointment.objects.get()
    assert (made.person.full_name, made.person.birth, made.person.wikidata) == (
        "Ban Ki-moon", "1944-06-13", BAN,
    )  # fmt: skip
    assert (made.post.title, made.post.organization) == ("Secretary-general", Organization.objects.get())


@pytest.mark.parametrize("answer", ["nothing-there", "new", "new:nowhere", "taken"])
def test_an_answer_that_leads_nowhere_is_a_fault(ban, answer):
    make_post("Taken", slug="taken", wikidata="Q3")
    report = bring(held("Q9", start=time("2007-01-01")), choices={"Q9": answer})
    assert len(report.errors) == 1
    assert report.questions[0].fault
    assert not report.is_done


def test_the_rules_of_the_record_hold(ban):
    make_appointment("Kofi Annan", "Secretary-General", start="1997", end="2010")
    report = bring(held(start=time("2007-01-01")), held(start=time("2001-01-01"), end=time("2000-01-01")))
    assert {column for _line, column in faults(report)} == {"start", "end"}
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"entities": {}}',
        b'{"entities": {"Q1": 5}}',
        b"\xff",
        b'{"entities": {"Q1": {}}}',
    ],
)
def test_what_is_no_entity_file_is_refused_in_a_sentence(content):
    with pytest.raises(ValueError, match=r"\.$"):
        import_wikidata(content)


@pytest.mark.parametrize(
    "claims",
    [
        None, [], {"P39": [None, {}, {"mainsnak": 1}, {"mainsnak": {"snaktype": "value", "datavalue": 3}}]},
        {"P39": 5},
        {"P39": [{"mainsnak": snak("P39", SG), "qualifiers": {"P580": [5]}, "references": [{"snaks": 1}]}]},
        {"P39": [{"mainsnak": snak("P39", SG), "qualifiers": {"P580": 5, "P748": 5}, "references": 5}]},
        {"P39": [{"mainsnak": snak("P39", SG), "qualifiers": {"P580": [snak("P580", {"time": 7})]}}]},
    ],
)  # fmt: skip
def test_broken_statements_are_no_crash(ban, claims):
    import_wikidata(json.dumps({"entities": {BAN: {"id": BAN, "claims": claims, "labels": []}}}).encode())


# --- The command and the page --------------------------------------------------------------------
def test_the_command_lists_what_it_cannot_match_and_takes_answers(tmp_path, capsys):
    make_person("Ban Ki-moon")
    make_post("Secretary-General")
    path = tmp_path / "Q1253.json"
    path.write_bytes(file(entity(positions=[held(start=time("2007-01-01"))])))
    call_command("import_wikidata", str(path))
    assert "--choose Q1253=ban-ki-moon" in capsys.readouterr().out
    answers = ["--choose", f"{BAN}=ban-ki-moon", "--choose", f"{SG}=secretary-general"]
    call_command("import_wikidata", str(path), *answers)
    assert "1 new, 2 changed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="ITEM=ANSWER"):
        call_command("import_wikidata", str(path), "--choose", "Q1")


def test_the_page_asks_looks_again_and_records(client):
    make_person("Ban Ki-moon")
    make_post("Secretary-General")
    client.force_login(make_user(*DESK, "import_record"))
    address = reverse("admin:people_wikidata")
    content = file(entity(positions=[held(start=time("2007-01-01"))]))
    seen = client.post(address, {"file": SimpleUploadedFile("Q1253.json", content), "_check": "1"})
    text = seen.content.decode()
    assert "2 items are on no record" in text
    assert 'value="ban-ki-moon"' in text
    data = {"key": seen.context["key"], f"choice-{BAN}": "ban-ki-moon", f"choice-{SG}": "other"}
    data[f"address-{SG}"] = "secretary-general"
    again = client.post(address, {**data, "_again": "1"})
    assert again.context["report"].counts["new"] == 1
    assert not Appointment.objects.exists()
    digest = again.context["report"].digest
    assert (
        "1 new record."
        in client.post(address, {**data, "digest": digest, "_confirm": "1"}, follow=True).content.decode()
    )
    assert Appointment.history.get().history_change_reason == "Imported from Q1253.json"


def test_an_answer_that_was_not_looked_at_does_not_count(client):
    make_person("Ban Ki-moon")
    make_post("Secretary-General", wikidata=SG)
    client.force_login(make_user(*DESK, "import_record"))
    address = reverse("admin:people_wikidata")
    content = file(entity(positions=[held(start=time("2007-01-01"))]))
    seen = client.post(address, {"file": SimpleUploadedFile("Q1253.json", content), "_check": "1"})
    data = {"key": seen.context["key"], f"choice-{BAN}": "ban-ki-moon", "_confirm": "1"}
    client.post(address, {**data, "digest": seen.context["report"].digest})
    assert not Appointment.objects.exists()


def test_who_may_not_import_has_no_page(client):
    client.force_login(make_user(*DESK, "export_record"))
    assert client.get(reverse("admin:people_wikidata")).status_code == 403


@pytest.mark.parametrize(
    ("statement", "is_public", "said"),
    [
        ({"start": time("2007-01-01")}, False, "not said whether it ended"),
        ({"start": time("2007-01-01"), "end": "novalue"}, True, ""),
        ({"start": time("2007-01-01"), "end": time("2016-12-31")}, True, ""),
        (
            {"start": time("2007-01-01"), "end": time("2016-12-31"), "P3831": "Q999"},
            False,
            "its role is not understood: Q999",
        ),
    ],
)
def test_what_wikidata_leaves_out_is_not_shown_before_somebody_has_looked(ban, statement, is_public, said):
    report = bring(held(**statement))
    assert Appointment.objects.get().is_public is is_public
    assert any(said in note for note in report.notes) if said else report.notes == []
