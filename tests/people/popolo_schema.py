"""The JSON schema of Popolo 1.0 as far as we write it, and a judge of the few words of JSON Schema it uses.

Properties, patterns and types are those of popoloproject.com/schemas; ids and names are asked for here.
"""

import re

TEXT = {"type": "string"}
DATE = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"}
ADDRESS = {"type": "string", "pattern": "^https?://"}
LINK = {
    "type": "object",
    "required": ["url"],
    "properties": {"url": ADDRESS, "note": TEXT},
    "additionalProperties": False,
}
EXTENSION = {"type": "object"}
OTHER_NAME = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": TEXT, "start_date": DATE, "end_date": DATE, "note": TEXT, "x_newsroom": EXTENSION},
    "additionalProperties": False,
}
IDENTIFIER = {
    "type": "object",
    "required": ["identifier"],
    "properties": {"identifier": TEXT, "scheme": TEXT},
    "additionalProperties": False,
}


def record(required, **properties):
    common = {"id": TEXT, "links": {"type": "array", "items": LINK}, "x_newsroom": EXTENSION}
    return {
        "type": "object",
        "required": ["id", *required],
        "properties": common | properties,
        "additionalProperties": False,
    }


PERSON = record(
    ["name"],
    name=TEXT,
    other_names={"type": "array", "items": OTHER_NAME},
    identifiers={"type": "array", "items": IDENTIFIER},
    family_name=TEXT,
    given_name=TEXT,
    honorific_prefix=TEXT,
    honorific_suffix=TEXT,
    sort_name=TEXT,
    birth_date=DATE,
    death_date=DATE,
    image=ADDRESS,
    summary=TEXT,
    biography=TEXT,
    national_identity=TEXT,
)
ORGANIZATION = record(
    ["name"],
    name=TEXT,
    other_names={"type": "array", "items": OTHER_NAME},
    identifiers={"type": "array", "items": IDENTIFIER},
    parent_id=TEXT,
    founding_date=DATE,
    dissolution_date=DATE,
)
POST = record(
    ["label", "role", "organization_id"],
    label=TEXT,
    role=TEXT,
    organization_id=TEXT,
    start_date=DATE,
    end_date=DATE,
)
MEMBERSHIP = record(
    ["person_id", "organization_id", "post_id"],
    label=TEXT,
    role=TEXT,
    person_id=TEXT,
    organization_id=TEXT,
    post_id=TEXT,
    start_date=DATE,
    end_date=DATE,
    sources={"type": "array", "items": LINK},
)
DOCUMENT = {
    "type": "object",
    "required": ["persons", "organizations", "posts", "memberships"],
    "properties": {
        "persons": {"type": "array", "items": PERSON},
        "organizations": {"type": "array", "items": ORGANIZATION},
        "posts": {"type": "array", "items": POST},
        "memberships": {"type": "array", "items": MEMBERSHIP},
        "x_newsroom": EXTENSION,
    },
    "additionalProperties": False,
}
TYPES = {"object": dict, "array": list, "string": str}


def breaches(value, schema=DOCUMENT, at=""):
    """Return what in a value breaks a schema, a sentence each."""
    if not isinstance(value, TYPES[schema["type"]]):
        return [f"{at}: no {schema['type']}"]
    found = []
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at}: {value!r} is not {schema['pattern']}")
    for name in schema.get("required", ()):
        found += [f"{at}.{name}: missing"] if name not in value else []
    for name, one in value.items() if isinstance(value, dict) else ():
        if name in schema.get("properties", {}):
            found += breaches(one, schema["properties"][name], f"{at}.{name}")
        elif schema.get("additionalProperties", True) is False:
            found.append(f"{at}.{name}: unknown")
    for number, one in enumerate(value if isinstance(value, list) else ()):
        found += breaches(one, schema["items"], f"{at}[{number}]")
    return found + (unresolved(value) if schema is DOCUMENT else [])


def unresolved(document):
    """Return the ids of memberships and posts that lead nowhere inside the document."""
    ids = {name: {one["id"] for one in document[f"{name}s"]} for name in ("person", "organization", "post")}
    everything = document["memberships"] + document.get("x_newsroom", {}).get("intentions", [])
    return [
        f"{one['id']}: no {name} {one[f'{name}_id']}"
        for one in [*document["posts"], *everything]
        for name in ids
        if f"{name}_id" in one and one[f"{name}_id"] not in ids[name]
    ]
