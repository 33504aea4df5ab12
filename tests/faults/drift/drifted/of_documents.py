"""Drifts between two releases of a document."""

from __future__ import annotations

from typing import Any

from drifted.plant import ADDITIVE, BREAKING, RISKY, PlantedInDocument


def _invoice(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]["Invoice"]
    return found


def _property(name: str, **node: Any) -> Any:
    return lambda document: _invoice(document)["properties"].update({name: node})


def _show(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/invoices/{id}"]["get"]
    return found


def _without_property(document: dict[str, Any]) -> None:
    del _invoice(document)["properties"]["paid"]


def _required(name: str) -> Any:
    return lambda document: _invoice(document)["required"].append(name)


def _not_required(document: dict[str, Any]) -> None:
    _invoice(document)["required"].remove("supplier")


def _decimals(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    schemas["Decimal"] = {"type": "string", "x-kind": "decimal", "pattern": r"^-?\d+(\.\d+)?$"}
    schemas["DecimalOrNull"] = {"type": ["string", "null"], "x-kind": "decimal", "pattern": r"^-?\d+(\.\d+)?$"}


def _no_void(document: dict[str, Any]) -> None:
    del document["paths"]["/invoices/{id}/void"]


def _history(document: dict[str, Any]) -> None:
    document["paths"]["/invoices/{id}/history"] = {
        "get": {
            "operationId": "showHistory",
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "responses": {"200": {"description": "The history.", "content": {"application/json": {"schema": {"type": "array"}}}}},
        }
    }


def _limit(**schema: Any) -> Any:
    return lambda document: document["components"]["parameters"]["limit"]["schema"].update(schema)


def _needs_limit(document: dict[str, Any]) -> None:
    document["components"]["parameters"]["limit"]["required"] = True


def _change(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]["InvoiceChange"]
    return found


def _change_needs(document: dict[str, Any]) -> None:
    _change(document).setdefault("required", []).append("comments")


def _change_without(document: dict[str, Any]) -> None:
    del _change(document)["properties"]["comments"]


def _shorter(document: dict[str, Any]) -> None:
    _change(document)["properties"]["comments"]["maxLength"] = 100


def _status(document: dict[str, Any]) -> None:
    """In answers only: which conditions can be asked for is another matter."""
    words = document["components"]["schemas"]["InvoiceStatus"]["enum"]
    _invoice(document)["properties"]["status"] = {"type": "string", "enum": [*words, "archived"]}


def _stale_example(document: dict[str, Any]) -> None:
    document["components"]["examples"]["Invoice"]["value"]["status"] = "gone"


_EXAMPLE = "/components/examples/Invoice/value/status"
_EXAMPLES = ("example-no-longer-valid", ADDITIVE)  # the document's own, which nobody corrected

PLANTED = (
    PlantedInDocument(
        "new-property",
        "An invoice has a new member.",
        _property("scheme", type="string"),
        "response-member-appeared",
        ADDITIVE,
        ("showInvoice", "/scheme"),
    ),
    PlantedInDocument(
        "property-gone",
        "An invoice has no `paid` any more.",
        _without_property,
        "response-member-disappeared",
        BREAKING,
        ("showInvoice", "/paid"),
    ),
    PlantedInDocument(
        "property-required",
        "An invoice always has a status.",
        _required("status"),
        "response-member-always-present",
        ADDITIVE,
        ("showInvoice", "/status"),
    ),
    PlantedInDocument(
        "property-optional",
        "An invoice can lack its supplier.",
        _not_required,
        "response-member-became-optional",
        BREAKING,
        ("showInvoice", "/supplier"),
    ),
    PlantedInDocument(
        "decimals-in-texts",
        "All decimals are texts, in answers and in what is sent.",
        _decimals,
        "response-number-became-text",
        BREAKING,
        ("showInvoice", "/gross-total"),
        (("request-number-became-text", BREAKING), _EXAMPLES),
    ),
    PlantedInDocument("no-void", "Nothing can be voided any more.", _no_void, "operation-gone", BREAKING, ("voidInvoice", "")),
    PlantedInDocument("history", "An invoice shows its history.", _history, "operation-appeared", ADDITIVE, ("showHistory", "")),
    PlantedInDocument(
        "deprecated-show",
        "Showing an invoice is deprecated.",
        lambda document: _show(document).update(deprecated=True),
        "operation-deprecated",
        RISKY,
        ("showInvoice", ""),
    ),
    PlantedInDocument(
        "sunset-of-show",
        "Showing an invoice ends on a day.",
        lambda document: _show(document).update({"x-sunset": "2027-06-30"}),
        "operation-sunset",
        RISKY,
        ("showInvoice", ""),
    ),
    PlantedInDocument(
        "deprecated-member",
        "A member is deprecated.",
        lambda document: _invoice(document)["properties"]["margin-scheme"].update(deprecated=True),
        "response-member-deprecated",
        RISKY,
        ("showInvoice", "/margin-scheme"),
    ),
    PlantedInDocument(
        "pages-of-twenty",
        "A page has twenty rows unless asked otherwise.",
        _limit(default=20),
        "default-page-size-changed",
        RISKY,
        ("listInvoices", ""),
    ),
    PlantedInDocument(
        "least-rows",
        "A page cannot be shorter than five rows.",
        _limit(minimum=5),
        "request-bound-tightened",
        BREAKING,
        ("listInvoices", "?limit"),
    ),
    PlantedInDocument(
        "limit-always", "A list needs a limit.", _needs_limit, "request-parameter-newly-required", BREAKING, ("listInvoices", "?limit")
    ),
    PlantedInDocument(
        "update-needs-more",
        "An update has to say a comment.",
        _change_needs,
        "request-member-newly-required",
        BREAKING,
        ("updateInvoice", "/comments"),
        (_EXAMPLES,),
    ),
    PlantedInDocument(
        "update-takes-less",
        "An update cannot set the comment any more.",
        _change_without,
        "request-member-disappeared",
        BREAKING,
        ("updateInvoice", "/comments"),
    ),
    PlantedInDocument(
        "update-takes-shorter",
        "A comment has a hundred characters at most.",
        _shorter,
        "request-length-tightened",
        BREAKING,
        ("updateInvoice", "/comments"),
    ),
    PlantedInDocument("status-more", "An invoice can be archived.", _status, "response-word-appeared", RISKY, ("showInvoice", "/status")),
    PlantedInDocument(
        "example-stale", "An example is no longer valid.", _stale_example, "example-no-longer-valid", ADDITIVE, ("showInvoice", _EXAMPLE)
    ),
)
