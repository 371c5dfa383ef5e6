"""What the page of a paper says, without blanks: to hold beside another format of the same paper."""

from __future__ import annotations

import html
import re

# What stands on every page and what only a reader hears.
_FRAME = re.compile(r'<div class="pf">.*?</div>|<p class="mark">.*?</p>|<(\w+) class="vh">.*?</\1>', re.DOTALL)


def words_of(page: str) -> str:
    (body,) = re.findall(r"<main.*?</main>", page, re.DOTALL)
    said = html.unescape(re.sub(r"<[^>]*>", "", _FRAME.sub("", body)))
    return "".join(re.sub(r"[\u2060\u200b]", "", said).split())
