"""What the performance room does: seals targets, freezes figures, scores them, writes, reads back and approves reports."""

from ._checks import (
    answer_finding,
    check_own_report,
    compare_with_snapshot,
    finish_check,
    take_in_report,
)
from ._freezing import freeze, start_freeze
from ._reports import approve_report, draft_report, edit_section
from ._scores import assess, explain_deviation
from ._targets import seal_target

__all__ = [
    "answer_finding",
    "approve_report",
    "assess",
    "check_own_report",
    "compare_with_snapshot",
    "draft_report",
    "edit_section",
    "explain_deviation",
    "finish_check",
    "freeze",
    "seal_target",
    "start_freeze",
    "take_in_report",
]
