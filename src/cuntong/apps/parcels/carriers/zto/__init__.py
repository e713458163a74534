"""中通快递: its numbers, its files and its words."""

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from .._carrier import Carrier, Problem
from .._words import ON_ITS_WAY, difficulty, done

CARRIER = Carrier(
    code="ZTO",
    name=Bilingual("中通快递", "ZTO Express"),
    other_codes=("zhongtong", "zto", "中通"),
    number_patterns=(r"7[3-68]\d{12}", r"(?:2|4|5|6|7)\d{11}"),
    columns={
        "number": ("运单号", "运单编号", "单号"),
        "recipient": ("收件人", "收件人姓名"),
        "address": ("收件人地址", "收件地址", "收件详细地址"),
        "phone": ("收件人手机", "收件人电话"),
        "province": ("收件省", "收件人省"),
        "prefecture": ("收件市", "收件人市"),
        "county": ("收件区", "收件人区"),
        "weight_kg": ("结算重量", "收件重量"),
    },
    statuses={
        "收件": ON_ITS_WAY,
        "发件": ON_ITS_WAY,
        "到件": ON_ITS_WAY,
        "派件": ON_ITS_WAY,
        "ARRIVAL": done(ScanKind.ARRIVED_VILLAGE),
        "DEPARTURE": done(ScanKind.PICKED_UP),
        "签收": done(ScanKind.DELIVERED),
        "第三方签收": done(ScanKind.PICKED_UP),
        "退件": done(ScanKind.RETURNED),
        "退件签收": done(ScanKind.RETURNED),
        "问题件": difficulty(Problem.OTHER),
    },
)
