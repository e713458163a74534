"""The home county and a few neighbours: official names and codes of the statistical division list of 2023."""

import pytest

from cuntong.domain.addresses import Gazetteer, Resolver

HOME = "440281"
_TOWNS = {
    "001": (
        "乐城街道",
        "001 城北社区居民委员会|005 新村社区居民委员会|215 附城村村民委员会|221 河南村村民委员会|231 新村村民委员会",
    ),
    "103": (
        "九峰镇",
        "001 九峰街社区居民委员会|203 联安村村民委员会|204 坪石村村民委员会|206 横坑村村民委员会",
    ),
    "104": ("廊田镇", "001 廊田街社区居民委员会|215 廊田村村民委员会|203 马屋村村民委员会"),
    "105": (
        "长来镇",
        "001 长来街社区居民委员会|200 长来村村民委员会|201 和村村民委员会|216 昌山村村民委员会",
    ),
    "106": (
        "梅花镇",
        "201 关春村村民委员会|202 三和村村民委员会|213 石溪村村民委员会|220 梅花村村居民委员会",
    ),
    "108": (
        "坪石镇",
        "001 劳动路社区居民委员会|003 群众路社区居民委员会|219 莲塘村村民委员会|209 天堂村村民委员会",
    ),
    "110": ("黄圃镇", "001 塘村街社区居民委员会|202 东村村民委员会|210 石溪村村民委员会|203 里村村民委员会"),
    "113": ("沙坪镇", "205 沙坪村村民委员会|209 长塘村村民委员会|204 茶园村村民委员会"),
    "114": ("云岩镇", "206 斯茅坪村村民委员会|203 出水岩村村民委员会"),
    "119": ("白石镇", "206 富村村民委员会|209 上黄村村民委员会|212 新田村村民委员会"),
}


def division_rows():
    yield {"code": "440281000000", "name": "乐昌市", "level": "county"}
    for town, (name, villages) in _TOWNS.items():
        yield {"code": f"440281{town}000", "name": name, "level": "township"}
        for village in villages.split("|"):
            code, village_name = village.split()
            yield {"code": f"440281{town}{code}", "name": village_name, "level": "village"}


@pytest.fixture(scope="session")
def gazetteer():
    return Gazetteer.from_divisions(division_rows(), home=HOME)


@pytest.fixture(scope="session")
def resolve(gazetteer):
    return Resolver(gazetteer).resolve
