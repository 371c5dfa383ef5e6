"""Where things stand on the pages that the engine of the PDF sets: measured in its boxes, not read from a text layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core import reports, typesetting

MM = 96 / 25.4  # of a pixel of the engine
TITLES = ("h1", "h2", "h3", "caption", "thead")


def pages_of(html: str) -> list[Any]:
    """The pages of a paper as they are printed."""
    return list(typesetting.laid_out(typesetting.keep_words(html), reports.lay_out).pages)


def over_the_edge(page: Any) -> list[str]:
    """What stands over the margins of a page at the left or the right."""
    area = page._page_box
    left, right = area.content_box_x(), area.content_box_x() + area.width
    found = []
    for box in boxes(page, "TableCellBox", "TextBox", "TableBox", "LineBox"):
        start, end = box.position_x, box.position_x + box.width
        if start < left - 0.6 * MM or end > right + 0.6 * MM:
            found.append(
                f"{type(box).__name__} at {(start - left) / MM:.1f} to {(end - left) / MM:.1f} mm: {words(box)[:30]}"
            )
    return found


def outside_their_cells(page: Any) -> list[str]:
    """Text that is wider than the cell it stands in."""
    found = []
    for cell in boxes(page, "TableCellBox"):
        left, right = cell.position_x, cell.position_x + cell.border_width()
        texts = (box for box in cell.descendants() if type(box).__name__ == "TextBox")
        found += [box.text for box in texts if box.position_x < left - 0.5 or box.position_x + box.width > right + 0.5]
    return found


def lines_of_heads(page: Any) -> Iterator[str]:
    """Every line of a table's heads."""
    for cell in boxes(page, "TableCellBox"):
        if cell.element.tag == "th":
            yield from (words(box) for box in cell.descendants() if type(box).__name__ == "LineBox")


def last_line(page: Any) -> Any:
    """The lowest line of text on a page."""
    return max(boxes(page, "LineBox"), key=lambda box: box.position_y + box.height)


def is_title(box: Any) -> bool:
    """Whether a line belongs to a title: a heading, a caption, the heads of a table, a line that leads."""
    element = box.element
    return element.tag in (*TITLES, "th") or "leads" in element.get("class", "").split()


def rows_by_table(page: Any) -> list[int]:
    """How many rows every table, or part of one, has on a page; its repeated heads do not count."""
    found = []
    for table in boxes(page, "TableBox"):
        bodies = [group for group in table.children if not group.is_header]
        found.append(sum(len(group.children) for group in bodies))
    return found


def boxes(page: Any, *kinds: str) -> Iterator[Any]:
    return (box for box in page._page_box.children[0].descendants() if type(box).__name__ in kinds)


def words(box: Any) -> str:
    """The text of a box as it is read, without the sign that joins its words."""
    texts = (
        [box]
        if type(box).__name__ == "TextBox"
        else [one for one in box.descendants() if type(one).__name__ == "TextBox"]
    )
    return "".join(one.text for one in texts).replace(typesetting.JOINER, "")
