"""The bench: a site of any size from one seed number, every kind of page asked, each beside a bare view.

`python -m benchmarks.bench --help` says how to run it.

    size.py, words.py, record.py, stories.py, seed.py    what is seeded
    settings.py, urls.py, counter.py, static.py          the site that is asked: its Django
    wsgi.py, serve.py                                    its server
    pages.py, ask.py, clock.py                           what is asked, and how it is measured
    run.py, report.py                                    one run, and what is said about it
    full.py, growth.py, picture.py                       several runs, and how pages grow
"""
