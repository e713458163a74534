"""极兔速递: its numbers, its files and its words."""

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from .._carrier import Carrier, Problem
from .._words import ON_ITS_WAY, difficulty, done

CARRIER = Carrier(
    code="JT",
    name=Bilingual("极兔速递", "J&T Express"),
    other_codes=("jtexpress", "jtsd", "极兔", "百世", "百世快递", "HTKY", "huitongkuaidi"),
    number_patterns=(r"JT\d{12,13}",),
    columns={
        "number": ("运单号", "运单编号"),
        "recipient": ("收件人", "收件人姓名"),
        "address": ("收件人详细地址", "收件地址"),
        "phone": ("收件人手机", "收件人电话"),
        "prefecture": ("目的城市", "收件城市"),
        "county": ("目的区县", "收件区域"),
        "weight_kg": ("结算重量", "包裹计费重量"),
        "expected_date": ("到件扫描时间", "应签收时间"),
    },
    statuses={
        "快件揽收": ON_ITS_WAY,
        "发件扫描": ON_ITS_WAY,
        "到件扫描": ON_ITS_WAY,
        "出仓扫描": ON_ITS_WAY,
        "入库扫描": done(ScanKind.ARRIVED_VILLAGE),
        "出库扫描": done(ScanKind.PICKED_UP),
        "快件签收": done(ScanKind.DELIVERED),
        "代理点收入": done(ScanKind.ARRIVED_VILLAGE),
        "问题件扫描": difficulty(Problem.OTHER),
        "退件扫描": done(ScanKind.RETURNED),
        "留仓扫描": difficulty(Problem.DELAYED),
    },
)
