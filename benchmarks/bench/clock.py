"""The processor time of a site, from /proc: its parent process, its workers, its backends of PostgreSQL."""

from pathlib import Path

PROC = Path("/proc")


def processes(site):
    """The ids of all processes that work for a Site."""
    children = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        parent = int(stat.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(folder.name))
    found, at = [site.parent], 0
    while at < len(found):
        found += children.get(found[at], [])
        at += 1
    return [*found, *backends(site.database)]


def backends(database):
    """The ids of the backends of PostgreSQL that are connected to this database, of this machine."""
    if not database:
        return []
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            title = (folder / "cmdline").read_bytes().replace(b"\\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if title.startswith("postgres:") and f" {database} " in title:
            found.append(int(folder.name))
    return found


def spent(pids):
    """Milliseconds of processor time of these processes, all threads, since they began."""
    total = 0
    for pid in pids:
        for task in (PROC / str(pid) / "task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except (OSError, ValueError):
                continue
    return total / 1e6


def memory(pids):
    """MiB of resident memory of the largest of these processes."""
    largest = 0
    for pid in pids:
        try:
            status = (PROC / str(pid) / "status").read_text()
        except OSError:
            continue
        for line in status.splitlines():
            if line.startswith("VmRSS:"):
                largest = max(largest, int(line.split()[1]))
    return largest / 1024
