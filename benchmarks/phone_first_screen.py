"""The phone's first screen over a slow line: python benchmarks/phone_first_screen.py

Chromium at 360 × 800 with 400 kbit/s down and up and 400 ms for every round trip (“slow 3G”), on loopback: opened for the first
time with nothing kept, then once more with the app on the phone. Bytes are those on the line, compressed as served.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from phones import server
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "bench-phone-91"
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cuntong-bench-") as folder:
        os.environ["CUNTONG_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuntong.config.settings")
        subprocess.run([sys.executable, "-m", "cuntong", "manage", "migrate", "--verbosity", "0"], check=True)
        subprocess.run([sys.executable, "-m", "tests.browser.phone_county", PASSWORD], check=True)
        with server() as port, browser() as opened:
            measure(opened, f"http://127.0.0.1:{port}")


@contextmanager
def browser():
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


def measure(opened, address: str) -> None:
    context = opened.new_context(base_url=address, viewport={"width": 360, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "keeper")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    report("first time", page, line)
    page.wait_for_function(
        "caches.keys().then(names => names.some(one => /cuntong-[0-9a-f]/.test(one)))", timeout=120_000
    )
    page.wait_for_timeout(3_000)
    report("with the app on the phone", page, line)


def report(label: str, page, line) -> None:
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}
    line.on("Network.responseReceived", lambda event: kinds.setdefault(event["requestId"], event["type"]))
    line.on(
        "Network.loadingFinished",
        lambda event: sizes.setdefault(event["requestId"], event["encodedDataLength"]),
    )
    begun = time.perf_counter()
    page.goto("/phone/", wait_until="commit")
    page.wait_for_function("document.querySelector('.tile')?.checkVisibility()")
    seen = time.perf_counter() - begun
    page.wait_for_selector("html[data-ready]")
    ready = time.perf_counter() - begun
    of_kind = {
        kind: sum(size for key, size in sizes.items() if kinds.get(key) == kind)
        for kind in ("Document", "Stylesheet", "Script")
    }
    told = "  ".join(f"{kind.lower()} {size / 1000:.1f} kB" for kind, size in of_kind.items())
    print(f"{label:<28}tiles {seen:.2f} s  ready for a tap {ready:.2f} s  {told}")


if __name__ == "__main__":
    main()
