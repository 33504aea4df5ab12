"""The kill matrix: which requirement finds which fault, at which effort, after how many requests; and which lenient variants stay quiet.

`python -m planted.matrix` in the folder above brings `docs/kill-matrix.json` up to date and draws `docs/kill-matrix.md` from it. What the
suite said of a fault is kept under a digest of all that it depends on; `--stale` tries again only what no entry of today's digest tells.
`--st-run` fills the columns of Schemathesis's own command line instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any, TypeAlias

from planted import BY_NAME, FAULTS, kept_runs, silence, st_column
from planted.asking import TryOut, trials
from planted.fault import Fault
from planted.trying import Seen, Trial
from planted.worth import section

ROOT = Path(__file__).parent.parent.parent.parent
JSON_FILE, PAGE = ROOT / "docs" / "kill-matrix.json", ROOT / "docs" / "kill-matrix.md"
EFFORTS = ("quick", "standard", "thorough")
SEED = 1
_NOT_THE_SUITE = frozenset({"matrix.py", "st_run.py", "st_column.py", "silence.py", "worth.py", "trust.py", "kept_runs.py"})
_DEPENDS = ("src/coupa_contract", "tests/contract", "tests/faults/planted", "tests/lenient", "spec")

Entry: TypeAlias = dict[str, Any]
Matrix: TypeAlias = dict[str, Any]


def digest() -> str:
    """Of everything that what the suite says of a fault depends on."""
    found = hashlib.sha256()
    for folder in _DEPENDS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv"} and path.name not in _NOT_THE_SUITE:
                found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def entry(seen: Seen, fault: Fault) -> Entry:
    """What one run came to, as it is kept."""
    return {
        "killed": bool(seen.findings),
        "expected": fault.requirement in seen.findings,
        "by": sorted(seen.findings, key=lambda name: (name != fault.requirement, name)),
        "first": seen.first,
        "requests": seen.requests,
    }


def tried(fault: Fault, effort: str, try_out: TryOut) -> Entry:
    """The whole suite against one fault."""
    return entry(try_out(Trial(fault.dialect, fault.name, effort=effort, seed=SEED)), fault)


def fill(matrix: Matrix, faults: Sequence[Fault], efforts: Iterable[str], workers: int, *, stale: bool) -> Iterator[Matrix]:
    """Tries faults at each effort, at a higher one only where a lower one found nothing; gives the matrix after each."""
    now = digest()
    idle: Queue[TryOut] = Queue()
    opened = [trials() for _ in range(workers)]
    try:
        for each in opened:
            idle.put(each.__enter__())

        def one(fault: Fault, effort: str) -> tuple[Fault, str, Entry]:
            try_out = idle.get()
            try:
                return fault, effort, {**tried(fault, effort, try_out), "digest": now}
            finally:
                idle.put(try_out)

        for effort in efforts:
            wanted = [fault for fault in faults if _wanted(matrix, fault, effort, now, stale=stale)]
            with ThreadPoolExecutor(workers) as pool:
                for fault, at, found in pool.map(lambda fault, at=effort: one(fault, at), wanted):
                    matrix["faults"].setdefault(fault.name, {})[at] = found
                    print(f"{at:9} {fault.name}: {', '.join(found['by']) or 'nothing'}", flush=True)
                    yield matrix
    finally:
        for each in opened:
            each.__exit__(None, None, None)


def _wanted(matrix: Matrix, fault: Fault, effort: str, now: str, *, stale: bool) -> bool:
    known = matrix["faults"].get(fault.name, {})
    if any(known.get(less, {}).get("killed") for less in EFFORTS[: EFFORTS.index(effort)]):
        return False
    return not stale or known.get(effort, {}).get("digest") != now


def read() -> Matrix:
    """The matrix as it was kept, without faults that are gone."""
    matrix: Matrix = (
        json.loads(JSON_FILE.read_text(encoding="utf-8")) if JSON_FILE.exists() else {"seed": SEED, "faults": {}, "variants": {}}
    )
    for key in {"faults", st_column.KEPT} & matrix.keys():
        matrix[key] = {name: runs for name, runs in matrix[key].items() if name in BY_NAME}
    return matrix


def write(matrix: Matrix) -> None:
    """Keeps a matrix, and draws its page."""
    JSON_FILE.parent.mkdir(exist_ok=True)
    for path, text in ((JSON_FILE, json.dumps(matrix, indent=1, sort_keys=True) + "\n"), (PAGE, page(matrix))):
        temporary = path.with_suffix(path.suffix + ".new")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)


# The page


def killed_at(runs: Mapping[str, Entry]) -> str:
    """The least effort at which a fault was found; empty when it never was."""
    return next((effort for effort in EFFORTS if runs.get(effort, {}).get("killed")), "")


def page(matrix: Matrix) -> str:
    """The matrix for people."""
    runs: Mapping[str, Mapping[str, Entry]] = matrix["faults"]
    faults = [fault for fault in FAULTS if fault.name in runs]
    lines = [
        "# Kill matrix",
        "",
        "Each row is one deliberate fault in the reference instance, and what the whole suite says of it: the least effort at which it is",
        "found, the requirements that are broken (in bold the one that the fault was planted against), and how many requests had been sent",
        "when it was known. A higher effort is tried where a lower one found nothing; what nothing finds stays in the table.",
        "`tox -e kill-matrix` makes this page anew; a test compares a sample of it with what the suite does.",
        "",
        f"Seed {matrix['seed']}, {len(faults)} faults, {sum(fault.subtle for fault in faults)} of them subtle: they show with a certain",
        "operator, value, page, order, status or turn only.",
        "",
        *_totals(faults, matrix),
        *st_column.sentences(matrix),
        *kept_runs.section(kept_runs.read()),
        *silence.section(matrix.get("variants", {}), EFFORTS),
        *section(runs),
    ]
    for area in dict.fromkeys(fault.areas[0] for fault in faults):
        heads = ["| fault | what a user would lose | found at | by | after |", "|---|---|---|---|--:|"]
        lines += ["", f"## {area.capitalize()}", "", *st_column.beside(matrix, heads, [["st run"], ["---"]])]
        rows = [fault for fault in faults if fault.areas[0] == area]
        cells = [[st_column.cell(matrix, fault.name)] for fault in rows]
        lines += st_column.beside(matrix, [_row(fault, runs[fault.name]) for fault in rows], cells)
    return "\n".join(lines) + "\n"


def summary(matrix: Matrix) -> str:
    """The totals for the README: what is found of all faults and of the subtle ones."""
    runs: Mapping[str, Mapping[str, Entry]] = matrix["faults"]
    lines = ["| | faults | found at quick | at standard | at thorough |", "|---|--:|--:|--:|--:|"]
    lines = st_column.beside(matrix, lines, st_column.heads(matrix))
    for name, group in (("all", list(FAULTS)), ("subtle", [fault for fault in FAULTS if fault.subtle])):
        row = f"| {name} | {len(group)} | {_shares(group, runs)} |"
        lines += st_column.beside(matrix, [row], [[st_column.share(matrix, group, way) for way in st_column.ways(matrix)]])
    return "\n".join(lines) + "\n"


def _shares(group: Sequence[Fault], runs: Mapping[str, Mapping[str, Entry]]) -> str:
    at = [killed_at(runs[fault.name]) for fault in group]
    within = [sum(each in EFFORTS[: count + 1] for each in at) for count in range(len(EFFORTS))]
    return " | ".join(f"{count} ({count / len(group):.0%})" for count in within)


def _totals(faults: Sequence[Fault], matrix: Matrix) -> Iterator[str]:
    runs: Mapping[str, Mapping[str, Entry]] = matrix["faults"]
    heads = ("| area | faults | found at quick | at standard | at thorough | by the requirement they break |", "|---|--:|--:|--:|--:|--:|")
    yield from st_column.beside(matrix, heads, st_column.heads(matrix))
    groups = {area: [fault for fault in faults if fault.areas[0] == area] for area in dict.fromkeys(fault.areas[0] for fault in faults)}
    groups |= {"**subtle**": [fault for fault in faults if fault.subtle], "**all**": list(faults)}
    for name, group in ((name, group) for name, group in groups.items() if group):
        own = sum(any(entry["expected"] for entry in runs[fault.name].values()) for fault in group)
        row = f"| {name} | {len(group)} | {_shares(group, runs)} | {own} |"
        yield from st_column.beside(matrix, [row], [[st_column.share(matrix, group, way) for way in st_column.ways(matrix)]])


def _row(fault: Fault, runs: Mapping[str, Entry]) -> str:
    at = killed_at(runs)
    found = runs.get(at, {})
    by = [f"**`{name}`**" if name == fault.requirement else f"`{name}`" for name in found.get("by", ())]
    shown = ", ".join(by[:3]) + (f" and {len(by) - 3} more" if len(by) > 3 else "")
    name = f"{fault.name} (subtle)" if fault.subtle else fault.name
    after = f"{found['first']:,}" if found.get("first") else ""
    return f"| {name} | {fault.loses} | {at or 'not found'} | {shown or '–'} | {after} |"


def main() -> None:
    """Brings the matrix up to date."""
    parser = argparse.ArgumentParser(description="Brings the kill matrix up to date.")
    parser.add_argument("--only", nargs="*", default=[], help="names of faults (default: all)")
    parser.add_argument("--effort", nargs="*", default=list(EFFORTS), choices=EFFORTS)
    parser.add_argument("--stale", action="store_true", help="leave alone what was tried with today's code")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--variants", nargs="*", choices=EFFORTS, help="try the lenient variants instead (default: at each effort)")
    parser.add_argument(
        "--st-run", nargs="*", choices=st_column.WAYS, help="run st run instead of the suite, where it was not yet (default: each way)"
    )
    parser.add_argument("--page", action="store_true", help="only draw the page anew")
    asked = parser.parse_args()
    matrix = read()
    faults = [BY_NAME[name] for name in asked.only] or FAULTS
    if asked.st_run is not None:
        for start in range(4):  # so that what is there when somebody ends it is spread over all
            for filled in st_column.fill(matrix, faults[start::4], asked.st_run or st_column.WAYS):
                write(filled)
    elif asked.variants is not None:
        for said in silence.fill(matrix["variants"], asked.variants or EFFORTS, SEED, digest(), asked.workers, stale=asked.stale):
            write({**matrix, "variants": said})
    elif not asked.page:
        for filled in fill(matrix, faults, asked.effort, asked.workers, stale=asked.stale):
            write(filled)
    write(matrix)


if __name__ == "__main__":
    main()
