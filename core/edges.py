"""The edges of an A4 sheet, one rule for print, PDF and HWPX, in millimetres (docs/architecture.md, 출력).

`static/paper.css` says the same for the browser and the PDF; a test holds both together.
"""

from __future__ import annotations

SHORT, LONG = 210.0, 297.0
TOP, LEFT, RIGHT, BOTTOM = 20.0, 20.0, 15.0, 15.0
UPRIGHT, TURNED = SHORT - LEFT - RIGHT, LONG - LEFT - RIGHT  # from margin to margin
