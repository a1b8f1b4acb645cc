"""What a coding view is made of: rows of cells that name the rule and the claims behind their value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportedly.reconciling.incident import Incident
from reportedly.reconciling.views.scene import Scene, scene_of

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the rule that gave it, in one sentence, and the names of the claims it rests on.

    A value of None is an empty cell; its rule then says why nothing can be known.
    """

    value: Value
    rule: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An incident as a rule book counts it: its cells by column, in the order of the columns."""

    incident: str
    cells: Mapping[str, Cell]

    @property
    def values(self) -> tuple[Value, ...]:
        """The bare values, in the order of the columns."""
        return tuple(cell.value for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Omitted:
    """An incident that a rule book has no row for, and why: "no death is told"."""

    incident: str
    why: str


@dataclass(frozen=True, slots=True)
class View:
    """A rule book: its name, its columns in order, and what it makes of an incident as the columns ask of it."""

    name: str
    columns: tuple[str, ...]
    code: Callable[[Scene], Row | Omitted]

    def of(self, incident: Incident) -> Row | Omitted:
        """The row of an incident, or why there is none."""
        return self.code(scene_of(incident))


def cells_of(columns: Sequence[str], made: Iterator[tuple[str, Cell]]) -> dict[str, Cell]:
    """The cells in the order of the columns. Raises KeyError where a column was left without a cell."""
    found = dict(made)
    return {column: found[column] for column in columns}
