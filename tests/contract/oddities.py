"""Requests that no client should send: few, and each odd in one way, so that they tell which way breaks a server.

They come in portions, each of which holds something of everything; all portions together are all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle

from coupa_contract.contract import Contract
from coupa_contract.contract.operations import Parameter
from coupa_contract.model import Case, Json, Origin, canonical_json
from coupa_contract.runner.seam import Draw, Planned
from coupa_contract.runner.setting import Setting

_SIZE = 8  # requests of a portion
_FIRST = 3  # portions of what breaks servers most often; they come before all others
_INSTANTS = ("2024-13-45", "yesterday", "", "9999999-01-01", "2024-02-30T25:61:61Z", "2024-01-01T00:00:00+99:99", "0000-00-00", "1e9")
# Texts that mean something to a database, a pattern, a template or a terminal.
_TEXTS = (
    "'",
    "\N{GRINNING FACE}",
    "\\",
    "%",
    "' OR '1'='1",
    '"',
    "\0",
    "x" * 2_000,
    "(",
    "[",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "e\N{COMBINING ACUTE ACCENT}",
    "\n",
    "{{7*7}}",
    "\N{CJK UNIFIED IDEOGRAPH-6F22}",
    "*",
)
_WRONG = {
    "integer": ("ten", "", "99999999999999999999", "1.5", "1e400", "0x1F", "NaN", "-", "1\0"),
    "decimal": ("ten", "1,5", "1e999999", "", "NaN", "Infinity", "--1", "1.2.3"),
    "date": _INSTANTS,
    "timestamp": _INSTANTS[::-1],
    "boolean": ("maybe", "", "2", "null"),
    "enum": ("no_such_status", "", "approved,,", "APPROVED\0"),
    "string": _TEXTS,
}
_LISTS = {
    "integer": ("1,,2", ",", "1,ten", "1," * 300),
    "decimal": ("1,,2", "ten,1", ","),
    "enum": (",", "approved,no_such"),
    "string": (",", ""),
}
_TEXT_OPERATORS = ("[contains]", "", "[starts_with]", "[in]", "[ends_with]", "[not_eq]")
_EVERYWHERE = ("'", "\\")  # what ends a text where nobody escapes it
_NAMES = (
    ("invoice-number[no_such]", "1"),
    ("no_such[gt]", "1"),
    ("supplier[no_such][name]", "1"),
    ("id[]", "1"),
    ("id[in][in]", "1"),
    ("supplier", "1"),
    ("[gt]", "1"),
    ("invoice-lines[gt]", "1"),
    ("supplier[[name]", "1"),
    ("__proto__", "1"),
)
_OPTIONS = {
    "limit": ("0", "-1", "ten", "99999999999999999999", "1.5", ""),
    "offset": ("-1", "99999999999999999999", "x", "1e3", ""),
    "order_by": ("no_such", "id; drop table invoices", "", "id,id", "supplier[name]", "invoice-lines"),
    "dir": ("sideways", "", "DESC'"),
    "fields": ("[", "id", "{}", "[[[]]]", '["id",{}]', "null", "[1]", '{"id":1}', "[" * 500 + "]" * 500, '["no_such"]', '[""]', "\0"),
    "return_object": ("some", "", "none", "limited,shallow"),
}
# One of each way in which servers break: what overflows, divides, does not parse, ends a text, nests deep, or is not there.
_BREAKING = (
    ("limit", "0"),
    ("offset", "99999999999999999999"),
    ("id[not_in]", "1,,2"),
    ("updated-at[gt]", "2024-01-01T00:00:00+99:99"),
    ("invoice-number[contains]", "\N{GRINNING FACE}"),
    ("status[no_such_operator]", "draft"),
    ("invoice-number[ends_with]", "'"),
    ("fields", "[" * 500 + "]" * 500),
    ("id[gt]", "99999999999999999999"),
    ("limit", "-1"),
    ("order_by", "no_such"),
    ("invoice-number[starts_with]", "\\"),
    ("fields", "["),
    ("invoice-date[lt]", "2024-13-45"),
    ("supplier[no_such]", "1"),
    ("invoice-number", "\0"),
    ("return_object", "some"),
    ("dir", "sideways"),
    ("offset", "-1"),
    ("shipping-amount[gt]", "1e999999"),
    ("id[in]", "1," * 300),
    ("exported", "maybe"),
    ("fields", '["id",{}]'),
    ("invoice-number[in]", ","),
)
# The same for one invoice, where there is less to ask for.
_OPTIONS_OF_ONE = ("fields", "return_object")
IDS = (
    "0",
    "-1",
    "1.5",
    "null",
    "9" * 25,
    "'",
    "x" * 1_000,
    "\N{GRINNING FACE}",
    "1 OR 1=1",
    "new",
    "1e400",
    "\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT SEVEN}",
    "$where",
    "[1]",
    "*",
)


def portions(of: str) -> Draw:
    """Numbers of portions of what is odd in lists, or in shows; of lists those first that break servers most often."""

    def draw(setting: Setting) -> Planned:
        first = _FIRST if of == "lists" else 0
        count = _count(lists(setting.contract) if of == "lists" else shows()) - first
        return Planned((*range(first), *(first + (setting.plan.seed + part) % count for part in range(count))))

    return draw


def portion(cases: Sequence[Case], number: int, first: int = 0) -> Sequence[Case]:
    """A portion; the `first` ones as they stand, each of the others with something of everything."""
    if number < first:
        return cases[number * _SIZE : (number + 1) * _SIZE]
    left = cases[first * _SIZE :]
    return left[number - first :: _count(left)]


def _count(cases: Sequence[object]) -> int:
    return -(-len(cases) // _SIZE)


def lists(contract: Contract) -> list[Case]:
    """Every kind of condition with each of its operators, with what is none of its values; odd names; odd paging, order and projection.

    What breaks servers most often comes first.
    """
    pairs = [*_BREAKING, *_conditions(contract.operation("listInvoices").query), *_texts(), *_NAMES, *_options(*_OPTIONS)]
    return [_case("listInvoices", pair) for pair in dict.fromkeys(pairs)]


def portion_of_lists(contract: Contract, number: int) -> Sequence[Case]:
    """A portion of what is odd in lists."""
    return portion(lists(contract), number, _FIRST)


def shows() -> list[Case]:
    """Odd projections of one invoice; the case lacks its id."""
    return [_case("showInvoice", pair) for pair in _options(*_OPTIONS_OF_ONE)]


def _case(operation: str, pair: tuple[str, str]) -> Case:
    name, value = pair
    limit = (("limit", "2"),) if operation == "listInvoices" and name != "limit" else ()
    shown = value if len(value) < 40 else f"{value[:20]} ({len(value)} characters)"
    return Case(operation, query=(pair, *limit), origin=Origin.NEGATIVE, invalid=f"{name} is {shown}")


def _conditions(parameters: Sequence[Parameter]) -> Iterator[tuple[str, str]]:
    wrong = {kind: cycle(values) for kind, values in _WRONG.items()}
    listed = {kind: cycle(values) for kind, values in _LISTS.items()}
    seen = set[tuple[str, str]]()
    for parameter in parameters:
        kind = (parameter.kind, parameter.operator)
        if not parameter.attribute or parameter.kind not in wrong or kind in seen:
            continue
        seen.add(kind)
        if parameter.operator == "blank":
            yield parameter.name, "maybe"
        else:
            values = listed if parameter.operator in {"in", "not_in"} and parameter.kind in listed else wrong
            yield parameter.name, next(values[parameter.kind])


def _texts() -> Iterator[tuple[str, str]]:
    operators = cycle(_TEXT_OPERATORS)
    for text in _TEXTS:
        chosen = _TEXT_OPERATORS if text in _EVERYWHERE else (next(operators),)
        yield from ((f"invoice-number{operator}", text) for operator in chosen)


def _options(*names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from ((name, value) for value in _OPTIONS[name])


def bodies(line: int) -> list[bytes]:
    """Bodies of an update that hold something of another kind than the document says, for each kind of member."""
    values: list[Json] = [
        [],
        [{"comments": "in an array"}],
        {"comments": {"a": 1}},
        {"invoice-date": "2024-13-45"},
        {"supplier": "nobody"},
        {"invoice-lines": {}},
        {"shipping-amount": "ten"},
        {"line-level-taxation": "perhaps"},
        {"invoice-lines": [17]},
        "text",
        {"comments": ["a"]},
        {"invoice-date": 17},
        {"supplier": {"id": "x"}},
        {"invoice-lines": "x"},
        {"shipping-amount": {}},
        {"line-level-taxation": []},
        {"invoice-lines": [{"id": "x"}]},
        17,
        {"supplier": {"id": 10**12}},
        {"currency": {"code": {"a": 1}}},
        {"invoice-lines": [{"id": line, "price": "ten"}]},
        {"tax-rate": "1,5"},
        {"invoice-lines": [{"id": 10**12, "description": "nobody's"}]},
        {"custom-fields": [1]},
        {"": 1},
        None,
        {"currency": [1]},
        {"invoice-lines": [{"id": line, "quantity": {}}]},
        {"invoice-lines": [{"id": line, "account": "x"}]},
        {"no-such-member": {"a": [{}]}},
        {"custom-fields": {"a": {"b": {"c": [1]}}}},
        {"invoice-date": {}},
        {"payments": {"a": 1}},
        {"comments": "\0"},
        {"comments": "x" * 3_000},
    ]
    # Each text is a constant of its own, so that a recording with pseudonyms keeps it and it can be asked for again.
    texts = (_DEEP, '{"comments": 1e999999}')
    return [*(canonical_json(value).encode() for value in values), *(text.encode() for text in texts)]


# Bodies that are no JSON, and types of bodies that an update does not take.
MALFORMED = tuple(
    text.encode()
    for text in ("{", '{"comments": }', '{"comments": "a"', "nonsense", "[1, 2", '{"comments": "\\ud800"', '{"comments": NaN}', "{'a': 1}")
)
_DEEP = '{"comments": ' + "[" * 2_000 + "]" * 2_000 + "}"
MEDIA_TYPES = ("text/plain", "application/x-www-form-urlencoded", "application/pdf", "application/xhtml+xml")
