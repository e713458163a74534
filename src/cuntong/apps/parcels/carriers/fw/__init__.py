"""丰网速运: its numbers, its files and its words."""

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from .._carrier import Carrier, Problem
from .._words import ON_ITS_WAY, difficulty, done

CARRIER = Carrier(
    code="FW",
    name=Bilingual("丰网速运", "Fengwang Express"),
    other_codes=("fengwang", "FWX", "丰网"),
    number_patterns=(),
    columns={
        "number": ("运单号", "运单号码"),
        "recipient": ("收方姓名", "收件人"),
        "address": ("收方地址", "收件详细地址"),
        "phone": ("收方手机", "收方电话", "收件人手机"),
        "prefecture": ("目的地", "收方城市"),
        "weight_kg": ("计费重量",),
        "expected_date": ("预计派送日期",),
    },
    statuses={
        "已揽件": ON_ITS_WAY,
        "运输中": ON_ITS_WAY,
        "派送中": ON_ITS_WAY,
        "已签收": done(ScanKind.DELIVERED),
        "待自提": done(ScanKind.ARRIVED_VILLAGE),
        "已自提": done(ScanKind.PICKED_UP),
        "异常": difficulty(Problem.OTHER),
        "退回中": done(ScanKind.RETURNED),
    },
)
