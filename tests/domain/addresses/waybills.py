"""Synthetic waybills of the home county: the true village is known, the text is as untidy as real ones.

A regression test and no evidence: it is made from the list that the resolver knows.
"""

import csv
import random
from dataclasses import dataclass
from importlib import resources

_HEADS = (
    ("广东省韶关市乐昌市", 40),
    ("韶关市乐昌市", 18),
    ("乐昌市", 12),
    ("广东省乐昌市", 10),
    ("广东韶关乐昌", 8),
    ("广东省韶关市乐昌县", 5),
    ("乐昌县", 2),
    ("", 5),
)
_BODIES = ("村村民委员会", "村民委员会", "社区居民委员会", "村居民委员会", "居民区社区")
_DETAILS = (
    "3组",
    "128号",
    "老屋组",
    "村口小卖部",
    "下屋",
    "小学旁",
    "卫生站对面",
    "菜鸟驿站",
    "快递代收点",
    "",
)
_PERSONS = ("张三", "李四妹", "王*", "陈某某", "刘先生")


@dataclass(frozen=True)
class Waybill:
    text: str
    village_code: str
    has_sound_alike: bool


def _characters():
    text = resources.files("cuntong.domain.addresses").joinpath("characters.csv").read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]


class Waybills:
    """Draws waybills from a list of divisions, with a seeded chance."""

    def __init__(self, rows, seed):
        self._chance = random.Random(seed)
        self._towns = {row["code"][:9]: row["name"] for row in rows if row["level"] == "TOWNSHIP"}
        self._villages = [row for row in rows if row["level"] == "VILLAGE"]
        self._alike, self._traditional = {}, {}
        for character, simplified, syllable in _characters():
            if simplified:
                self._traditional.setdefault(simplified, character)
            elif ord(character) < 0x9FA6:
                self._alike.setdefault(syllable, []).append(character)
        self._syllables = {character: syllable for character, _, syllable in _characters()}

    def draw(self):
        village = self._chance.choice(self._villages)
        core, is_community = self._core(village["name"])
        name, has_sound_alike = self._misheard(self._village_form(core, is_community), len(core))
        heads, weights = zip(*_HEADS, strict=True)
        head = self._chance.choices(heads, weights)[0]
        text = head + self._town_form(self._towns[village["code"][:9]]) + name + self._chance.choice(_DETAILS)
        return Waybill(self._untidy(text), village["code"], has_sound_alike)

    def _core(self, name):
        body = next(body for body in _BODIES if name.endswith(body))
        core = name.removesuffix(body)
        return core, "居" in body

    def _village_form(self, core, is_community):
        if is_community:
            return core + self._chance.choice(("社区", "居委会", "社区居委会"))
        return core + self._chance.choice(("村", "村委会", "村民委员会"))

    def _town_form(self, town):
        chance = self._chance.random()
        if chance < 0.15:
            return ""
        if chance < 0.25:
            return town.removesuffix("街道").removesuffix("镇")
        return town.replace("镇", "乡") if chance < 0.29 else town

    def _misheard(self, name, length):
        if self._chance.random() >= 0.1:
            return name, False
        place = self._chance.randrange(length)
        others = [one for one in self._alike[self._syllables[name[place]]] if one != name[place]]
        if not others:
            return name, False
        return name[:place] + self._chance.choice(others) + name[place + 1 :], True

    def _untidy(self, text):
        if self._chance.random() < 0.05:
            text = "".join(self._traditional.get(character, character) for character in text)
        if self._chance.random() < 0.1:
            for place in sorted(self._chance.sample(range(1, len(text)), 2), reverse=True):
                text = f"{text[:place]} {text[place:]}"
        if self._chance.random() < 0.36:
            text = self._with_person(text)
        return text

    def _with_person(self, text):
        person = self._chance.choice(_PERSONS)
        telephone = self._chance.choice(("13800138000", "138****8000", "0751-5550000"))
        forms = (
            f"{person} {telephone} {text}",
            f"{person}，{telephone}，{text}",
            f"{text} {person} {telephone}",
            f"收件人：{person} 电话：{telephone} 地址：{text}",
            f"{person}{telephone}{text}",
        )
        return self._chance.choice(forms)
