"""Image scans: the file, and the members of the invoice that describe it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# The smallest files that viewers open: a page of PDF, a dot of PNG.
_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was uploaded for an invoice."""

    invoice: int
    file_name: str
    media_type: str
    content: bytes

    @property
    def members(self) -> dict[str, Any]:
        """What the invoice says of its scan."""
        return {
            "image-scan": f"scans/{self.invoice}"[:25],
            "image-scan-file-name": self.file_name,
            "image-scan-file-size": str(len(self.content)),
            "image-scan-content-type": self.media_type,
            "image-scan-url": None,
        }


def sample_scan(invoice: int) -> Scan:
    """The scan that a drawn invoice has: a PDF, or of every third a PNG."""
    if invoice % 3:
        return Scan(invoice, f"scan {invoice}.pdf", "application/pdf", _PDF)
    return Scan(invoice, f"scan-{invoice}.png", "image/png", _PNG)


def legal_document(invoice: int) -> bytes:
    """The PDF of a legal invoice."""
    return _PDF.replace(b"%%EOF", b"%% invoice " + str(invoice).encode() + b"\n%%EOF")
