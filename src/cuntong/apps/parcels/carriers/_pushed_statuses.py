"""Status codes of the two services that push tracking, 快递100 and 快递鸟, in the house's words.

201 and 202 mean different things at the two: never look a code up without its service.
"""

from collections.abc import Mapping

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from ._carrier import Problem, Status


def _way(zh: str, en: str) -> Status:
    return Status(Bilingual(zh, en))


def _scan(zh: str, en: str, kind: ScanKind) -> Status:
    return Status(Bilingual(zh, en), kind)


def _problem(zh: str, en: str, problem: Problem, kind: ScanKind = ScanKind.PROBLEM) -> Status:
    return Status(Bilingual(zh, en), kind, problem)


KUAIDI100: Mapping[str, Status] = {
    "0": _way("在途", "on the way"),
    "1": _way("揽收", "taken in by the carrier"),
    "2": _problem("疑难", "in difficulty", Problem.OTHER),
    "3": _scan("签收", "signed for", ScanKind.DELIVERED),
    "4": _scan("退签", "returned and signed for by the sender", ScanKind.RETURNED),
    "5": _way("派件", "out for delivery"),
    "6": _scan("退回", "on the way back", ScanKind.RETURNED),
    "7": _way("转投", "handed on to another carrier"),
    "10": _way("待清关", "waiting for customs"),
    "11": _way("清关中", "at customs"),
    "12": _way("已清关", "through customs"),
    "13": _way("清关异常", "held at customs"),
    "14": _problem("拒签", "refused", Problem.REFUSED),
    "101": _way("已下单", "ordered"),
    "102": _way("待揽收", "to be taken in"),
    "103": _way("已揽收", "taken in by the carrier"),
    "1001": _way("到达派件城市", "arrived in the city of delivery"),
    "1002": _way("干线", "on the trunk route"),
    "1003": _way("转递", "handed on"),
    "501": _scan("投柜或驿站", "put into a locker or at a pick-up point", ScanKind.ARRIVED_VILLAGE),
    "301": _scan("本人签收", "signed for by the recipient", ScanKind.DELIVERED),
    "302": _scan("派件异常后签收", "signed for after a difficulty", ScanKind.DELIVERED),
    "303": _scan("代签", "signed for by somebody else", ScanKind.DELIVERED),
    "304": _scan("投柜或站签收", "collected from a locker or pick-up point", ScanKind.PICKED_UP),
    "401": _problem("已销单", "cancelled", Problem.CANCELLED),
    "201": _problem("超时未签收", "not signed for in time", Problem.DELAYED),
    "202": _problem("超时未更新", "no movement for long", Problem.NO_MOVEMENT),
    "203": _problem("拒收", "refused", Problem.REFUSED),
    "204": _problem("派件异常", "difficulty in delivery", Problem.OTHER),
    "205": _problem("柜或驿站超时未取", "not collected in time", Problem.NOT_COLLECTED),
    "206": _problem("无法联系", "recipient not reached", Problem.NOT_REACHED),
    "207": _problem("超区", "outside the area of delivery", Problem.OUT_OF_AREA),
    "208": _problem("滞留", "held up", Problem.DELAYED),
    "209": _problem("破损", "damaged", Problem.DAMAGED),
    "210": _problem("销单", "cancelled", Problem.CANCELLED),
}

KUAIDINIAO: Mapping[str, Status] = {
    "0": _way("无轨迹", "no movement known yet"),
    "1": _way("已揽收", "taken in by the carrier"),
    "2": _way("在途", "on the way"),
    "3": _scan("签收", "signed for", ScanKind.DELIVERED),
    "4": _problem("问题件", "in difficulty", Problem.OTHER),
    "5": _way("转寄", "sent on"),
    "6": _way("清关", "at customs"),
    "10": _way("待揽件", "to be taken in"),
    "201": _way("到达派件城市", "arrived in the city of delivery"),
    "202": _way("派件中", "out for delivery"),
    "204": _way("到达转运中心", "arrived at a transfer centre"),
    "205": _way("到达派件网点", "arrived at the carrier's branch"),
    "206": _way("寄件网点发件", "left the sender's branch"),
    "211": _scan("已放入快递柜或驿站", "put into a locker or at a pick-up point", ScanKind.ARRIVED_VILLAGE),
    "301": _scan("正常签收", "signed for", ScanKind.DELIVERED),
    "302": _scan("派件异常后签收", "signed for after a difficulty", ScanKind.DELIVERED),
    "304": _scan("代收签收", "signed for by somebody else", ScanKind.DELIVERED),
    "311": _scan("快递柜或驿站签收", "collected from a locker or pick-up point", ScanKind.PICKED_UP),
    "601": _way("待清关", "waiting for customs"),
    "602": _way("清关中", "at customs"),
    "603": _way("已清关", "through customs"),
    "604": _way("清关异常", "held at customs"),
    "401": _problem("发货无信息", "no movement after dispatch", Problem.NO_MOVEMENT),
    "402": _problem("超时未签收", "not signed for in time", Problem.DELAYED),
    "403": _problem("超时未更新", "no movement for long", Problem.NO_MOVEMENT),
    "404": _problem("拒收", "refused", Problem.REFUSED),
    "405": _problem("派件异常", "difficulty in delivery", Problem.OTHER),
    "406": _scan("退货签收", "returned and signed for by the sender", ScanKind.RETURNED),
    "407": _problem("退货未签收", "on the way back, not signed for", Problem.OTHER, ScanKind.RETURNED),
    "412": _problem("快递柜或驿站超时未取", "not collected in time", Problem.NOT_COLLECTED),
    "413": _problem("单号已拦截", "intercepted", Problem.INTERCEPTED),
    "414": _problem("破损", "damaged", Problem.DAMAGED),
    "415": _problem("客户取消发货", "cancelled", Problem.CANCELLED),
    "416": _problem("无法联系", "recipient not reached", Problem.NOT_REACHED),
    "417": _problem("配送延迟", "delayed", Problem.DELAYED),
    "418": _problem("快件取出", "taken out of the locker", Problem.OTHER),
    "419": _problem("重新派送", "to be delivered again", Problem.OTHER),
    "420": _problem("收货地址不详细", "address unclear", Problem.ADDRESS_UNCLEAR),
    "421": _problem("收件人电话错误", "phone number wrong", Problem.PHONE_WRONG),
    "422": _problem("错分件", "sorted to the wrong place", Problem.MISSORTED),
    "423": _problem("超区件", "outside the area of delivery", Problem.OUT_OF_AREA),
}

PUSHED_STATUSES: Mapping[str, Mapping[str, Status]] = {"kuaidi100": KUAIDI100, "kuaidiniao": KUAIDINIAO}
