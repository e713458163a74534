"""韵达速递: its numbers, its files and its words."""

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from .._carrier import Carrier, Problem
from .._words import ON_ITS_WAY, difficulty, done

CARRIER = Carrier(
    code="YD",
    name=Bilingual("韵达速递", "Yunda Express"),
    other_codes=("yunda", "yd", "韵达", "韵达快递"),
    number_patterns=(r"[34]\d{14}", r"5\d{12}", r"\d{15}", r"\d{13}"),
    columns={
        "number": ("运单编号", "运单号", "快件单号"),
        "recipient": ("收件人", "收件人姓名"),
        "address": ("收件人地址", "收件地址"),
        "phone": ("收件人手机", "收件人电话"),
        "province": ("收件省",),
        "prefecture": ("收件市",),
        "county": ("收件区县", "收件县区"),
        "weight_kg": ("结算重量", "重量"),
    },
    statuses={
        "got": ON_ITS_WAY,
        "transite": ON_ITS_WAY,
        "sendfail": difficulty(Problem.OTHER),
        "signed": done(ScanKind.DELIVERED),
        "signfail": difficulty(Problem.REFUSED),
        "send": ON_ITS_WAY,
        "入库": done(ScanKind.ARRIVED_VILLAGE),
        "出库": done(ScanKind.PICKED_UP),
        "退回": done(ScanKind.RETURNED),
    },
)
