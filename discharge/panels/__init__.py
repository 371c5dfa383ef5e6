"""Sections of the case page. Each module has `panel(case, actor) -> dict`: what its template under
`templates/discharge/case/` needs, in one or two queries per table."""
