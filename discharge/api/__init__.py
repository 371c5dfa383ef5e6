"""Endpoints of discharge."""

routes: tuple[tuple[str, type, str], ...] = ()
