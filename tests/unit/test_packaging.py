"""The wheel carries what the package reads at run time; an editable install reads it from the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import coupa_contract

CHECKOUT = Path(__file__).parents[2]
REPORT = "from coupa_contract import resources as r; print(r.spec_folder(), r.suite_folder(), r.cassettes_folder(), sep='\\n')"


def hatchling(call: str) -> None:
    """Calls the build backend in the checkout, as pip and build do, but without an environment that would have to be downloaded."""
    program = f"import hatchling.build; hatchling.build.{call}"
    subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, check=True, capture_output=True)


def folders(program: str) -> list[Path]:
    """Where spec, suite and cassettes are found after a program has set the path; `-S`: this environment's own installation is not seen."""
    command = [sys.executable, "-S", "-c", f"{program}\n{REPORT}"]
    result = subprocess.run(command, check=True, capture_output=True, text=True, cwd=CHECKOUT.parent)
    return [Path(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    hatchling(f"build_wheel({str(folder)!r})")
    return next(folder.glob("coupa_contract-*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    """The folder that the wheel unpacks to."""
    folder = wheel.parent / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.parametrize(
    ("source", "packaged"), [("tests/contract", "suite"), ("spec", "spec"), ("cassettes", "cassettes"), ("src/coupa_contract", "")]
)
def test_the_wheel_carries_every_file(unpacked: Path, source: str, packaged: str) -> None:
    """Each file of suite, spec, recordings and package is in the wheel with its content."""
    files = [path.relative_to(CHECKOUT / source) for path in (CHECKOUT / source).rglob("*") if path.is_file()]
    files = [file for file in files if not any(part.startswith((".", "__pycache__")) for part in file.parts)]
    assert files
    for file in files:
        assert (unpacked / "coupa_contract" / packaged / file).read_bytes() == (CHECKOUT / source / file).read_bytes()


def test_the_wheel_carries_its_license_and_nothing_beside_the_package(unpacked: Path) -> None:
    """Apache-2.0 comes along, and no file of the repository lands loose in site-packages."""
    information = f"coupa_contract-{coupa_contract.__version__}.dist-info"
    assert {path.name for path in unpacked.iterdir()} == {"coupa_contract", information}
    assert (unpacked / information / "licenses" / "LICENSE").read_bytes() == (CHECKOUT / "LICENSE").read_bytes()


def test_an_installed_wheel_finds_what_it_carries(unpacked: Path) -> None:
    """Spec, suite and recordings are found inside the installed package, not in some checkout."""
    package = unpacked / "coupa_contract"
    assert folders(f"import sys; sys.path.insert(0, {str(unpacked)!r})") == [package / "spec", package / "suite", package / "cassettes"]


def test_an_editable_install_finds_the_checkout(tmp_path: Path) -> None:
    """Spec, suite and recordings are those of the checkout, so that an edit is seen at once."""
    hatchling(f"build_editable({str(tmp_path)!r})")
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as archive:
        archive.extractall(tmp_path / "site")
    found = folders(f"import site; site.addsitedir({str(tmp_path / 'site')!r})")
    assert found == [CHECKOUT / "spec", CHECKOUT / "tests" / "contract", CHECKOUT / "cassettes"]
