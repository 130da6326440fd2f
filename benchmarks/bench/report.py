"""What one run says: its JSON, and its table on the screen with the bars."""

import datetime
import json
import platform
import subprocess
from pathlib import Path

from .serve import ROOT

RESULTS = ROOT / "benchmarks" / "results"
HEAD = ("page", "CPU ms", "p50", "p99", "queries", "bytes", "÷ bare", "÷ ideal", "bar", "")
LEFT = (0, 9)
TITLES = ("Made anew:", "Kept:", "Peers:")


def result(size, vendor, figures, hits=None, peers=None, **more):
    """The values of a run, as they are written to a file. `hits` are figures of kept pages."""
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "python": platform.python_version(),
        "database": vendor,
        "size": size.as_json(),
        **more,
        "pages": rounded(figures),
        "kept": rounded(hits or {}),
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


def name_of(run):
    """The name of the file of a run."""
    size = run["size"]
    day, commit = run["date"][:10], run["commit"].rstrip("+")
    return f"{day}-{commit}-{run['database']}-{size['stories']}-{size['appointments']}.json"


def write(run, path=None):
    path = Path(path) if path else RESULTS / name_of(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


# --- The table ---------------------------------------------------------------------------------------
def table(run, bars):
    """The run as lines for a screen. `bars` are {page: Bar}; a page that misses its bar says by how much."""
    size = run["size"]
    lines = [
        f"{run['database']}, {size['stories']} stories, {size['appointments']} appointments,"
        f" commit {run['commit']}, {run['date'][:10]}, {run['machine']['processor']},"
        f" {run['machine']['cores']} cores, load {run['machine']['load']:g}",
    ]
    missing = {name: bar.miss for name, bar in bars.items()}
    kept = {name: bar.hit for name, bar in bars.items()}
    for key, title, limits in zip(("pages", "kept", "peers"), TITLES, (missing, kept, {}), strict=True):
        if run[key]:
            rows = [_row(name, one, limits.get(name)) for name, one in run[key].items()]
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
WORSE = 1.5  # times as many queries, or times the ratio to the ideal page


def worse(run, before):
    """Sentences about the pages that cost half as much again as in `before`, of those that are in both."""
    found = []
    for name, now in run["pages"].items():
        if not (then := before["pages"].get(name)):
            continue
        for value, what in (("queries", "queries"), ("to_ideal", "times the ideal page")):
            if now[value] is not None and then[value] is not None and now[value] > WORSE * then[value]:
                found.append(f"{name}: {now[value]:g} {what}, before {then[value]:g}")
    return found
