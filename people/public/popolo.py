"""Facts in the format Popolo (popoloproject.com): persons, organizations, posts, memberships.

A membership is an appointment that was taken up. What Popolo has no word for is under `EXTENSION` in each
record: intentions, announcements, dates nobody knows, who appointed whom, sources without an address. A
program that knows only Popolo may ignore it; `people.exchange.popolo_in` brings all of it back.
"""

import json
from collections import defaultdict

from newsroom.lib.addresses import absolute
from newsroom.lib.json_ld import pruned
from newsroom.lib.partial_date import UNKNOWN, is_known, iso
from people.facts import checked_on
from people.models import NameKind
from people.public.schema_org import wikidata
from people.titles import appointer_title

EXTENSION = "x_newsroom"
KINDS = ("persons", "organizations", "posts", "memberships")
SHORT_NAME = "short name"  # the note of an other name


def dumps(document):
    """Return a document as the bytes of a file: the same record gives the same bytes."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def document(persons=(), organizations=(), posts=(), memberships=(), **extension):
    """Return a Popolo document of these dicts, each list in the order of ids, each record once.

    Memberships that never began are no memberships: they stand in the extension, as ``intentions``.
    """
    begun = [one for one in memberships if not one.get(EXTENSION, {}).get("not_taken_up")]
    intended = [one for one in memberships if one.get(EXTENSION, {}).get("not_taken_up")]
    lists = zip(KINDS, (persons, organizations, posts, begun), strict=True)
    made = {kind: _by_id(records) for kind, records in lists}
    return made | {EXTENSION: {"intentions": _by_id(intended), **extension}}


def _by_id(records):
    found = {record["id"]: record for record in records}
    return [found[key] for key in sorted(found)]


def _record(**fields):
    return pruned(fields)


def _dates(record, **names):
    """Return {popolo name: value} of the dates that Popolo can hold, and what it cannot hold.

    That is ``unknown``, the names of dates nobody knows, and ``edtf``, {name: value} of circa, before ….
    """
    values = {name: getattr(record, field) for name, field in names.items()}
    known = {name: iso(value) for name, value in values.items() if value != UNKNOWN}
    return known, _not_held(values)


def _not_held(values):
    unknown = [name for name, value in values.items() if value == UNKNOWN]
    edtf = {name: value for name, value in values.items() if is_known(value) and not iso(value)}
    return {"unknown": unknown} | ({"edtf": edtf} if edtf else {})


def _identifiers(record):
    return [{"scheme": "wikidata", "identifier": record.wikidata}] if record.wikidata else []


def _links(record):
    links = [{"url": absolute(record.get_absolute_url()), "note": str(record)}]
    return [*links, {"url": wikidata(record), "note": "Wikidata"}] if record.wikidata else links


# --- Records, for readers and whole -------------------------------------------------------------------
def person_of(person, names=(), *, whole=False, former=()):
    """Return the Popolo Person. ``names`` are PersonNames or their like (kind, lang, text).

    Without ``whole`` only what readers see on the page: no biography, no misspelling, no notes of the desk.
    """
    known, more = _dates(person, birth_date="birth", death_date="death")
    extension = more | {"name_order": person.name_order}
    if whole:
        extension |= {
            "display_name": person.display_name,
            "sort_name": person.sort_name,
            "is_public": person.is_public,
            "portrait": person.portrait.image.name if person.portrait else "",
            "former_ids": sorted(former),
        }
    return _record(
        id=person.slug,
        name=person.full_name,
        other_names=[_other_name(name, whole) for name in _in_order(names)],
        identifiers=_identifiers(person),
        family_name=person.family_name,
        given_name=person.given_name,
        honorific_prefix=person.honorific,
        honorific_suffix=person.honorific_suffix,
        sort_name=person.sort_key,
        **known,
        image=absolute(person.portrait.rendition("1x1")) if person.portrait else "",
        summary=person.summary,
        biography=person.biography if whole else "",
        national_identity=person.nationalities,
        links=_links(person) if person.is_public else [],
        **{EXTENSION: extension},
    )


def _in_order(names):
    return sorted(names, key=lambda name: (name.kind, name.text, name.lang))


def _other_name(name, whole):
    label = NameKind(name.kind).label
    if not whole:
        return {"name": name.text, "note": str(label), EXTENSION: {"kind": name.kind, "lang": name.lang}}
    known, more = _dates(name, start_date="start", end_date="end")
    extension = {"kind": name.kind, "lang": name.lang, "match": name.match, **more}
    return {"name": name.text, **known, "note": str(label), EXTENSION: extension}


def organization_of(organization, parent=None, names=(), successions=(), *, whole=False, former=()):
    """Return the Popolo Organization; ``parent`` is what it is part of, if the document has it.

    ``names`` are OrganizationNames or their like (text, lang, start, end), ``successions`` its own
    OrganizationSuccessions with what came after.
    """
    known, more = _dates(organization, founding_date="started", dissolution_date="ended")
    short = [{"name": organization.short_name, "note": SHORT_NAME}] if organization.short_name else []
    became = [_succession(one) for one in successions]
    if became:
        more["successions"] = became
    return _record(
        id=organization.slug,
        name=organization.name,
        other_names=[*short, *(_organization_name(name) for name in names)],
        identifiers=_identifiers(organization),
        parent_id=parent.slug if parent else "",
        **known,
        links=_links(organization),
        **{EXTENSION: more | {"former_ids": sorted(former) if whole else []}},
    )


def _organization_name(name):
    known, more = _dates(name, start_date="start", end_date="end")
    return {"name": name.text, **known, EXTENSION: {"lang": name.lang, **more}}


def _succession(one):
    """What became of an organization, in the words of the W3C's Organization ontology (ORG)."""
    known, more = _dates(one, date="on")
    return {"kind": one.kind, "resulting_organization_id": one.after.slug, **known, **more}


