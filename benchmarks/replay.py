"""What a replay costs beside what one would use instead: vcrpy, pytest-recording, ours, and the limit of judging alone.

Prints a table and asserts nothing: read the ratios. Every figure comes from a process of its own, which has a minute.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from replay_ways import MINUTE_S, PLAIN, WAYS, Tally
from rich.console import Console
from rich.table import Table

SIZES = (100, 1_000, 10_000, 50_000)
STOCK, OURS, LIMIT = "vcrpy", "ours, zstd, judging", "limit: our checks"
_WAYS_FILE = Path(__file__).with_name("replay_ways.py")


@dataclass(frozen=True, slots=True)
class Row:
    """One way at one size."""

    way: str
    size: int
    tally: Tally
    disk_mb: float  # of what it reads

    @property
    def alone_us(self) -> float | None:
        """Microseconds an interaction, loading left out; None when it never came so far."""
        return self.tally.spent_s / self.tally.served * 1e6 if self.tally.served else None

    @property
    def all_us(self) -> float | None:
        """Microseconds an interaction with its part of loading: of a streamed load, what was loaded by then."""
        if self.alone_us is None:
            return None
        loaded = self.size if self.tally.loaded else self.tally.served
        return self.alone_us + self.tally.load_s / loaded * 1e6

    @property
    def at_least_us(self) -> float:
        """The same, or less than it would be when the minute was over before anything was served."""
        return self.all_us if self.all_us is not None else MINUTE_S / self.size * 1e6


def process(*arguments: str) -> str:
    """What a process of `replay_ways.py` prints. Raises RuntimeError when it fails."""
    command = [sys.executable, str(_WAYS_FILE), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if result.returncode:
        raise RuntimeError(f"{arguments[0]} failed: {result.stderr}")
    return result.stdout


def disk_mb(way: str, folder: Path) -> float:
    """Size of the recording that a way reads."""
    if way in {STOCK, "pytest-recording"}:
        return (folder / PLAIN).stat().st_size / 1e6
    read = folder / ("yaml" if "YAML" in way else "jsonl.zst")
    return sum(path.stat().st_size for path in read.rglob("*") if path.is_file()) / 1e6


def rows(sizes: Sequence[int], ways: Sequence[str], folder: Path) -> Iterator[Row]:
    """Measures every way at every size."""
    for size in sizes:
        own = folder / str(size)
        own.mkdir(exist_ok=True)
        process("generate", str(size), str(own))
        for way in ways:
            yield Row(way, size, Tally(**json.loads(process("measure", way, str(own)))), disk_mb(way, own))


def found(measured: Sequence[Row], way: str, size: int) -> Row | None:
    """The row of a way at a size, if it was measured."""
    return next((row for row in measured if (row.way, row.size) == (way, size)), None)


def against_stock(row: Row, measured: Sequence[Row]) -> tuple[float, bool] | None:
    """How many times quicker than stock vcrpy at the same size, loading included, and whether that is only a lower bound."""
    stock = found(measured, STOCK, row.size)
    return None if stock is None or row.all_us is None else (stock.at_least_us / row.all_us, stock.all_us is None)


def against_limit(row: Row, measured: Sequence[Row]) -> float | None:
    """How many times as long as judging alone, loading left out; only of what judges by the same checks."""
    alone = found(measured, LIMIT, row.size)
    same = "judging" in row.way or row.way == LIMIT
    return row.alone_us / alone.alone_us if same and alone and alone.alone_us and row.alone_us else None


def table(measured: Sequence[Row]) -> Table:
    """All rows, size by size."""
    shown = Table(title="µs: of CPU, an interaction; MB: peak memory of the process, its imports alone in brackets", title_justify="left")
    shown.add_column("interactions", justify="right")
    shown.add_column("way", no_wrap=True)
    for name in ("served", "load s", "µs without load", "µs in all", "quicker than vcrpy", "times the limit", "MB", "MB on disk"):
        shown.add_column(name, justify="right")
    for row in measured:
        tally, stock, alone = row.tally, against_stock(row, measured), against_limit(row, measured)
        served = f"{tally.served:,}" + (f", {MINUTE_S:.0f} s over" if tally.stopped else "")
        if not tally.served and not tally.stopped:
            shown.add_row(f"{row.size:,}", row.way, "too large: lines")
            continue
        shown.add_row(
            f"{row.size:,}",
            row.way,
            served,
            f"{tally.load_s:.2f}" if tally.load_s else "never",
            "" if row.alone_us is None else f"{row.alone_us:,.0f}",
            "" if row.all_us is None else f"{row.all_us:,.0f}",
            "" if stock is None else f"{'> ' if stock[1] else ''}{stock[0]:,.3g}",
            "" if alone is None else f"{alone:.2f}",
            f"{tally.peak_mb:.0f} ({tally.imports_mb:.0f})",
            f"{row.disk_mb:,.1f}",
            end_section=row is measured[-1] or measured[measured.index(row) + 1].size != row.size,
        )
    return shown


def goals(measured: Sequence[Row]) -> Iterator[str]:
    """What the figures say of the goals, as far as they were measured."""
    for size, goal in ((1_000, 10), (10_000, 100)):
        row = found(measured, OURS, size)
        if row and (times := against_stock(row, measured)):
            yield f"quicker than stock vcrpy at {size:,}, judging: {times[0]:,.1f} times (goal {goal})"
    alone = [times for row in measured if row.way == OURS and (times := against_limit(row, measured))]
    if alone:
        yield f"times the limit, loading left out: {max(alone):.2f} at most (goal 3)"
    costs = [row.all_us for row in measured if row.way == OURS and row.size >= 1_000 and row.all_us]
    if len(costs) > 1:
        low, high = min(costs), max(costs)
        yield f"an interaction costs {low:,.0f} to {high:,.0f} µs from 1,000 on: ±{(high - low) / (high + low):.0%} (goal ±20%)"
    largest = max((row for row in measured if row.way == OURS), key=lambda row: row.size, default=None)
    if largest:
        served = f"{largest.tally.served:,} of {largest.size:,}"
        yield f"peak memory, judging, when {served} were served: {largest.tally.peak_mb:.0f} MB (goal 300 MB at 50,000)"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="interactions in a recording; multiples of 5")
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS), metavar="WAY", help=f"of: {'; '.join(WAYS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there, as JSON")
    options = parser.parse_args()
    console = Console(stderr=True)
    measured: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(options.sizes, options.ways, Path(folder)):
            measured.append(row)
            console.print(f"{row.size:,} {row.way}: {row.tally.served:,} served", highlight=False)
    if options.json:
        figures = [dataclasses.asdict(row) | {"alone_us": row.alone_us, "all_us": row.all_us} for row in measured]
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    Console(width=max(Console().width, 160)).print(table(measured))
    print(f"'{MINUTE_S:.0f} s over': stopped there. vcrpy and pytest-recording only serve;")
    print("they were asked evenly over the cassette, so a stop leaves a fair mean.")
    print("\n".join(goals(measured)))


if __name__ == "__main__":
    main()
