"""Makes domain/addresses/characters.csv anew: one simplified shape and one folded syllable for each character.

Run, in an environment that holds pypinyin 0.55.0 (MIT) and opencc-python-reimplemented 0.1.7 (Apache-2.0), which the
product itself does not need: python setup/character_table.py DIVISIONS > characters.csv

The characters are those of GB 2312, those of the names in DIVISIONS (CSV with a column name; the statistical list of
2023), and those of OpenCC's table TSCharacters, of which the first simplified shape is taken. Syllables
are without tone, with zh, ch, sh as z, c, s and -ng as -n, since that is how names are heard and mistyped.
"""

import csv
import re
import sys
import unicodedata
from pathlib import Path

import opencc
from pypinyin import Style, pinyin

_FIRST, _LAST = 0x4E00, 0x9FFF


def main(divisions: Path) -> None:
    simplified = _simplified()
    rows = []
    for character in sorted({*simplified, *simplified.values()} | _of_gb2312() | _of_names(divisions)):
        shape = simplified.get(character, "").replace(character, "")
        if syllable := _syllable(character):
            rows.append([character, shape, syllable])
        elif character in simplified:
            rows.append([character, shape, ""])
    csv.writer(sys.stdout, lineterminator="\n").writerows([["character", "simplified", "syllable"], *rows])


def _simplified() -> dict[str, str]:
    table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    lines = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    first = {character: shapes.split()[0] for character, shapes in lines}
    # 薴 becomes 苧, and that 苎: a shape has to be its own shape.
    return {character: first.get(shape, shape) for character, shape in first.items()}


def _of_gb2312() -> set[str]:
    points = map(chr, range(_FIRST, _LAST + 1))
    return {character for character in points if character.encode("gb2312", "ignore")}


def _of_names(divisions: Path) -> set[str]:
    with divisions.open(encoding="utf-8-sig", newline="") as file:
        names = "".join(row["name"] for row in csv.DictReader(file))
    return {character for character in set(names) if unicodedata.category(character) == "Lo"}


def _syllable(character: str) -> str:
    """The folded syllable; "" for a character that the table of readings does not hold."""
    spelt = pinyin(character, style=Style.NORMAL)[0][0].replace("ü", "v")
    if spelt == character:
        return ""
    return re.sub("ng$", "n", re.sub("^([zcs])h", r"\1", spelt))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
