"""中国邮政: its numbers, its files and its words."""

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from .._carrier import Carrier, Problem
from .._words import ON_ITS_WAY, difficulty, done

CARRIER = Carrier(
    code="EMS",
    name=Bilingual("中国邮政", "China Post"),
    other_codes=(
        "youzhengguonei",
        "youzhengbk",
        "YZPY",
        "YZBK",
        "邮政",
        "EMS",
        "邮政快递包裹",
        "中国邮政速递物流",
        "邮政速递",
    ),
    number_patterns=(
        r"[A-Z]{2}\d{9}[A-Z]{2}",
        r"(?:10|11|12|50|51|52|95|97|98|99)\d{11}",
        r"[981]\d{12}",
        r"P[A-Z]\d{11}",
    ),
    columns={
        "number": ("邮件号", "邮件号码", "运单号"),
        "recipient": ("收件人姓名", "收件人"),
        "address": ("收件人地址", "收件地址", "收件人详细地址"),
        "phone": ("收件人电话", "收件人移动电话", "收件人手机"),
        "prefecture": ("寄达地", "寄达市"),
        "county": ("寄达县",),
        "weight_kg": ("重量", "邮件重量"),
    },
    statuses={
        "收寄": ON_ITS_WAY,
        "离开处理中心": ON_ITS_WAY,
        "到达处理中心": ON_ITS_WAY,
        "投递邮件接收": ON_ITS_WAY,
        "安排投递": ON_ITS_WAY,
        "妥投": done(ScanKind.DELIVERED),
        "投代理点": done(ScanKind.ARRIVED_VILLAGE),
        "自提点取件": done(ScanKind.PICKED_UP),
        "未妥投": difficulty(Problem.OTHER),
        "退回": done(ScanKind.RETURNED),
    },
)
