#!/usr/bin/env python3
"""Take the pictures of the README from the running demo portal.

Usage: ./ieum run in one window, then: .venv/bin/python docs/take_pictures.py [http://127.0.0.1:8000]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "images"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PASSWORD = "ieum-demo-2026"
PICTURES = {"home.png": "/", "cases.png": "/discharge/cases/"}
CASE = "case.png"


def main() -> None:
    """Sign in as the demo's social worker and keep each page as it stands."""
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium-headless-shell"), args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="ko-KR").new_page()
        page.goto(f"{base}/account/login/")
        page.fill("input[name=login]", "social1")
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button.primary")
        page.wait_for_load_state("networkidle")
        for name, path in PICTURES.items():
            page.goto(base + path)
            page.screenshot(path=FOLDER / name)
        page.goto(f"{base}/discharge/cases/?state=FOLLOW_UP")
        page.click("a.who >> nth=0")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / CASE)
        browser.close()


if __name__ == "__main__":
    main()
