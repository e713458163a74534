"""Print the specification: `python -m tests.spec > docs/rules.md`."""

import sys

from . import test_funds, test_grades, test_report, test_scoring, test_stations, test_training, test_weights
from .paragraphs import chapter_as_markdown

CHAPTERS = (test_scoring, test_weights, test_grades, test_funds, test_stations, test_training, test_report)
HEAD = """# 规则与算例

本页由测试生成：每一段是一条规则，表中每一行都由测试逐行验证。数值的出处见 `src/cuntong/rulebooks/`。
"""


def specification() -> str:
    """Return all chapters."""
    return "\n".join([HEAD, *map(chapter_as_markdown, CHAPTERS)])


if __name__ == "__main__":
    sys.stdout.write(specification())
