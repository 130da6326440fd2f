"""The command line of the bench: `python -m benchmarks.bench --stories 10000 --appointments 50000`."""

import argparse

from .run import check, filled, run

SERVER = "postgres://postgres@127.0.0.1:5432"


def options():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--appointments", type=int, default=50_000, help="the size of the record")
    parser.add_argument("--seed", type=int, default=1, help="another number, another content")
    parser.add_argument("--server", help=f"PostgreSQL instead of SQLite, such as {SERVER}")
    parser.add_argument("--rounds", type=int, default=30, help="how often each page is asked")
    parser.add_argument("--only", help="pages with these words in their names")
    parser.add_argument("--only-seed", action="store_true", help="fill the database and stop")
    parser.add_argument("--write", nargs="?", const="", metavar="FILE", help="keep the figures as JSON")
    parser.add_argument("--against", metavar="FILE", help="exit with 1 if a page is worse by half than there")
    peer = {"type": _named, "metavar": "NAME=ADDRESS", "help": "a page of another site"}
    parser.add_argument("--peer", action="append", default=[], **peer)
    return parser.parse_args()


def _named(text):
    name, is_there, address = text.partition("=")
    if not is_there:
        raise argparse.ArgumentTypeError("write NAME=ADDRESS")
    return name, address


def main(options):
    if options.only_seed:
        filled(options)
        return
    values = run(options)
    if options.write is not None:
        from . import report

        print(f"Written: {report.write(values, options.write)}")
    if options.against:
        check(values, options.against)


if __name__ == "__main__":
    main(options())
