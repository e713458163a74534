"""The syntax of TSPLIB 95 and its kin: headers `NAME : value` and sections of numbers, in any order.

Blank lines, lines that begin with "#", a colon behind a section's name, lower case and Windows line ends are all met
in the wild. A header may follow a section; nothing counts after EOF.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from ._refusals import refuse

Rows = list[list[float]]

PASSED_OVER: Final = frozenset({"DISPLAY_DATA_SECTION"})


@dataclass
class NodeFile:
    """A file taken apart; nothing of its meaning is known yet."""

    headers: dict[str, str] = field(default_factory=dict)
    sections: dict[str, Rows] = field(default_factory=dict)

    def number(self, name: str, default: float | None = None) -> float:
        """Return a header's number, not negative. Raises ProblemRefused naming the header."""
        text = self.headers.get(name)
        if text is None and default is not None:
            return default
        value = _number(text or "")
        if value is None or value < 0:
            raise refuse(name, f"应为数字，现为“{text or '空'}”", f"a number is needed, not {text!r}")
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        value = self.number(name, default)
        if value != int(value):
            text = self.headers.get(name)
            raise refuse(name, f"应为整数，现为“{text}”", f"a whole number is needed, not {text!r}")
        return int(value)

    def values(self, name: str) -> list[float]:
        """Return a section's numbers, however they are broken into lines."""
        return [value for row in self.sections.get(name, []) for value in row]

    def table(self, name: str, nodes: int, columns: int, zh: str, en: str) -> Rows:
        """Return a section of one row for each node, in the order of the nodes, without the node's number.

        `zh`, `en` name the columns behind the node. Raises ProblemRefused when a node is missing, named twice or
        a row has another number of columns.
        """
        rows = sorted(self.sections.get(name, []))
        if [row[0] for row in rows] != list(range(1, nodes + 1)) or any(len(row) != columns for row in rows):
            raise refuse(
                name,
                f"应为 {nodes} 行，节点 1 至 {nodes} 各一行：节点、{zh}",
                f"{nodes} rows are needed, one for each node from 1 to {nodes}: node, {en}",
            )
        return [row[1:] for row in rows]


def read_node_file(text: str, known: frozenset[str]) -> NodeFile:
    """Take a file apart. Raises ProblemRefused naming the line that is no number, or a section that is not known."""
    file, section = NodeFile(), ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        name, _, value = (part.strip() for part in line.partition(":"))
        if name.upper() == "EOF":
            break
        if name.upper().endswith("_SECTION"):
            section = _opened(file, name.upper(), known)
        elif name[0].isalpha() and ":" in line:
            file.headers[name.upper()] = value
            section = ""
        elif section not in PASSED_OVER:
            file.sections.setdefault(section, []).append(_numbers(line, number, section))
    return file


def _opened(file: NodeFile, section: str, known: frozenset[str]) -> str:
    if section in file.sections:
        raise refuse(section, "出现了两次", "occurs twice")
    if section not in known and section not in PASSED_OVER:
        raise refuse(
            section,
            "不认识这一段，不能略过：它可能改变问题",
            "this section is not known, and passing over it could change the problem",
        )
    file.sections[section] = []
    return section


def _numbers(line: str, number: int, section: str) -> list[float]:
    values = [_number(word) for word in line.split()]
    whole = [value for value in values if value is not None]
    if not section or len(whole) < len(values):
        raise refuse(
            f"line {number}", f"应为数字，现为“{line[:60]}”", f"numbers are needed, not {line[:60]!r}"
        )
    return whole


def _number(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
