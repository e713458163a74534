"""Reading a rulebook: TOML in, typed rules out, or an error that names the file and the key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cuntong.domain.values import Bilingual, BilingualError

Book = TypeVar("Book", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of rulebooks: the packaged one, or a county's own folder of the same shape."""

    root: Traversable


PACKAGED = Shelf(files("cuntong.rulebooks"))
"""The shelf that comes with the product."""

_CHINESE = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这样的项，请检查拼写",
    "date_type": "应为日期，如 2021-07-01",
    "decimal_type": "应为数字",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "应为大写字母、数字和下划线组成的代码",
}


class RulebookError(BilingualError):
    """A rulebook is missing, cannot be read or contradicts itself; the message names file and key."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        self.name = name
        super().__init__(f"规则文件 {name}：{zh}", f"rulebook {name}: {en}")


def names_under(folder: str, shelf: Shelf) -> list[str]:
    """Return the names of the TOML files in a folder of the shelf, sorted."""
    place = shelf.root.joinpath(folder)
    if not place.is_dir():
        return []
    return sorted(f"{folder}/{item.name}" for item in place.iterdir() if item.name.endswith(".toml"))


@cache
def read(name: str, shelf: Shelf) -> Mapping[str, Any]:
    """Return a rulebook's tables; numbers with a point become exact decimals."""
    try:
        text = shelf.root.joinpath(name).read_bytes().decode("utf-8")
        return tomllib.loads(text, parse_float=Decimal)
    except FileNotFoundError:
        raise RulebookError(name, "没有这个文件", "there is no such file") from None
    except UnicodeDecodeError as error:
        raise RulebookError(name, f"不是 UTF-8 文本（{error}）", f"it is not UTF-8 text ({error})") from None
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(name, f"不是有效的 TOML（{error}）", f"it is not valid TOML ({error})") from None


def parse(model: type[Book], name: str, tables: Mapping[str, Any], context: Mapping[str, Any]) -> Book:
    """Return the tables as a model; every wrong key is named in one error."""
    try:
        return model.model_validate(tables, context=dict(context))
    except ValidationError as error:
        problems = [_problem(problem) for problem in error.errors(include_url=False)]
        raise RulebookError(
            name, "；".join(problem.zh for problem in problems), "; ".join(problem.en for problem in problems)
        ) from None


def _problem(problem: ErrorDetails) -> Bilingual:
    cause = problem.get("ctx", {}).get("error")
    if isinstance(cause, BilingualError):
        message = cause.message
    else:
        message = Bilingual(_CHINESE.get(problem["type"], problem["msg"]), problem["msg"])
    if not problem["loc"]:
        return message
    key = key_path(problem["loc"])
    return Bilingual(f"{key}：{message.zh}", f"{key}: {message.en}")


def key_path(parts: Iterable[str | int]) -> str:
    """Return the way to a key as a reader of TOML counts: `cap[3].limit` is the third [[cap]]."""
    path = ""
    for part in parts:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if path else part
    return path
