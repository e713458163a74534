"""What one pass over a sheet tells before the sheet is loaded: how far it reaches, what is wrong in it.

calamine builds a dense rectangle around all filled cells, so one stray cell at the far corner would take
all memory; and it shows a failed formula and an unsaved one as blank. The survey finds all three.
"""

from dataclasses import dataclass, field

from ._messages import Refused
from ._schema import Limits, letter

ERRORS_KEPT = 100_000


@dataclass
class Survey:
    """The filled rectangle of one sheet and the peculiarities in it; rows and columns are counted from 0."""

    name: str = ""
    top: int = 2**31
    left: int = 2**31
    bottom: int = -1
    right: int = -1
    filled: int = 0
    failed: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    characters: int = 0

    def add(self, row: int, column: int) -> None:
        """Count a filled cell."""
        self.filled += 1
        if row > self.bottom:
            self.bottom = row
        if row < self.top:
            self.top = row
        if column > self.right:
            self.right = column
        if column < self.left:
            self.left = column

    @property
    def cells(self) -> int:
        """Cells that loading the sheet would take."""
        box = (self.bottom - self.top + 1) * (self.right - self.left + 1)
        return max(box, self.filled) if self.filled else 0

    def check(self, limits: Limits) -> None:
        """Raise Refused for a sheet that reaches too far or holds too much text."""
        if self.characters > limits.characters:
            raise self.too_long(limits)
        if self.cells > limits.cells:
            raise self.too_large(limits)

    def too_long(self, limits: Limits) -> Refused:
        return Refused("TOO_MUCH_TEXT", name=self.name, maximum=f"{limits.characters:,}")

    def too_large(self, limits: Limits) -> Refused:
        return Refused(
            "TOO_MANY_CELLS",
            name=self.name,
            first=f"{letter(self.left)}{self.top + 1}",
            last=f"{letter(self.right)}{self.bottom + 1}",
            maximum=f"{limits.cells:,}",
        )

    def fail(self, row: int, column: int, value: str) -> None:
        """Note a cell whose formula failed."""
        if len(self.failed) < ERRORS_KEPT:
            self.failed[row, column] = value

    def leave(self, row: int, column: int) -> None:
        """Note a cell whose formula was never computed."""
        if len(self.uncalculated) < ERRORS_KEPT:
            self.uncalculated.add((row, column))

    def is_odd(self, row: int, column: int) -> bool:
        """Whether a cell that shows blank holds something all the same."""
        at = (row, column)
        return at in self.failed or at in self.uncalculated

    def anchors(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each cell of a merged area that lies below its first one, in the same column: that first cell."""
        below: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, _ in self.merged:
            if bottom - top + len(below) <= ERRORS_KEPT:
                below |= {(row, left): (top, left) for row in range(top + 1, bottom + 1)}
        return below
