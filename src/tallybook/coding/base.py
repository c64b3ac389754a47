"""The interface of every coder, and the pipeline of components that a coder may be built from.

A coder is narrow: a Report goes in, a Coding (mentions, statements, supports, notes) comes out, and that is all.
A component declares which layers it needs and which one it sets; a pipeline whose components stand in a wrong order is
refused when it is built, not when a report arrives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast, runtime_checkable

from tallybook.errors import PipelineOrderError
from tallybook.model import Coding, Report

__all__ = ["Coder", "Component", "Layer", "Layers", "Pipeline"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@runtime_checkable
class Coder(Protocol):
    """Anything that turns a report into statements. `name` and `version` go into every support."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def code(self, report: Report) -> Coding:
        """Code one report. Must not raise for any text that a Report can hold."""
        ...


@dataclass(frozen=True, slots=True)
class Layer(Generic[T]):
    """The name of one kind of annotation, carrying the type of its value."""

    name: str


class Layers:
    """What the components have found in one report so far. Each layer is set once."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._values: dict[str, Any] = {}

    def __getitem__(self, layer: Layer[T]) -> T:
        return cast("T", self._values[layer.name])

    def _set(self, layer: Layer[T], value: T) -> None:
        self._values[layer.name] = value


class Component(Protocol[T_co]):
    """One step: reads the layers in `requires`, returns the value of the layer `sets`."""

    @property
    def name(self) -> str: ...

    @property
    def requires(self) -> tuple[Layer[Any], ...]: ...

    @property
    def sets(self) -> Layer[Any]: ...

    def run(self, layers: Layers) -> T_co: ...


class Pipeline:
    """Components in an order that is checked once, when the pipeline is built."""

    def __init__(self, components: Sequence[Component[Any]]) -> None:
        known: set[str] = set()
        for component in components:
            missing = [layer.name for layer in component.requires if layer.name not in known]
            if missing:
                raise PipelineOrderError(
                    f"The component {component.name!r} needs the layer {missing[0]!r}, which no component before it "
                    "sets; move it behind the one that does."
                )
            if component.sets.name in known:
                raise PipelineOrderError(
                    f"The component {component.name!r} sets the layer {component.sets.name!r} a second time."
                )
            known.add(component.sets.name)
        self.components = tuple(components)

    def run(self, report: Report) -> Layers:
        """All layers of one report."""
        layers = Layers(report)
        for component in self.components:
            layers._set(component.sets, component.run(layers))
        return layers
