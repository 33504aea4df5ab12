"""A command line in an empty folder, with traffic that was captured somewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coupa_contract.cli import main
from coupa_contract.resources import cassettes_folder

PUBLISHED = cassettes_folder() / "reference" / "published"
CORE = cassettes_folder() / "reference" / "core-r39"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


Told = tuple[int, str, str]


@pytest.fixture
def drift(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Runs `coupa-contract drift ...` and gives its exit code, its output and what it complained about."""

    def command(*arguments: str | Path) -> Told:
        capsys.readouterr()
        code = main(["drift", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def invoice(**more: Any) -> dict[str, Any]:
    """Members; an underscore in a name stands for a dash."""
    more = {name.replace("_", "-"): value for name, value in more.items()}
    return {"id": 17, "status": "paid", "gross-total": 19.5, "created-at": "2026-01-02T03:04:05Z", **more}


@pytest.fixture
def captured(folder: Path) -> Callable[..., Path]:
    """Writes a HAR of so many answers to a list, each with one invoice of these members."""

    def write(name: str, answers: int = 40, day: int = 2, path: str = "/api/invoices", **more: Any) -> Path:
        entries = [
            {
                "startedDateTime": f"2026-01-{day:02}T00:00:{number % 60:02}Z",
                "request": {"method": "GET", "url": f"https://demo.example{path}?limit=1", "headers": [], "queryString": []},
                "response": {
                    "status": 200,
                    "headers": [{"name": "Content-Type", "value": "application/json"}],
                    "content": {"mimeType": "application/json", "text": json.dumps([invoice(**more)])},
                },
            }
            for number in range(answers)
        ]
        har = folder / name
        har.write_text(
            json.dumps({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}}), encoding="utf-8"
        )
        return har

    return write
