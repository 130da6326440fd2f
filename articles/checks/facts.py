"""What the checks must know of the record: pictures, the officials of the story, who held which post."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from articles.checks.pictures import pictures_of
from articles.checks.story import CheckedStory
from articles.mentions.suggestions import StoryReading, read_story
from newsroom.images.models import Image
from people import name_list
from people.known_names import NameList
from people.models import Appointment
from people.titles import post_names_on


@dataclass(frozen=True)
class KnownFacts:
    """What the checks read from the record, and how the engine read the story.

    officials     the officials of the story by all their names, also those that suggestions do not look for
    appointments  {person id: [Appointment]} of whoever is named with a title, with facts and titles
    """

    reading: StoryReading
    pictures: Mapping[int, Image] = field(default_factory=dict)
    officials: NameList = field(default_factory=NameList)
    appointments: Mapping[int, list] = field(default_factory=dict)

    @classmethod
    def about(cls, story: CheckedStory, dismissed=frozenset()) -> "KnownFacts":
        """Read it for a story: at most five queries besides those of the name list.

        `dismissed` are the suggestions that an editor turned down, as (person id, evidence hash).
        """
        reading = read_story(story.read, dismissed)
        persons = {said.person for said in (*reading.titled, *reading.beside)}
        persons |= {one.person for one in reading.suggestions if one.is_coming}
        return cls(
            reading,
            pictures_of(story),
            name_list.of_persons(story.officials) if story.officials else NameList(),
            appointments_of(persons, story.day),
        )


def appointments_of(persons: Collection[int], day) -> dict[int, list]:
    """{person id: [Appointment]}, with all that a title needs. Two queries, none for nobody."""
    found = defaultdict(list)
    if persons:
        rows = Appointment.objects.filter(person__in=persons).with_facts()
        rows = rows.annotate(**post_names_on(day)).prefetch_related("post__titles")
        for row in rows:
            found[row.person_id].append(row)
    return found
