"""Compiles the rooms' labels (.po to .mo) where the compiled file is missing or older."""

from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "cuntong"


def main() -> None:
    for source in sorted(SOURCE.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as readable:
        catalog = read_po(readable, locale=source.parts[-3], abort_invalid=True)
    with target.open("wb") as writable:
        write_mo(writable, catalog)


if __name__ == "__main__":
    main()