def post_of(post, titles=(), former_organizations=(), *, whole=False, former=()):
    """Return the Popolo Post with the names it has or had. Load organization and replaces with it.

    ``former_organizations`` are its PostOrganizations with their organizations.
    """
    known, more = _dates(post, start_date="created", end_date="abolished")
    extension = {
        **more,
        "wikidata": post.wikidata,
        "mandate": post.mandate,
        "appointment_rule": post.appointment_rule,
        "titles": [_title(title, whole) for title in titles],
        "former_organizations": [_belonged(one) for one in former_organizations],
        "is_numbered": post.is_numbered,
        "replaces": _named(post.replaces) if not whole else None,
    }
    if whole:
        extension |= {"rank": post.rank, "former_ids": sorted(former)}
        extension["complete_successions"] = [_vouched(one) for one in post.complete_successions.all()]
        extension["replaces_id"] = post.replaces.slug if post.replaces else ""
    made = _record(
        id=post.slug,
        label=post.title,
        role=post.title,
        organization_id=post.organization.slug,
        **known,
        links=_links(post),
        **{EXTENSION: extension},
    )
    made[EXTENSION]["seats"] = post.seats  # null says that any number may hold it
    return made


def _vouched(one):
    names = ("first", "last", "symbol", "title", "url", "published", "quote", "note")
    return {name: getattr(one, name) for name in names}


def _belonged(one):
    """A former organization of a post, in the words of a Popolo Membership."""
    known, more = _dates(one, start_date="start", end_date="end")
    return {"organization_id": one.organization.slug, **known, **more}


def _title(title, whole):
    known, more = _dates(title, start_date="start", end_date="end")
    said = {"label": title.text, "lang": title.lang, **known, "displayed": title.displayed, **more}
    return said | {"match": title.match} if whole else said


def membership_of(row, key, *, name="", house=None, extension=None, end=None, citations=()):
    """Return the Popolo Membership of an Appointment with its facts loaded.

    ``key`` is its id, ``name`` the post's name for it, ``house`` its organization where that is not the
    present one of the post, ``end`` the date it ended where that is not its own.
    """
    known, _more = _dates(row, start_date="start")
    end = row.end if end is None else end
    said = {
        **_not_held({"start_date": row.start, "end_date": end}),
        "kind": row.kind,
        "intended": row.intended,
        "announced": row.announced,
        "end_reason": row.end_reason,
        "term_ends": row.term_ends,
        "mandate": row.mandate,
        "title_as_appointed": row.title_as_appointed,
        "sources": [_source(citation) for citation in citations],
        "not_taken_up": not row.start,
        **(extension or {}),
    }
    made = _record(
        id=key,
        label=name or row.post.title,
        role=row.title_as_appointed or row.post.title,
        person_id=row.person.slug,
        organization_id=(house or row.post.organization).slug,
        post_id=row.post.slug,
        **known,
        end_date=iso(end),
        sources=[{"url": absolute(one.url), "note": str(one)} for one in citations if one.url],
        **{EXTENSION: said},
    )
    if not made[EXTENSION]["not_taken_up"]:
        del made[EXTENSION]["not_taken_up"]
    return made


