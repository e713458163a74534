"""Words for totals, and what a sum is tried on."""

from __future__ import annotations

import re
from fractions import Fraction

from ._units import PERCENT, POINTS, SCORE, TIMES

TOTAL = re.compile(r"之和,?(?:即|为|是|等于)|共计|合计|总计|总共|一共|总和|小计|两项合计|三项合计")
LOOSE_TOTAL = re.compile(r"(?:^|[^公])共(?!同|享|建|有|用|配|性|识|赢)|累计|总数|总额")
GRAND = re.compile(
    r"总(?:投入|投资|资金|预算|经费|规模|额|支出|收入)|(?:投资|资金|投入|预算|经费)(?:总额|总量|合计|共计|规模)"
)
# A list of three or more that misses its whole by less than this share is meant to make it up.
SMALL_GAP = Fraction(3, 10)
MOST = 30
NO_ADDENDS = frozenset({PERCENT, POINTS, TIMES, SCORE, "years", "months", "days"})
