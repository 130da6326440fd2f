"""The command line of the bench: `python -m benchmarks.bench run --stories 10000`."""

import argparse
import os

import django


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    only_seed = acts.add_parser("seed", help="fill the empty database at DATABASE_URL")
    only_seed.add_argument("--stories", type=int, default=10_000)
    only_seed.add_argument("--appointments", type=int, default=50_000)
    only_seed.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ["DEBUG"] = "0"
    django.setup()
    from . import seed
    from .size import Size

    size = Size(stories=options.stories, appointments=options.appointments, seed=options.seed)
    seed.seed(size)


if __name__ == "__main__":
    main()
