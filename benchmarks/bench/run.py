"""One run of the bench: a seeded database, a served site, all pages measured, the report."""

import os
import sys

from . import serve
from .size import Size

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
    return f"bench_{options.stories}_{options.appointments}_{options.seed}"


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
    from django.core.management import call_command
    from django.db import connection

    from . import ask, clock, pages, report, seed

    call_command("collectstatic", interactive=False, verbosity=0)
    wanted = [page for page in pages.pages(size) if not options.only or options.only in page.name]
    cookie, vendor = seed.login(), connection.vendor
    connection.close()
    with serve.serving() as site:
        visitor = ask.Visitor("127.0.0.1", site.port)
        visitor.ask("/bench/ideal/1/")  # so that the backends of the database are there
        visitor.ask("/")
        visitor.pids = clock.processes(site)
        say(f"Asking {len(wanted)} pages, {options.rounds} times each")
        measured = ask.Measurement(visitor, wanted, cookie, number=1)
        figures = measured.run(options.rounds)
        memory = clock.memory(visitor.pids)
        peers = {name: ask.peer(address, options.rounds) for name, address in options.peer}
    values = report.result(size, vendor, figures, peers=peers, memory_mib=round(memory))
    bars = {page.name: page.bar for page in wanted}
    say("\n".join(["", *report.table(values, bars)]))
    return values


def check(values, path):
    """Exit with 1 if pages are worse than in the report at `path`."""
    from . import report

    found = report.worse(values, report.read(path))
    for line in found:
        print(f"Worse by half: {line}", file=sys.stderr)
    if found:
        sys.exit(1)
