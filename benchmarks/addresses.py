"""Addresses: how often the village is right, how fast, how large; and two peers on the same addresses in the same run.

Run: python -m benchmarks.addresses --labelled FILE --divisions FILE [--home CODE] [--peers PYTHON] [--half 0|1]

FILE of --labelled: JSON lines with text, county (6 digits), town (9 digits or null), village (12 digits or null).
FILE of --divisions: the national list with the columns code, name, level. Neither is part of the project: the
labelled addresses that the figures of docs/addresses.md come from carry no licence.
--peers names the interpreter of an environment that holds jionlp and cpca (with setuptools<80); without it the
peers are left out and the run says so. --half keeps the addresses whose CRC-32 is even (0) or odd (1).

Speeds are per CPU second of this process, so that neighbours on the machine matter less.
"""

import argparse
import csv
import datetime as dt
import gc
import json
import random
import re
import resource
import subprocess
import sys
import time
import zlib
from collections import Counter
from pathlib import Path

from cuntong.domain.addresses import AUTO, LEARNT, Gazetteer, Memory, Resolver

DEPTHS = (("county", 6), ("town", 9), ("village", 12))
KINDS = {"village": "names the village", "town": "names the township", "county": "road or place only"}
DAY = dt.date(2023, 6, 1)
SEED = 20230501
LESSONS = (0, 125, 250, 500, 1000, 2000)
_CLOSING = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|社区|村|镇|乡|街道|县|市|区|民)+$")
PEER = """
import json, sys, time
texts = [json.loads(line)["text"] for line in sys.stdin]
name = sys.argv[1]
if name == "jionlp":
    import jionlp
    parse = lambda text: jionlp.parse_location(text, town_village=True)
    parse(texts[0])
    start = time.process_time()
    found = [parse(text) for text in texts]
    spent = time.process_time() - start
    rows = [[one.get(key) or "" for key in ("county", "town", "village")] for one in found]
else:
    import cpca
    cpca.transform(texts[:1])
    start = time.process_time()
    table = cpca.transform(texts)
    spent = time.process_time() - start
    rows = [[county if isinstance(county, str) else "", "", ""] for county in table["\\u533a"]]
json.dump({"rows": rows, "per_second": len(texts) / spent}, sys.stdout)
"""


def main() -> None:
    options = _options()
    addresses = _addresses(options.labelled, options.half)
    names = _names(options.divisions)
    start = time.process_time()
    with options.divisions.open(encoding="utf-8-sig", newline="") as file:
        gazetteer = Gazetteer.from_file(file, home=options.home or None)
    gc.freeze()
    print(f"{len(addresses)} labelled addresses; list read in {time.process_time() - start:.1f} CPU s")
    resolver = Resolver(gazetteer)
    answers, per_second, quantiles = _timed(resolver, [one["text"] for one in addresses])
    _print_accuracy(addresses, [answer.division_code for answer in answers])
    _print_decisions(addresses, answers)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"cuntong: {per_second:,.0f} addresses per CPU second; {quantiles}; peak {peak_mb:.0f} MB")
    _print_learning_curve(addresses, gazetteer, answers)
    for peer in ("jionlp", "cpca"):
        _print_peer(peer, options.peers, addresses, names, per_second)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--labelled", type=Path, required=True)
    parser.add_argument("--divisions", type=Path, required=True)
    parser.add_argument("--home", default="")
    parser.add_argument("--peers", default="")
    parser.add_argument("--half", type=int, choices=(0, 1))
    return parser.parse_args()


def _addresses(path: Path, half: int | None) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        addresses = [json.loads(line) for line in file]
    return [one for one in addresses if half is None or zlib.crc32(one["text"].encode()) % 2 == half]


