"""Print the page: `python -m tests.spec.checks > docs/checks.md`."""

import sys

from ..paragraphs import chapter_as_markdown
from . import test_arithmetic, test_form, test_names, test_sealed, test_wording

CHAPTERS = (test_arithmetic, test_names, test_wording, test_sealed, test_form)
HEAD = """# 报告核对与算例

`cuntong check 报告…` 找出报告里自相矛盾的数和须核实的话。本页由测试生成：每一段是一类核对，表中每一行都由测试逐行验证。
“矛盾”是怎样四舍五入、怎样理解都不能成立的；“须核实”是要请人说明的；“—”表示不应报。
"""


def page() -> str:
    """Return all chapters."""
    return "\n".join([HEAD, *map(chapter_as_markdown, CHAPTERS)])


if __name__ == "__main__":
    sys.stdout.write(page())
