"""What a report says against what was frozen."""

from datetime import date
from decimal import Decimal

from cuntong.domain.claims import SealedFigures
from cuntong.domain.indicators import Frame

from ..paragraphs import paragraph
from .checking import verdict

TITLE = "与冻结数据比对"
ABOUT = (
    "只在给了冻结数据时做（`cuntong check --bundle 数据包 报告…`，或在网页上选一次冻结）。事物、地方、时段都对得上的才比；"
    "乡镇的报告、别县的报告、当年新增数不比。不同的只请核实：口径和截止日期可能不同。"
)
COLUMNS = {"text": "报告里的话", "expected": "核对结果"}
SEALED = SealedFigures(
    "示例县",
    Frame(project_start=date(2021, 7, 1), year_start=date(2023, 1, 1), as_of=date(2024, 8, 14)),
    {
        "VILLAGE_POINTS_BUILT": Decimal(101),
        "TOWNSHIP_STATIONS_BUILT": Decimal(17),
        "ATTENDANCES_GENERAL": Decimal(2597),
        "TAIL_EXECUTION_RATE": Decimal("38.72"),
    },
)


@paragraph(
    "与冻结数据不同 sealed",
    "此处冻结数据（示例县，截至2024年8月14日）为：镇级站建成17个，村级点建成101个，普及性培训2597人次，尾款执行率38.72%。",
    COLUMNS,
    [
        ("截至2024年8月14日，建成村级电商服务点110个。", "须核实"),
        ("截至2024年8月14日，建成村级电商服务点101个。", "—"),
        ("截至2023年12月31日，建成村级电商服务点80个。", "—"),
        ("2023年新建村级电商服务点21个。", "—"),
        ("拟建成村级电商服务点110个。", "—"),
        ("建成镇级站17个、村级点110个。", "须核实"),
        ("示例县示例镇2023年自评报告 / 建成村级电商服务点8个。", "—"),
        ("另一县项目绩效自评报告 / 目前建成村级电商服务点88个。", "—"),
        ("自项目实施以来，开展普及性培训2579人次。", "须核实"),
        ("中央财政尾款资金500万元支付进度为38.8%。", "须核实"),
        ("中央财政尾款资金500万元支付进度为38.7%。", "—"),
    ],
)
def test_sealed(text, expected):
    assert verdict(text, "sealed", SEALED) == expected
