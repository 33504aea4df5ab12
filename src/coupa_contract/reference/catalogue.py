"""The records that invoices refer to: suppliers, currencies, accounts and so on. They are the same in every instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coupa_contract.reference.elements import resources

# What a request may name a record by instead of its id (FACTS 3.8); a shallow answer prints these beside the id.
NATURAL_KEYS: Mapping[str, tuple[str, ...]] = {
    "Account": ("code", "name"),
    "AccountType": ("name",),
    "Address": ("location-code", "name"),
    "Commodity": ("name",),
    "Contract": ("number", "name"),
    "Country": ("code", "name"),
    "Currency": ("code",),
    "DisputeReason": ("code",),
    "NamedRecord": ("name",),
    "PaymentTerm": ("code",),
    "ReasonInsight": ("code",),
    "RemitToAddress": ("remit-to-code", "name"),
    "ShippingTerm": ("code",),
    "Supplier": ("number", "name"),
    "SupplierRemitTo": ("remit-to-code", "name"),
    "Tag": ("name",),
    "TaxCode": ("code",),
    "TaxRegistration": ("number",),
    "Uom": ("code", "name"),
    "User": ("login", "email"),
}

_COUNTRIES = [
    ("US", "United States"),
    ("DE", "Germany"),
    ("JP", "Japan"),
    ("KW", "Kuwait"),
    ("PL", "Poland"),
    ("IL", "Israel"),
    ("FR", "France"),
]
# Names to trip over: quotes, commas, wildcards, combining marks, right-to-left text, signs outside the basic plane.
_SUPPLIERS = [
    ("Acme Office Supplies", "SUP-001"),
    ("Böhm & Söhne GmbH", "SUP-002"),
    ("株式会社山田商事", "SUP-003"),
    ("شركة النور للتجارة", "SUP-004"),
    ('Zoë\'s "Fine" Goods, Inc.', "SUP-005"),
    ("100% Cotton_Works", "SUP-006"),
    ("Cafe\u0301 Noe\u0308l", "SUP-007"),
    ("🚀 Rocket Parts Ltd", "SUP-008"),
    ("O'Brien \\ Daughters", None),
    ('חברת הדוגמה בע"מ', "SUP-010"),
    ("Łódź Narzędzia Sp. z o.o.", "SUP-011"),
    ("acme office supplies europe", "SUP-012"),
]
_TERMS = [("Net 30", 30, None), ("Net 60", 60, None), ("2/10 Net 30", 30, 2.0), ("Due on receipt", 0, None)]
_USERS = [
    ("ada", "Ada", "Lovelace"),
    ("grace", "Grace", "Hopper"),
    ("zoe", "Zoë", "Quimby"),
    ("integration", "Integration", "User"),
    ("yuki", "雪", "田中"),
]
_TAXES = [
    ("STD", "US", "8.25"),
    ("ZERO", "US", "0.0"),
    ("VAT19", "DE", "19.0"),
    ("VAT7", "DE", "7.0"),
    ("CT10", "JP", "10.0"),
    ("PTU-A", "PL", "23.0"),
]
_ACCOUNTS = [
    ("6000-100-10", "Office supplies"),
    ("6100-200-20", "Travel, meals & more"),
    ("7200-300-30", "IT hardware"),
    ("1500-000-99", "Assets_100%"),
]
_PLACES = [
    ("Main Office", "123 Business Ave", "San Francisco", "CA", "94105", 0),
    ("Lager Süd", "Ringstraße 7", "München", None, "80331", 1),
    ("東京支店", "1-2-3 丸の内", "千代田区", None, None, 2),
    ("Magazyn", "ul. Długa 5", "Łódź", None, "90-001", 4),
]

_REASONS = [
    ("price-mismatch", "The price differs from the order"),
    ("not_received", "Goods were not received"),
    ("other", "Another reason"),
]


def _numbered(records: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {number: {"id": number, **record} for number, record in enumerate(records, 1)}


def _addresses(countries: dict[int, dict[str, Any]], code: str) -> dict[int, dict[str, Any]]:
    return _numbered(
        [
            {
                "name": name,
                "street1": street,
                "street2": "2. Stock" if country else None,
                "city": city,
                "state": state,
                "postal-code": postal_code,
                "country": countries[country + 1],
                "active": True,
                code: f"LOC{country}",
            }
            for name, street, city, state, postal_code, country in _PLACES
        ]
    )


def _records() -> dict[str, dict[int, dict[str, Any]]]:
    countries = _numbered([{"code": code, "name": name} for code, name in _COUNTRIES])
    by_code = {country["code"]: country for country in countries.values()}
    types = _numbered([{"name": "Corporate chart", "active": True}, {"name": "Chart für Europa", "active": True}])
    reasons = _numbered([{"code": code, "description": text} for code, text in _REASONS])
    return {
        "Account": _numbered(
            [{"code": code, "name": name, "active": True, "account-type-id": 1, "segment-1": code[:4]} for code, name in _ACCOUNTS]
        ),
        "AccountType": types,
        "Address": _addresses(countries, "location-code"),
        "Commodity": _numbered(
            [{"name": name, "active": True} for name in ("Furniture", "IT, software", "Café supplies", "Services_misc")]
        ),
        "Contract": _numbered([{"name": "Frame 2023/24", "number": "C-100"}, {"name": "Büro – Rahmenvertrag", "number": "C-101"}]),
        "Country": countries,
        "Currency": _numbered(
            [
                {"code": code, "decimals": digits}
                for code, digits in (("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3), ("GBP", 2), ("PLN", 2))
            ]
        ),
        "DisputeReason": reasons,
        "InboundInvoice": _numbered([{}, {}]),
        "NamedRecord": _numbered([{"name": "Quarter 1"}, {"name": "Quarter 2"}]),
        "PaymentTerm": _numbered(
            [
                {"code": code, "days-for-net-payment": days, "discount-rate": None if rate is None else str(rate), "active": True}
                for code, days, rate in _TERMS
            ]
        ),
        "ReasonInsight": _numbered(
            [{"code": "duplicate", "description": "Sent twice"}, {"code": "gave-up", "description": "The supplier gave up"}]
        ),
        "RemitToAddress": _addresses(countries, "remit-to-code"),
        "ShippingTerm": _numbered([{"code": "FOB", "description": "Free on board"}, {"code": "EXW", "description": "Ex works"}]),
        "Supplier": _numbered([{"name": name, "number": number} for name, number in _SUPPLIERS]),
        "SupplierRemitTo": _numbered([{"name": "Accounts receivable"}, {"name": 'Buchhaltung "Süd"'}]),
        "Tag": _numbered([{"name": "urgent"}, {"name": "audit, 2024"}, {"name": "50%_off"}]),
        "TaxCode": _numbered(
            [
                {"code": code, "percentage": rate, "description": f"{code} {country}", "country": by_code[country]}
                for code, country, rate in _TAXES
            ]
        ),
        "TaxRegistration": _numbered([{"number": "DE123456789"}, {"number": "PL5260001246"}]),
        "Uom": _numbered([{"code": "EA", "name": "Each"}, {"code": "CS", "name": "Case"}, {"code": "BX", "name": "Box"}]),
        "User": _numbered(
            [
                {"login": login, "email": f"{login}@example.com", "firstname": first, "lastname": last, "fullname": f"{first} {last}"}
                for login, first, last in _USERS
            ]
        ),
    }


class Catalogue:
    """The records of one dialect, each with only the members that the dialect knows."""

    def __init__(self, dialect: str) -> None:
        known = resources(dialect)
        self._records = {
            name: {number: _known(record, name, dialect) for number, record in records.items()}
            for name, records in _records().items()
            if name == "TaxCode" or known.get(name)
        }

    def all(self, resource: str) -> list[dict[str, Any]]:
        """Every record of a resource, by id."""
        return list(self._records.get(resource, {}).values())

    def get(self, resource: str, number: int) -> dict[str, Any] | None:
        """The record with that id."""
        return self._records.get(resource, {}).get(number)

    def find(self, resource: str, keys: Mapping[str, Any]) -> dict[str, Any] | None:
        """The first record that has all these values."""
        return next((record for record in self.all(resource) if all(record.get(name) == value for name, value in keys.items())), None)


def _known(record: dict[str, Any], resource: str, dialect: str) -> dict[str, Any]:
    """The members that the dialect prints, and those that a request may name the record by."""
    known = resources(dialect).get(resource) or record
    return {name: value for name, value in record.items() if name in known or name in NATURAL_KEYS.get(resource, ())}
