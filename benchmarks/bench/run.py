"""One run of the bench: a seeded database, a served site, all pages measured, the report."""

import hashlib
import os
import sys
from pathlib import Path

from . import serve
from .size import Size

AGAIN = 2  # times that a page which seems worse is asked again
SEEDED_BY = {"size", "words", "record", "rows", "stories", "seed"}
WORK = serve.ROOT / "var" / "bench"  # databases that were seeded, static files


def prepare(options):
    """Settle the environment and start Django, for this process and for the site that it starts."""
    import django

    WORK.mkdir(parents=True, exist_ok=True)
    sqlite = f"sqlite:///{WORK / name_of(options)}.sqlite3"
    database = f"{options.server.rstrip('/')}/{name_of(options)}" if options.server else sqlite
    os.environ.update(serve.environment(database, WORK))
    django.setup()
    return Size(stories=options.stories, appointments=options.appointments, seed=options.seed)


def name_of(options):
    """The name of the database: one that another version of the seed filled has another name."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    seeds = b"".join(path.read_bytes() for path in sources if path.stem in SEEDED_BY)
    version = hashlib.sha256(seeds).hexdigest()[:6]
    return f"bench_{options.stories}_{options.appointments}_{options.seed}_{version}"


def filled(options, say=print):
    """Make and fill the database, unless it is there; return its Size."""
    size = prepare(options)
    from . import seed

    seed.make_database()
    if not seed.is_filled(size):
        say(f"Seeding {size.stories} stories and {size.appointments} appointments")
        seed.seed(size, say)
    return size


def run(options, say=print):
    """Seed unless that is done, serve, measure; return the values of the report."""
    size = filled(options, say)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from . import ask, clock, pages, report, seed

    call_command("collectstatic", interactive=False, verbosity=0)
    wanted = [page for page in pages.pages(size) if not options.only or options.only in page.name]
    cookie, vendor = seed.login(), connection.vendor
    connection.close()
    with serve.serving() as site:
        visitor = ask.Visitor("127.0.0.1", site.port, site)
        keeps = getattr(settings, "KEPT_PAGES_MB", 0) > 0
        measurement = ask.Measurement(visitor, wanted, cookie, kept=keeps)
        say(f"Asking {len(wanted)} pages, {options.rounds} times each")
        figures = measurement.run(options.rounds)
        if options.against:
            figures = asked_again(measurement, figures, report.read(options.against), options.rounds, say)
        memory = round(clock.memory(visitor.pids))
        peers = {name: ask.peer(address, options.rounds) for name, address in options.peer}
    bars = {page.name: page.bar for page in wanted}
    values = report.result(size, vendor, bars, *figures, peers, memory_mib=memory)
    say("\n".join(["", *report.table(values)]))
    return values


def asked_again(measurement, figures, before, rounds, say):
    """The figures once pages that seem worse than before were asked more often: the machine may be busy."""
    from . import report

    for _time in range(AGAIN):
        made, kept = figures
        suspects = {name for name, _words in report.worse({"pages": made, "kept": kept}, before)}
        if not suspects:
            break
        say(f"Asking again: {', '.join(sorted(suspects))}")
        figures = measurement.run(rounds * 2, suspects)
    return figures


def check(values, path):
    """Exit with 1 if pages are worse than in the report at `path`."""
    from . import report

    found = report.worse(values, report.read(path))
    for _name, words in found:
        print(f"Worse by half: {words}", file=sys.stderr)
    if found:
        sys.exit(1)
