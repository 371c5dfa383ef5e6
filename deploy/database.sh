#!/bin/sh
# Runs once, when the database container starts with an empty volume: the application's own role and database.
# The role is no superuser and makes no other databases; query compilation is off because it slows short queries.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$IEUM_DB_PASSWORD" --username postgres --dbname postgres <<'SQL'
CREATE ROLE ieum LOGIN PASSWORD :'password';
ALTER ROLE ieum SET jit = off;
CREATE DATABASE ieum OWNER ieum TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
SQL
