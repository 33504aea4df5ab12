"""Other people's linters accept the document in every dialect: `tox -e spec`."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from coupa_contract.contract import load_contract
from coupa_contract.contract.dialects import DIALECTS
from coupa_contract.contract.validation import problems
from coupa_contract.resources import spec_folder

REDOCLY = "@redocly/cli@2.77.0"
NPX = shutil.which("npx")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_openapi_spec_validator_accepts_the_document(dialect: str) -> None:
    """The resolved document is valid OpenAPI 3.1."""
    assert problems(load_contract(dialect).document) == []


@pytest.mark.skipif(NPX is None, reason="there is no npx on PATH; install Node.js to have Redocly's linter judge the document")
@pytest.mark.parametrize("dialect", DIALECTS)
def test_redocly_accepts_the_document(dialect: str, tmp_path: Path) -> None:
    """Redocly's recommended rules find no error, as spec/redocly.yaml configures them."""
    document = tmp_path / f"{dialect}.json"
    document.write_text(json.dumps(load_contract(dialect).document), encoding="utf-8")
    command = [str(NPX), "--yes", REDOCLY, "lint", "--config", str(spec_folder() / "redocly.yaml"), str(document)]
    quiet = {"REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"}
    result = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | quiet, stdin=subprocess.DEVNULL, timeout=300, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
