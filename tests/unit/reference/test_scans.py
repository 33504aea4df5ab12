"""Image scans and other files."""

from __future__ import annotations

import pytest

from .conftest import Caller, errors

FILE = b"%PDF-1.4 not really"


def test_an_uploaded_scan_comes_back(caller: Caller) -> None:
    """Byte for byte, with its type; the invoice describes it."""
    number = caller.ids(status="draft")[0]
    response = caller.ask("PUT", f"/invoices/{number}/image_scan", files={"file": ("scän 1.pdf", FILE, "application/pdf")})
    assert response.status_code == 200
    invoice = caller.show(number)
    assert (invoice["image-scan-file-name"], invoice["image-scan-file-size"], invoice["image-scan-content-type"]) == (
        "scän 1.pdf", str(len(FILE)), "application/pdf",
    )  # fmt: skip
    scan = caller.ask("GET", f"/invoices/{number}/retrieve_image_scan")
    assert (scan.status_code, scan.content, scan.headers["Content-Type"]) == (200, FILE, "application/pdf")


def test_drawn_scans_are_files(caller: Caller) -> None:
    """A PDF or a PNG, of the size that the invoice says; without one 404."""
    rows = caller.everything()
    scanned = [row for row in rows if row["image-scan"]]
    kinds = set()
    for row in scanned:
        content = caller.ask("GET", f"/invoices/{row['id']}/retrieve_image_scan").content
        assert str(len(content)) == row["image-scan-file-size"]
        kinds.add(content[:4])
    assert kinds == {b"%PDF", b"\x89PNG"}
    without = next(row["id"] for row in rows if not row["image-scan"])
    assert errors(caller.ask("GET", f"/invoices/{without}/retrieve_image_scan"))


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": {}}, 415),
        ({"files": {"other": ("a.pdf", FILE, "application/pdf")}}, 400),
        ({"files": {"file": ("a.pdf", b"", "application/pdf")}}, 400),
        ({"files": {"file": ("a.pdf", FILE, "no type\x7f")}}, 400),
        ({"files": {"file": ("a" * 300, FILE, "application/pdf")}}, 400),
        ({"data": b"junk", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ({"data": b"junk", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, 400),
        ({"data": b"--x\r\njunk", "headers": {"Content-Type": "multipart/form-data; boundary=x; charset=nonsense"}}, 400),
    ],
)
def test_what_is_no_scan_is_refused(caller: Caller, options: dict[str, object], status: int) -> None:
    """And the invoice stays as it was."""
    number = caller.ids(status="draft")[1]
    before = caller.show(number)
    assert caller.ask("PUT", f"/invoices/{number}/image_scan", **options).status_code == status
    assert caller.show(number) == before


def test_legal_documents(today: Caller) -> None:
    """A PDF of an invoice that is compliant, else 404."""
    yes, no = today.ids(compliant="true")[0], today.ids(compliant="false")[0]
    for path in ("retrieve_legal_invoice_pdf", "retrieve_clearance_document"):
        response = today.ask("GET", f"/invoices/{yes}/{path}")
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")
        assert today.ask("GET", f"/invoices/{no}/{path}").status_code == 404