def _source(citation):
    names = ("fact", "symbol", "title", "url", "published", "quote", "says")
    said = {name: value for name in names if (value := getattr(citation, name, ""))}
    return said | {"url": absolute(citation.url)} if citation.url else said


def keys_of(rows):
    """Return {appointment id: key}: person/post/first date, and a number where that names several."""
    groups = defaultdict(list)
    for row in rows:
        first = row.start or row.announced or row.intended
        groups[f"{row.person.slug}/{row.post.slug}/{first.replace('/', '--')}"].append(row)
    keys = {}
    for key, alike in groups.items():
        alike.sort(key=lambda row: (row.kind, row.announced, row.intended, row.start))
        keys |= {row.pk: f"{key}/{n}" if n > 1 else key for n, row in enumerate(alike, start=1)}
    return keys


# --- What readers see ---------------------------------------------------------------------------------
def membership_of_fact(fact, keys, with_appointers=True):
    """Return the Popolo Membership of a public `people.facts.Fact`. No query after `people.facts.facts`."""
    row = fact.appointment
    terms, beside = fact.tenure.terms, fact.beside
    extension = {
        "state": fact.state.value,
        "number": fact.number,
        "not_taken_up": not row.took_up,
        "ends_at_the_latest": fact.ends if row.ends_at_the_latest else "",
        "term": terms.index(row) + 1 if len(terms) > 1 else None,
        "checked_on": day.isoformat() if (day := checked_on(row)) else "",
        "predecessor": _named(beside.before and beside.before.person),
        "successor": _named(beside.after and beside.after.person),
        "during": [_named(tenure.person) for tenure in beside.during],
        "acted": [_named(tenure.person) for tenure in (*beside.acted, *beside.between)],
    }
    if with_appointers:
        extension["appointed_by"] = _named(fact.appointer)
        if fact.appointer:
            extension["appointed_by"]["title"] = appointer_title(row)
        extension["appointing_body"] = _named(row.appointing_body)
    return membership_of(
        row,
        keys[row.pk],
        name=fact.title,
        house=fact.organization,
        extension=extension,
        end="" if row.ends_at_the_latest else fact.ends,
        citations=row.sources,
    )


def _named(record):
    return {"id": record.slug, "name": str(record)} if record else None


def document_of_facts(listed, *, persons=(), organizations=(), posts=(), with_appointers=True, **extension):
    """Return the document of public Facts with every record that they name.

    ``persons``, ``organizations``, ``posts`` are dicts with everything; other records that the facts name are
    added in short. No query.
    """
    rows = [fact.appointment for fact in listed]
    keys = keys_of(rows)
    return document(
        [*(_short(row.person) for row in rows), *persons],
        [
            *(_short(fact.organization) for fact in listed),
            *(_short(row.post.organization) for row in rows),
            *organizations,
        ],
        [*(_short_post(row.post) for row in rows), *posts],
        [membership_of_fact(fact, keys, with_appointers) for fact in listed],
        **extension,
    )


def gaps_of(gaps):
    """Return HolderGaps as {"vacant": […], "no_holder_on_record": […]}, each with its days and sources."""
    said = {"vacant": [], "no_holder_on_record": []}
    for gap in gaps:
        row = {"start_date": gap.first.isoformat(), "end_date": gap.last.isoformat()}
        sources = [_source(citation) for citation in gap.citations]
        said["vacant" if gap.vouched else "no_holder_on_record"].append(row | {"sources": sources})
    return said


def _short(record):
    return {"id": record.slug, "name": str(record), "links": _links(record)}


def _short_post(post):
    words = {"label": post.title, "role": post.title}
    return {"id": post.slug, **words, "organization_id": post.organization.slug, "links": _links(post)}
