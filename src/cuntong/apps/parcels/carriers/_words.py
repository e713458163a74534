"""How adapters say what a carrier's word means."""

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from ._carrier import Problem, Status

ON_ITS_WAY = Status(Bilingual("在途", "on the way"))


def done(kind: ScanKind) -> Status:
    """A word that amounts to a scan of the house's."""
    return Status(_DONE[kind], kind)


def difficulty(problem: Problem) -> Status:
    return Status(Bilingual("问题件", "in difficulty"), ScanKind.PROBLEM, problem)


_DONE = {
    ScanKind.ARRIVED_VILLAGE: Bilingual("到达村级站点或代收点", "at a pick-up point"),
    ScanKind.PICKED_UP: Bilingual("已自取", "collected"),
    ScanKind.DELIVERED: Bilingual("已签收", "signed for"),
    ScanKind.RETURNED: Bilingual("退回", "returned"),
}
