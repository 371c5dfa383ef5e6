"""What a PDF says and how large it says it."""

from __future__ import annotations

import io
import re
import subprocess

import pikepdf


def text_of(content: bytes) -> str:
    """The text layer, with every run of white space as one blank."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def pages_of(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def words_with_size(content: bytes) -> list[tuple[str, float]]:
    """Every word of the text layer with its type size: the height of its box over that of the font's own box."""
    raw = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True).stdout
    found = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)</word>', raw.decode())
    height = _font_height(content)
    return [(word, (float(bottom) - float(top)) / height) for top, bottom, word in found]


def _font_height(content: bytes) -> float:
    with pikepdf.open(io.BytesIO(content)) as document:
        boxes = {
            (int(item["/Ascent"]), int(item["/Descent"]))
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }
    assert len(boxes) == 1, "the two weights share their box"
    ascent, descent = boxes.pop()
    return (ascent - descent) / 1000


def sizes_of(content: bytes, sentence: str) -> set[float]:
    """Type sizes of the words of a sentence, to a tenth of a point."""
    wanted = set(sentence.split())
    return {round(size, 1) for word, size in words_with_size(content) if word in wanted}


def words_in_order(content: bytes) -> str:
    """The text layer in the order in which it was written, cell after cell, without blanks and joiners."""
    found = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return "".join(re.sub(r"[\u2060\u200b]", "", found.stdout.decode()).split())
