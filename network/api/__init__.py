"""Endpoints of the network."""

routes: tuple[tuple[str, type, str], ...] = ()
