"""The two decorators that make a function a property of the suite."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from coupa_contract.runner.plan import Tries
from coupa_contract.runner.seam import Draw

F = TypeVar("F", bound=Callable[..., None])
FIXTURE = "coupa_item"  # the pytest fixture that runs a property
ATTRIBUTE = "coupa_property"


@dataclass(frozen=True, slots=True)
class Depending:
    """An argument whose draw follows a pytest parameter of the item."""

    parameter: str
    draw_for: Callable[[Any], Draw]


@dataclass(frozen=True, slots=True)
class Property:
    """What a property states, and how it is run."""

    function: Callable[..., None]
    requirements: tuple[str, ...]
    draws: Mapping[str, Draw | Depending] = field(default_factory=dict)
    writes: bool = False
    shrinks: bool = False
    dialects: tuple[str, ...] = ()  # empty: every dialect
    tries: Tries | None = None  # None: as many scenarios as the effort says

    def draws_for(self, parameters: Mapping[str, Any]) -> dict[str, Draw]:
        """The draws of an item with these pytest parameters."""
        return {
            name: draw.draw_for(parameters[draw.parameter]) if isinstance(draw, Depending) else draw for name, draw in self.draws.items()
        }


# What the fixture hands over: runs a property with its pytest parameters.
RunItem: TypeAlias = Callable[[Property, Mapping[str, Any]], None]


def judges(
    *requirements: str, writes: bool = False, shrinks: bool = False, dialects: tuple[str, ...] = (), tries: Tries | None = None
) -> Callable[[F], F]:
    """Marks a property with the requirements that it tests.

    `writes`: it changes invoices, so it runs while no other scenario does and is never repeated to find a smaller example; unless
    it `shrinks`: it finds another invoice each time, and may be repeated where the whole target may be spoilt.
    `dialects`: the only dialects in which it makes sense. `tries`: how many scenarios it is worth.
    """
    if not requirements:
        raise TypeError("a property names the requirements that it tests")

    def mark(function: F) -> F:
        prop: Property = getattr(function, ATTRIBUTE)
        setattr(function, ATTRIBUTE, Property(prop.function, requirements, prop.draws, writes, shrinks, dialects, tries))
        return function

    return mark


def scenarios(**draws: Draw | Depending) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes a function a property: its first argument is the `Api`, those in `draws` are drawn, all others are pytest parameters.

    Live, Hypothesis draws; on replay the recording serves. Without draws there is one scenario.
    """

    def make(function: Callable[..., None]) -> Callable[..., None]:
        names = list(inspect.signature(function).parameters)
        if names[:1] != ["api"]:
            raise TypeError(f"{function.__name__} must take `api` first")
        parameters = [name for name in names[1:] if name not in draws]

        def item(**arguments: Any) -> None:
            run: RunItem = arguments.pop(FIXTURE)
            run(getattr(item, ATTRIBUTE), arguments)

        keyword = inspect.Parameter.KEYWORD_ONLY
        item.__signature__ = inspect.Signature([inspect.Parameter(name, keyword) for name in [FIXTURE, *parameters]])  # type: ignore[attr-defined]
        item.__name__, item.__qualname__, item.__doc__, item.__module__ = (
            function.__name__,
            function.__qualname__,
            function.__doc__,
            function.__module__,
        )
        setattr(item, ATTRIBUTE, Property(function, (), draws))
        return item

    return make
