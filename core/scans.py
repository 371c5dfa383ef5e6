"""Scans of signed papers: what may be uploaded is judged by its content, not by its name."""

from __future__ import annotations

from typing import Any

MAX_EVIDENCE = 10 * 1024 * 1024
EVIDENCE_STARTS = {b"%PDF": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG": "png"}


def checked_scan(upload: Any) -> Any:
    """A scan of a signed paper. ValueError (Korean) for what is too large or neither PDF, JPEG nor PNG by content."""
    if upload.size > MAX_EVIDENCE:
        raise ValueError("파일은 10MB까지 올릴 수 있습니다.")
    start = upload.read(8)
    upload.seek(0)
    kind = next((name for magic, name in EVIDENCE_STARTS.items() if start.startswith(magic)), "")
    if not kind:
        raise ValueError("pdf, jpg, png 파일만 올릴 수 있습니다.")
    upload.name = f"consent.{kind}"  # the person's own file name may name a person
    return upload
