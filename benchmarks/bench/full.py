"""Runs the bench at several sizes, one after the other, then says and draws how pages grow.

`python -m benchmarks.bench.full`; the sizes are --stories and --records, each with commas between.
"""

import argparse
import subprocess
import sys

from . import growth, picture, report
from .serve import ROOT

BENCH = [sys.executable, "-m", "benchmarks.bench"]


def options():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench.full", description=__doc__)
    parser.add_argument("--stories", type=_numbers, default="10000,100000,1000000")
    parser.add_argument("--records", type=_numbers, default="1000,10000,50000")
    parser.add_argument("--server", help="PostgreSQL instead of SQLite")
    parser.add_argument("--rounds", default="30")
    return parser.parse_args()


def _numbers(text):
    return sorted(int(number) for number in text.split(","))


def sizes(stories, records):
    """(stories, appointments): each archive with the largest record, each record with the least stories."""
    archives = [(number, records[-1]) for number in stories]
    return archives + [(stories[0], number) for number in records[:-1]]


def main(options):
    paths = []
    for stories, appointments in sizes(options.stories, options.records):
        database = "postgresql" if options.server else "sqlite"
        paths.append(report.path_of(database, stories, appointments))
        command = [*BENCH, "--rounds", options.rounds, "--write", str(paths[-1])]
        command += ["--stories", str(stories), "--appointments", str(appointments)]
        command += ["--server", options.server] if options.server else []
        subprocess.run(command, cwd=ROOT, check=True)
    say([report.read(path) for path in paths])


def say(runs):
    """Print how pages grow along both axes, and write the picture beside the figures."""
    for along, axis in ((growth.by_stories, "stories"), (growth.by_record, "appointments")):
        if chosen := along(runs):
            print("\n".join(["", *growth.lines(chosen, axis)]))
    path = report.RESULTS / f"growth-{runs[0]['database']}.svg"
    path.write_text(picture.drawing(runs), encoding="utf-8")
    print(f"\nDrawn: {path}")


if __name__ == "__main__":
    main(options())
