"""Changes that a body asks for, laid over an invoice: partial, nested records by id, references by id or natural key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coupa_contract.reference.catalogue import NATURAL_KEYS, Catalogue
from coupa_contract.reference.elements import Element, Kind, Presence, Resource, dashed, resources
from coupa_contract.reference.refusals import invalid
from coupa_contract.reference.scalars import stored

Record = dict[str, Any]
# Records that exist once and are referred to, even where they stand in a collection.
_REFERRED = frozenset({"Tag", "NamedRecord"})
# A name that a request may use for a member that is answered under another (FACTS trap 25).
_ALIASES = {("Payment", "amount-paid"): "amount"}
# The currency of a line or charge is its invoice's.
_INHERITED = frozenset({("InvoiceLine", "currency"), ("InvoiceCharge", "currency")})


@dataclass(frozen=True, slots=True)
class Changes:
    """What laying a change over an invoice needs. `moment` is when it happens, as stored."""

    dialect: str
    catalogue: Catalogue
    next_number: Callable[[str], int]
    moment: str

    def lay(self, body: Mapping[str, Any], record: Record, resource: str = "Invoice", prefix: str = "") -> None:
        """Changes a record in place. Names that are unknown or read-only are passed over (FACTS 3.8). Raises RefusalError (400)."""
        known: Resource = resources(self.dialect)[resource]
        for name, value in body.items():
            element = known.get(dashed(name)) or known.get(_ALIASES.get((resource, dashed(name)), ""))
            if element is None or not element.writable or (resource, element.name) in _INHERITED:
                continue
            record[element.name] = self._value(element, record.get(element.name), value, prefix + element.name)

    def _value(self, element: Element, current: Any, value: Any, label: str) -> Any:
        if element.name == "tax-code":
            return self._tax_code(value, label)
        if value is None:
            if element.presence is Presence.REQUIRED or element.kind is Kind.COLLECTION:
                raise invalid(label, f"{label} can't be blank.")
            return None
        if element.kind is Kind.COLLECTION:
            return self._collection(element, current or [], value, label)
        if element.kind is Kind.REFERENCE:
            return self._reference(element.resource, current, value, label)
        return stored(element, value, label, self.dialect)

    def _reference(self, resource: str, current: Any, value: Any, label: str) -> Record:
        if not isinstance(value, dict):
            raise invalid(label, f"{label} is an object with an id or a natural key.")
        if resource == "CustomFields":
            record = dict(current or {})
            self.lay(value, record, resource, label + ".")
            return record
        return self._find(resource, value, label)

    def _find(self, resource: str, value: Mapping[str, Any], label: str) -> Record:
        """The record that an id, or natural keys, name. An id goes before keys. Raises RefusalError (400)."""
        named = {dashed(name): content for name, content in value.items()}
        if named.get("id") is not None:
            number = named["id"]
            found = (
                None
                if isinstance(number, bool)
                else next((each for each in self.catalogue.all(resource) if str(each["id"]) == str(number)), None)
            )
        else:
            keys = {name: named[name] for name in NATURAL_KEYS.get(resource, ()) if named.get(name) is not None}
            if not keys:
                raise invalid(label, f"{label} names no record: give its id or one of {', '.join(NATURAL_KEYS.get(resource, ('id',)))}.")
            found = self.catalogue.find(resource, keys)
        if found is None:
            raise invalid(label, f"{label} names a record that does not exist.")
        return found

    def _tax_code(self, value: Any, label: str) -> Any:
        """A tax code by id, by code (and country), or by its bare code; kept as the dialect answers it."""
        if value is None:
            return None
        if isinstance(value, str):
            value = {"code": value}
        if not isinstance(value, dict):
            raise invalid(label, f"{label} is an object with an id or a code.")
        found = self._find("TaxCode", value, label)
        country = value.get("country")
        if isinstance(country, dict) and country.get("code") not in (None, found["country"]["code"]):
            raise invalid(label, f"{label} names a record that does not exist.")
        return found["code"] if self.dialect == "published" else found

    def _collection(self, element: Element, current: list[Record], value: Any, label: str) -> list[Record]:
        if element.name == "payments" and isinstance(value, dict):  # `{"payment": {...}}` or `{"payment": [...]}` (FACTS 3.8)
            value = value.get("payment", [])
            value = [value] if isinstance(value, dict) else value
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise invalid(label, f"{label} is an array of objects.")
        result = [dict(item) for item in current]
        for item in value:
            self._item(element, result, item, label)
        return result

    def _item(self, element: Element, result: list[Record], item: Mapping[str, Any], label: str) -> None:
        """Lays one object over the member of a collection with its id, or appends it."""
        if element.resource in _REFERRED:
            found = self._find(element.resource, item, label)
            if found not in result:
                result.append(found)
            return
        if item.get("id") is None:
            result.append(self._new(element, item, label))
            return
        position = next((place for place, record in enumerate(result) if str(record["id"]) == str(item["id"])), None)
        if position is None:
            raise invalid(label, f"{label} has no record {item['id']!s:.40}.")
        if item.get("_delete") in (True, "true"):
            del result[position]
        elif element.resource != "Payment":  # a payment cannot be edited, only balanced (FACTS 3.8)
            self.lay(item, result[position], element.resource, f"{label}.")
            if "updated-at" in result[position]:
                result[position]["updated-at"] = self.moment

    def _new(self, element: Element, item: Mapping[str, Any], label: str) -> Record:
        record: Record = {"id": self.next_number(element.resource)}
        if element.resource == "InvoiceLine":
            record |= {"type": "InvoiceQuantityLine", "created-at": self.moment, "updated-at": self.moment}
        self.lay(item, record, element.resource, f"{label}.")
        return record
