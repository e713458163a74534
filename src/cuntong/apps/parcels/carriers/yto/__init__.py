"""圆通速递: its numbers, its files and its words."""

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from .._carrier import Carrier, Problem
from .._words import ON_ITS_WAY, difficulty, done

CARRIER = Carrier(
    code="YTO",
    name=Bilingual("圆通速递", "YTO Express"),
    other_codes=("yuantong", "yto", "圆通"),
    number_patterns=(r"YT\d{13}", r"[A-Z]\d{11}", r"(?:8|D|V)\d{9,12}"),
    columns={
        "number": ("运单号", "运单号码", "物流单号"),
        "recipient": ("收件人", "收件客户", "收件人姓名"),
        "address": ("收件地址", "收件人地址"),
        "phone": ("收件人电话", "收件人手机", "收件电话"),
        "province": ("收件省份",),
        "prefecture": ("收件城市",),
        "county": ("收件区县",),
        "weight_kg": ("计费重量", "称重重量"),
    },
    statuses={
        "GOT": ON_ITS_WAY,
        "ARRIVAL": ON_ITS_WAY,
        "DEPARTURE": ON_ITS_WAY,
        "SENT_SCAN": ON_ITS_WAY,
        "INBOUND": done(ScanKind.ARRIVED_VILLAGE),
        "SIGNED": done(ScanKind.DELIVERED),
        "FAILED": difficulty(Problem.OTHER),
        "FORWARDING": difficulty(Problem.OTHER),
        "TMS_RETURN": done(ScanKind.RETURNED),
    },
)
