"""Pairs of letters of a stored text, so that Korean words inside long texts are found by an index."""

from django.db import migrations

# The same folding as core.search.fold: lower case, no blanks.
CREATE = """
CREATE FUNCTION ieum_bigrams(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(folded, place, 2)), '{}')
    FROM (SELECT lower(regexp_replace($1, '\\s', '', 'g')) AS folded) text,
         generate_series(1, length(folded) - 1) AS place
$$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0006_index_unread_notices")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION ieum_bigrams(text)")]
