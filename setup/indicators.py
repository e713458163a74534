"""Write docs/indicators.md and docs/indicators.zh-CN.md from the catalogue of figures."""

from pathlib import Path

from cuntong.domain.indicators import describe_catalogue

DOCS = Path(__file__).resolve().parent.parent / "docs"
FILES = {"en": DOCS / "indicators.md", "zh": DOCS / "indicators.zh-CN.md"}


def described(language: str) -> str:
    """The catalogue in one language, as its file holds it."""
    return describe_catalogue(language).rstrip() + "\n"


if __name__ == "__main__":
    for language, path in FILES.items():
        path.write_text(described(language), encoding="utf-8")
