"""What one run says: its JSON, and its table on the screen with the bars."""

import datetime
import json
import platform
import subprocess
from dataclasses import asdict
from pathlib import Path

from .serve import ROOT

RESULTS = ROOT / "benchmarks" / "results"
HEAD = ("page", "CPU ms", "p50", "p99", "queries", "bytes", "÷ bare", "÷ ideal", "bar", "")
LEFT = (0, 9)
PARTS = {"pages": ("Made anew:", "miss"), "kept": ("Kept:", "hit"), "peers": ("Peers:", None)}


def result(size, vendor, bars, made, kept=None, peers=None, **more):
    """The values of a run, as they are written to a file.

    bars   {page: Bar}
    made, kept, peers   {page: figures} of pages made anew, of kept ones, of other sites
    """
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "python": platform.python_version(),
        "database": vendor,
        "size": size.as_json(),
        **more,
        "bars": {page: asdict(bar) for page, bar in bars.items()},
        "pages": rounded(made),
        "kept": rounded(kept or {}),
        "peers": rounded(peers or {}),
    }


def commit():
    """The commit that was measured; with a plus if files differ from it."""
    said = [
        subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
        for words in (["rev-parse", "--short=10", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
    ]
    return said[0] + ("+" if said[1] else "")


def machine():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    load = Path("/proc/loadavg").read_text().split()[0]
    return {"processor": names[0] if names else platform.machine(), "cores": len(names), "load": float(load)}


def rounded(figures):
    return {
        page: {name: round(value, 3) if isinstance(value, float) else value for name, value in one.items()}
        for page, one in figures.items()
    }


def path_of(database, stories, appointments):
    """Where the figures of a run of today, of this commit, are kept."""
    day = datetime.datetime.now(datetime.UTC).date()
    return RESULTS / f"{day}-{commit().rstrip('+')}-{database}-{stories}-{appointments}.json"


def write(run, path=None):
    size = run["size"]
    path = Path(path) if path else path_of(run["database"], size["stories"], size["appointments"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


# --- The table ---------------------------------------------------------------------------------------
def table(run):
    """The run as lines for a screen; a page that misses its bar says by how much."""
    size = run["size"]
    lines = [
        f"{run['database']}, {size['stories']} stories, {size['appointments']} appointments,"
        f" commit {run['commit']}, {run['date'][:10]}, {run['machine']['processor']},"
        f" {run['machine']['cores']} cores, load {run['machine']['load']:g}",
    ]
    for part, (title, bar) in PARTS.items():
        if run[part]:
            rows = [_row(name, one, run["bars"].get(name, {}).get(bar)) for name, one in run[part].items()]
            lines += ["", title, *columns([HEAD, *rows])]
    return lines


def _row(name, one, bar):
    to_bare = one.get("to_bare")
    missed = bar is not None and to_bare is not None and to_bare > bar
    return (
        name,
        _number(one["cpu_ms"], 2),
        _number(one["p50_ms"], 1),
        _number(one["p99_ms"], 1),
        _number(one.get("queries"), 0),
        _number(one["bytes"], 0),
        _number(to_bare, 1),
        _number(one.get("to_ideal"), 1),
        "–" if bar is None else f"{bar:g}",
        f"missed by {to_bare / bar:.1f} ×" if missed else "",
    )


def _number(value, digits):
    return "–" if value is None else f"{value:.{digits}f}"


def columns(rows):
    """Rows of words as lines: the first and the last column to the left, numbers to the right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(
            word.ljust(width) if n in LEFT else word.rjust(width)
            for n, (word, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


# --- Two runs ----------------------------------------------------------------------------------------
WORSE = 1.5
WATCHED = {"queries": "queries", "to_ideal": "times the ideal page"}


def worse(run, before):
    """[(page, sentence)] of what costs half as much again as in `before`, of the pages that are in both."""
    found = []
    for part, name in [("pages", name) for name in run["pages"]] + [("kept", name) for name in run["kept"]]:
        now, then = run[part][name], before[part].get(name, {})
        for value, what in WATCHED.items():
            if None not in (now[value], then.get(value)) and now[value] > WORSE * then[value]:
                words = f"{name}, kept" if part == "kept" else name
                found.append((name, f"{words}: {now[value]:g} {what}, before {then[value]:g}"))
    return found
