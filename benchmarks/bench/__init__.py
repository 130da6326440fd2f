"""The bench: a site of any size from one seed number, every kind of page asked, each beside a bare view.

`python -m benchmarks.bench --help` says how to run it; docs/operations.md says how to read it.

    size.py, words.py, record.py, stories.py, seed.py    what is seeded
"""
