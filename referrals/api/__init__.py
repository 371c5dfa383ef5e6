"""Endpoints of referrals."""

routes: tuple[tuple[str, type, str], ...] = ()
