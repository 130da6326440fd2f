"""How long suggestions take with many names: `python -m benchmarks.mentions 50000`.

Makes up so many persons, three posts for each ten, and a story of 10 kB that names some of them; prints the
time to index the names once, and the median and 95th percentile of one story, in milliseconds. No database.
"""

import datetime
import random
import statistics
import sys
import time

SIZE = 10_000  # characters of the story
REPEATS = 200
SYLLABLES = (
    "ba",
    "ko",
    "li",
    "mar",
    "ten",
    "sho",
    "vel",
    "dan",
    "rui",
    "gar",
    "hel",
    "nor",
    "pi",
    "sta",
    "wen",
    "yo",
)


def name(chance):
    return "".join(chance.choices(SYLLABLES, k=chance.choice((3, 4)))).capitalize()


def made_up(count):
    """A name list of so many persons."""
    from people.known_names import Held, KnownOrganization, KnownPerson, KnownPost, NameList, PostName

    chance = random.Random(7)
    persons = []
    for number in range(count):
        given = f"{name(chance)} {name(chance)[0]}." if number % 3 else name(chance)
        family = f"{name(chance)} {name(chance)}" if number % 5 == 0 else name(chance)
        persons.append(KnownPerson(number, f"{given} {family}", given, family, honorific="Mr."))
    houses = [KnownOrganization(n, f"{name(chance)} {name(chance)} Agency") for n in range(count // 100)]
    posts = [
        KnownPost(n, (PostName(f"Director for {name(chance)} Affairs"),), n % len(houses))
        for n in range(count // 10)
    ]
    held = []
    for number in range(count):  # ten to a post, one after the other
        begin, end = f"{1960 + 6 * (number % 10)}-01-01", f"{1965 + 6 * (number % 10)}-12-31"
        held.append(Held(number, number // 10, False, begin, begin, begin, end, end))
    return NameList(persons, posts, houses, held)


def story(names, size=SIZE):
    """Headline and paragraphs in which some of the persons speak."""
    chance = random.Random(11)
    blocks, length = ["A day in the council"], 0
    while length < size:
        person = chance.choice(names.persons)
        post = chance.choice(names.posts).names[0].text
        blocks.append(
            f"{person.full} told the council on Monday that the mandate had to be renewed before the"
            f" rains. Mr. {person.family} said that the {post} had seen the letter. Members from north and"
            " south will be heard on the budget of the next year, and on the roads that the floods of the"
            " spring have cut. The debate was adjourned in the afternoon, after forty speakers, and is to be"
            " resumed on Thursday when the report of the committee has been translated. A vote is not"
            " expected before the end of the week."
        )
        length += len(blocks[-1])
    return blocks


def main(count):
    from articles.mentions import suggest
    from articles.mentions.index import Index, index_of
    from people.known_names import NameList

    names = made_up(count)
    begun, worked = time.perf_counter(), time.process_time()
    Index(names)
    clock, work = time.perf_counter() - begun, time.process_time() - worked
    print(f"index of {count:,} persons: {clock:.2f} s by the clock, {work:.2f} s of work")
    changed = NameList(
        [names.persons[0]._replace(full="Ada Lovelace", given="Ada", family="Lovelace"), *names.persons[1:]],
        names.posts,
        names.organizations,
        names.appointments,
    )
    blocks, day = story(names), datetime.date(2010, 5, 5)
    suggest(blocks, day, names)  # the first story makes the forms of its titles
    worked = time.process_time()
    index_of(names).changed_to(changed)
    print(f"changed for one person in {(time.process_time() - worked) * 1000:.0f} ms of work")
    clock, work = [], []
    for _repeat in range(REPEATS):
        begun, worked = time.perf_counter(), time.process_time()
        found = suggest(blocks, day, names)
        clock.append((time.perf_counter() - begun) * 1000)
        work.append((time.process_time() - worked) * 1000)
    print(f"{sum(map(len, blocks)):,} characters, {len(found)} persons found, in milliseconds:")
    for name, times in (("by the clock", sorted(clock)), ("of work", sorted(work))):
        print(
            f"  {name}: median {statistics.median(times):.1f}, 95th percentile {
                times[int(0.95 * len(times))]:.1f}"
        )


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
