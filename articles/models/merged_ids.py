"""Reads an older payload with the persons and topics of now: those that were merged are replaced."""

from django.db.models import Q

from people.models import Merge

PERSON, TOPIC = "people.person", "articles.topic"


def as_merged(payload):
    """The payload with the present persons and topics in place of those merged away.

    One query, some more where it names any.
    """
    rows = payload["officials"]
    ids = {
        PERSON: [row["person"] for row in rows],
        TOPIC: [pk for pk in payload["topics"] if isinstance(pk, int)],
    }
    named = Q(model=PERSON, gone_id__in=ids[PERSON]) | Q(model=TOPIC, gone_id__in=ids[TOPIC])
    if not any(ids.values()) or not Merge.objects.standing().filter(named).exists():
        return payload
    persons, topics = (Merge.objects.present(label, ids[label]) for label in (PERSON, TOPIC))
    officials = {}
    for row in rows:
        person = persons.get(row["person"], row["person"])
        officials.setdefault(person, row | {"person": person})
    merged = {topics.get(pk, pk) for pk in payload["topics"]}
    return payload | {"officials": list(officials.values()), "topics": sorted(merged)}
