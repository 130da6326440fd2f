"""How pages grow, read from several runs: with the number of stories, and with the size of the record."""


def by_stories(runs):
    """Runs with the same record, the largest there is in several runs, by their number of stories."""
    return _along(runs, "stories", "appointments")


def by_record(runs):
    """Runs with the same number of stories, the smallest there is in several runs, by appointments."""
    return _along(runs, "appointments", "stories", smallest=True)


def _along(runs, axis, fixed, smallest=False):
    values = sorted({run["size"][fixed] for run in runs}, reverse=not smallest)
    for value in values:
        found = [run for run in runs if run["size"][fixed] == value]
        if len({run["size"][axis] for run in found}) > 1:
            return sorted(found, key=lambda run: run["size"][axis])
    return []


def growths(runs):
    """[(page, its ratios to the bare view along the runs, times grown, bar)]."""
    found = []
    for name in runs[0]["pages"]:
        ratios = [run["pages"][name]["to_bare"] for run in runs if name in run["pages"]]
        found.append((name, ratios, ratios[-1] / ratios[0], runs[0]["bars"][name]["growth"]))
    return found


def lines(runs, axis):
    """The growth of each page as words, a line each; who grows more than allowed is marked."""
    sizes = [run["size"][axis] for run in runs]
    found = [f"times the bare view at {', '.join(f'{size:,}' for size in sizes)} {axis}"]
    for name, ratios, times, bar in growths(runs):
        words = "  ".join(f"{ratio:8.1f}" for ratio in ratios)
        missed = "  grows too much" if times > bar else ""
        found.append(f"  {name:24} {words}   × {times:5.2f} (bar {bar:g}){missed}")
    return found
