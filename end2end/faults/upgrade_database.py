"""A database of either kind that an upgrade is tried on: its tables, their rows, and how it is removed."""

import os
import pathlib
import sqlite3
import subprocess
import uuid

from deployment import check


class Sqlite:
    kind = "SQLite"

    def __init__(self, folder: pathlib.Path):
        self.file, self.environment = folder / "vitrine.db", {}

    def rows(self, sql):
        with sqlite3.connect(self.file, timeout=30) as database:
            return database.execute(sql).fetchall()

    def run(self, sql):
        with sqlite3.connect(self.file, timeout=30) as database:
            database.executescript(sql)

    def tables(self):
        names = self.rows("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like '_sqlx%'")
        return sorted(name for (name,) in names)

    def remove(self):
        pass


class Postgres:
    kind = "PostgreSQL"

    def __init__(self, folder: pathlib.Path):
        self.cluster, self.name = os.environ["VITRINE_TEST_POSTGRES"], f"upgrade_{uuid.uuid4().hex}"
        self.url = self.cluster.rpartition("/")[0] + "/" + self.name
        self.environment = {"VITRINE_DATABASE_URL": self.url}
        psql(self.cluster, f"create database {self.name}")

    def rows(self, sql):
        return [tuple(line.split("\t")) for line in psql(self.url, sql).splitlines()]

    def run(self, sql):
        psql(self.url, sql)

    def tables(self):
        sql = """select case schemaname when 'public' then tablename else schemaname || '.' || tablename end from pg_tables
                 where schemaname in ('public', 'tower_sessions') and tablename not like '\\_sqlx%'"""
        return sorted(name for (name,) in self.rows(sql))

    def remove(self):
        psql(self.cluster, f"drop database {self.name} with (force)")


def psql(url, sql) -> str:
    done = subprocess.run(["psql", url, "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    check(done.returncode == 0, f"{sql[:100]}: {done.stderr}")
    return done.stdout


def counts(database) -> dict:
    """The number of rows of each table."""
    return {table: int(database.rows(f"select count(*) from {table}")[0][0]) for table in database.tables()}


def dump(database) -> str:
    """Tables and rows as SQL that the same kind of database takes."""
    if isinstance(database, Sqlite):
        with sqlite3.connect(database.file, timeout=30) as connection:
            # A transaction and the number of the last audit event are the business of whoever reads it.
            lines = [line for line in connection.iterdump() if line not in ("BEGIN TRANSACTION;", "COMMIT;")]
        return "\n".join(lines) + "\n"
    done = subprocess.run(["pg_dump", database.url, "--inserts", "--rows-per-insert=1000", "--no-owner", "--no-privileges", "--no-comments"], capture_output=True, text=True)
    check(done.returncode == 0, done.stderr)
    # Settings of this one session, commands of psql, comments.
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith(("SET ", "\\", "--", "SELECT pg_catalog.set_config"))]
    return "\n".join(lines) + "\n"