def _names(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def _timed(resolver: Resolver, texts: list[str]) -> tuple[list, float, str]:
    resolver.resolve(texts[0])
    spent, answers = [], []
    for text in texts:
        start = time.thread_time_ns()
        answers.append(resolver.resolve(text))
        spent.append((time.thread_time_ns() - start) / 1e6)
    ordered = sorted(spent)
    at = [ordered[int(len(ordered) * share)] for share in (0.5, 0.99)]
    quantiles = f"p50 {at[0]:.3f} ms, p99 {at[1]:.3f} ms, longest {ordered[-1]:.1f} ms"
    return answers, 1000 * len(texts) / sum(spent), quantiles


def _kind(address: dict) -> str:
    return "village" if address["village"] else "town" if address["town"] else "county"


def _is_right(address: dict, code: str) -> bool:
    """Right is what agrees with the label at the deepest level that it has."""
    level, digits = next((level, digits) for level, digits in reversed(DEPTHS) if address[level])
    return code[:digits] == address[level]


def _print_accuracy(addresses: list[dict], codes: list[str]) -> None:
    for level, digits in DEPTHS:
        pairs = [
            (address[level], code) for address, code in zip(addresses, codes, strict=True) if address[level]
        ]
        right = sum(code[:digits] == label for label, code in pairs)
        print(f"  {level:8} {right:5} of {len(pairs):5}  {right / len(pairs):7.2%}")


def _print_decisions(addresses: list[dict], answers: list) -> None:
    total: Counter[str] = Counter(map(_kind, addresses))
    auto: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for address, answer in zip(addresses, answers, strict=True):
        if answer.decision == AUTO:
            auto[_kind(address)] += 1
            wrong[_kind(address)] += not _is_right(address, answer.division_code)
    for kind, title in KINDS.items():
        print(f"  {title:20} {auto[kind] / total[kind]:7.2%} automatic, {wrong[kind]} wrong of {auto[kind]}")
    print(f"  wrong automatic decisions {wrong.total() / auto.total():.2%}")


def _print_learning_curve(addresses: list[dict], gazetteer: Gazetteer, answers: list) -> None:
    """Strike the township and the village out of every fourth address; teach with the others."""
    resolver = Resolver(gazetteer)
    known = [
        (address, answer)
        for address, answer in zip(addresses, answers, strict=True)
        if address["town"] and answer.division_code[:9] == address["town"]
    ]
    random.Random(SEED).shuffle(known)
    asked = [(address, _struck_out(answer)) for address, answer in known[::4]]
    taught = [pair for place, pair in enumerate(known) if place % 4]
    print(f"  road-only addresses ({len(asked)} with township and village struck out):")
    for count in LESSONS:
        lessons = [
            lesson
            for address, _ in taught[:count]
            for lesson in resolver.lessons(
                address["text"], f"{address['town']}000", source=LEARNT, author="", date=DAY
            )
        ]
        _print_point(min(count, len(taught)), asked, Resolver(gazetteer, Memory(lessons)))


def _struck_out(answer) -> str:
    text = answer.text
    for span in sorted(answer.spans, key=lambda span: -span.start):
        if span.level in {"township", "village"}:
            text = text[: span.start] + text[span.end :]
    return text


def _print_point(count: int, asked: list, resolver: Resolver) -> None:
    """Print what the memory itself answers (its reason says so) and what may stand without a person."""
    answers = [(address, resolver.resolve(text)) for address, text in asked]
    recalled = [pair for pair in answers if pair[1].reasons[0].en.startswith("as learnt")]
    automatic = [pair for pair in recalled if pair[1].decision == AUTO]
    print(
        f"    taught {count:5}: the memory answers {len(recalled) / len(asked):6.1%}, {_right(recalled)} right; "
        f"without a person {len(automatic) / len(asked):6.1%}, {_right(automatic)} right"
    )


def _right(pairs: list) -> str:
    right = sum(answer.division_code[:9] == address["town"] for address, answer in pairs)
    return f"{right / len(pairs):.1%}" if pairs else "none"


def _print_peer(
    peer: str, interpreter: str, addresses: list[dict], names: dict[str, str], own_per_second: float
) -> None:
    lines = "".join(json.dumps({"text": one["text"]}) + "\n" for one in addresses)
    if not interpreter:
        print(f"{peer}: left out; give --peers the interpreter of an environment that holds it")
        return
    done = subprocess.run(
        [interpreter, "-W", "ignore", "-c", PEER, peer],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"{peer}: cannot be run: {done.stderr.strip().splitlines()[-1]}")
        return
    answer = json.loads(done.stdout[done.stdout.index('{"rows"') :])
    shares = []
    for place, (level, _) in enumerate(DEPTHS):
        pairs = [
            (one[level], row[place]) for one, row in zip(addresses, answer["rows"], strict=True) if one[level]
        ]
        right = sum(bool(said) and _says(said, names[label.ljust(12, "0")]) for label, said in pairs)
        shares.append(f"{level} {right / len(pairs):.1%}")
    ratio = own_per_second / answer["per_second"]
    print(
        f"{peer}: {', '.join(shares)}; {answer['per_second']:,.0f} per CPU second (cuntong is {ratio:.1f} times that)"
    )


def _says(said: str, official: str) -> bool:
    """Tell whether a peer's name is the official one, the closing words apart."""
    return _CLOSING.sub("", said) == _CLOSING.sub("", official) or said == official


if __name__ == "__main__":
    sys.exit(main())
