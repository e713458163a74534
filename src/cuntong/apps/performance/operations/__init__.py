"""What the performance room does: seals targets, freezes figures, scores them, writes and approves the report."""

from ._freezing import freeze, start_freeze
from ._reports import approve_report, draft_report, edit_section
from ._scores import assess, explain_deviation
from ._targets import seal_target

__all__ = [
    "approve_report",
    "assess",
    "draft_report",
    "edit_section",
    "explain_deviation",
    "freeze",
    "seal_target",
    "start_freeze",
]
