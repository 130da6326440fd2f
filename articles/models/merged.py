"""What a payload of before leads to now, after persons or topics that it names were merged into others."""

from people.models import Merge


def as_merged(payload):
    """The payload with the present persons and topics in place of those merged away. Two queries at least."""
    rows = payload["officials"]
    persons = Merge.objects.present("people.person", [row["person"] for row in rows])
    topics = Merge.objects.present("articles.topic", [pk for pk in payload["topics"] if isinstance(pk, int)])
    if not (persons or topics):
        return payload
    officials = {}
    for row in rows:
        person = persons.get(row["person"], row["person"])
        officials.setdefault(person, row | {"person": person})
    merged = {topics.get(pk, pk) for pk in payload["topics"]}
    return payload | {"officials": list(officials.values()), "topics": sorted(merged)}
