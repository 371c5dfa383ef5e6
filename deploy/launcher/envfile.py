"""`var/env`: the settings and secrets of this clone."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def read_env(path: Path) -> dict[str, str]:
    """KEY=VALUE lines; blank lines and # lines are left out."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def new_secrets() -> dict[str, str]:
    """Fresh keys; FIELD_KEYS is one Fernet key (32 random bytes in URL-safe base64)."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "HASH_KEY": secrets.token_urlsafe(48),
        "AUDIT_KEY": secrets.token_urlsafe(48),
    }


def complete_env(path: Path) -> dict[str, str]:
    """Write what the file lacks, readable by its owner only; what stands there is never changed."""
    known = read_env(path)
    missing = {name: value for name, value in {"DEMO": "1", **new_secrets()}.items() if name not in known}
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        ends_well = not path.exists() or path.read_bytes()[-1:] in (b"", b"\n")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write("" if ends_well else "\n")
            file.writelines(f"{name}={value}\n" for name, value in missing.items())
        path.chmod(0o600)
    return {**known, **missing}
