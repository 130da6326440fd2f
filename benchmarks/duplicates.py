"""How long the finder of likely duplicates takes: `python -m benchmarks.duplicates 50000`.

In a database of its own unless DATABASE_URL names an empty one.
Every fiftieth person has a double: the same name, a name with an initial, or a name in another order.
"""

import os
import random
import sys
import tempfile
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.mkdtemp()}/duplicates.sqlite3")

import django

SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "do",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "no",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "so",
    "ta",
    "te",
    "to",
]


def word(rng, low, high):
    return "".join(rng.choice(SYLLABLES) for _part in range(rng.randint(low, high))).title()


def main(count):
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from people.duplicates.finder import likely
    from people.models import Person

    call_command("migrate", verbosity=0)
    rng, families = random.Random(1), [word(random.Random(n), 2, 3) for n in range(3000)]
    persons = []
    for n in range(count):
        given, family, birth = word(rng, 2, 3), rng.choice(families), str(rng.randint(1900, 1990))
        persons.append(Person(given_name=given, family_name=family, birth=birth, slug=f"p{n}"))
        if n % 50 == 0:
            given = (given, given[0] + ".", f"{given} A.")[n // 50 % 3]
            persons.append(Person(given_name=given, family_name=family, birth=birth, slug=f"d{n}"))
    with transaction.atomic():
        Person.objects.bulk_create(persons, 1000)
    for _round in range(3):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            pairs = likely(Person)
            took = time.perf_counter() - start
        slow = max(queries.captured_queries, key=lambda query: float(query["time"]))
        print(f"{len(persons)} persons: {len(pairs)} pairs in {took:.2f} s, {len(queries)} queries")
        print(f"  slowest {slow['time']} s: {slow['sql'][:160]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
