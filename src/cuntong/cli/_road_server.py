"""Asks an OSRM- or Valhalla-compatible server for the distances and times of a day."""

from dataclasses import replace
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from cuntong.domain.routing import Fault, Problem, ProblemRefused, RoadServer, read_table, table_request
from cuntong.domain.values import Bilingual

LONGEST_WAIT_S = 30.0
LARGEST_ANSWER_BYTES = 256 * 2**20


def with_road_distances(day: Problem, server: RoadServer, address: str, profile: str) -> Problem:
    """Return the day with the server's distances and times between all its places.

    Raises ProblemRefused when the server cannot be asked or its answer is no table of the places.
    """
    if urlsplit(address).scheme not in {"http", "https"}:
        raise _refused("应为 http:// 或 https:// 地址", "an http:// or https:// address is needed")
    lost = ", ".join([place for place in day.places if place not in day.positions][:5])
    if lost:
        raise _refused(f"没有坐标：{lost}", f"these places have no coordinates: {lost}")
    asked = table_request(server, [day.positions[place] for place in day.places], profile=profile)
    request = Request(
        address.rstrip("/") + asked.path,
        data=asked.body.encode() if asked.body else None,
        headers={"Content-Type": "application/json"} if asked.body else {},
    )
    try:
        with urlopen(request, timeout=LONGEST_WAIT_S) as answer:
            text = answer.read(LARGEST_ANSWER_BYTES).decode("utf-8", "replace")
    except (OSError, URLError) as error:
        raise _refused(f"道路服务器没有应答：{error}", f"the road server does not answer: {error}") from None
    return replace(day, travel=read_table(server, text, len(day.places)))


def _refused(zh: str, en: str) -> ProblemRefused:
    return ProblemRefused([Fault("--road-server", Bilingual(zh, en))])
