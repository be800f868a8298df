"""From release 040df12 to this one: upgrade.py --old BIN [--minutes 10] [--seed 1] [--part rows|together|all]

`rows`: the old release makes every kind of row, on SQLite and on PostgreSQL, and is stopped, or killed; the new one goes on with its folder and its
database. `together`: both run on one PostgreSQL and one folder for so many minutes, behind a client that asks them in turn, and every failure is told
with what it comes from. VITRINE_BIN is the new release, VITRINE_TEST_POSTGRES a cluster to make databases in.
"""

import argparse
import pathlib
import shutil
import tempfile
import time

import upgrade_together
from deployment import BINARY, Client, Node, check, noise, sha512
from upgrade_after import After
from upgrade_database import Postgres, Sqlite, counts
from upgrade_questions import IMAGES, answers
from upgrade_rows import ACTIONS, EMPTY, Contents, secret
from upgrade_web import Site, disks

#: Bytes of each image. Those sent in halves are twice as long, and so have parts.
SIZE = 300_000
#: Bytes of what is imported from the web, and the seconds in which they come: longer than the old release lives after that began, and faster than the
#: 16 KiB a second below which an import is given up.
WEB, SLOW = 4 << 20, 120


def upgraded(old, kind, ending, seed):
    """The rows of each table before and after."""
    base = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-upgrade-"))
    folder = base / "data"
    folder.mkdir()
    database, site = kind(folder), Site(noise(f"{seed} web", WEB), SLOW)
    settings = database.environment | {"VITRINE_IMPORT_ALLOW": site.name, "VITRINE_NODE": "one"}
    node = Node(folder, old, **settings)
    try:
        node.start()
        contents = Contents(node, database, site, SIZE, seed, disks())
        contents.make()
        contents.begin_imports()
        half = contents.half_a_put()
        before, rows = answers(contents), counts(database)
        check_every_kind(database, rows)
        began = time.monotonic()
        if ending == "killed":
            node.kill()
        node.stop()
        half.close()
        stopped = time.monotonic() - began
        node = Node(folder, BINARY, **settings)
        ready = node.start()
        after = After(contents, node, before, rows)
        after.check_all()
        rows_after = counts(database)
        node.stop()
        back = rollback(old, contents, settings)
    finally:
        node.stop()
        site.close()
        database.remove()
    shutil.rmtree(base, ignore_errors=True)
    print(f"{database.kind}, {ending}: {len(before)} questions answered alike, {len(contents.digests)} images with the right SHA-512,"
          f" stopped in {stopped:.1f} s, ready in {ready:.1f} s; the old release again: {back}", flush=True)
    return rows, rows_after


def rollback(old, contents, settings):
    """The old release on the database that the new one migrated, and then the new one again."""
    found = starts(old, contents, settings, lambda node: look(contents, node))
    again = starts(BINARY, contents, settings, lambda node: look(contents, node))
    return f"{found}; then the new release again: {again}"


def starts(binary, contents, settings, act):
    node = Node(contents.node.folder, binary, **settings)
    try:
        node.start()
    except AssertionError:
        node.stop()
        return pathlib.Path(node.log.name).read_text().strip().splitlines()[-1]
    try:
        return act(node)
    finally:
        node.stop()


def look(contents, node):
    """How many downloads are right, and what the audit log answers."""
    admin = Client(node.port).sign_in()
    right = 0
    for image, digest in contents.digests.items():
        status, _, data = admin.ask("GET", f"{IMAGES}/{image}/file")
        right += status == 200 and sha512(data) == digest
    made = admin.json("POST", IMAGES, {"name": "after a change of release", "disk_format": "raw", "container_format": "bare"})["id"]
    admin.json("DELETE", f"{IMAGES}/{made}")
    alice = Client(node.port).sign_in("alice", secret("alice"), "alice")
    own, every = alice.ask("GET", "/api/v1/activity")[0], admin.ask("GET", "/api/v1/activity?scope=all&limit=1000")[0]
    return f"{right} of {len(contents.digests)} downloads are right, activity of a project {own}, of all {every}"


def check_every_kind(database, rows):
    empty = {table for table, number in rows.items() if number == 0}
    check(empty == set(EMPTY), f"tables without a row: {empty}")
    missing = ACTIONS - {action for (action,) in database.rows("select distinct action from activity")}
    check(not missing, f"actions that are in no entry: {missing}")
    for sql, want in [
        ("select distinct status from image", "queued saving uploading importing active deactivated deleted"),
        ("select distinct visibility from image", "public private shared community"),
        ("select distinct status from member", "pending accepted rejected"),
        ("select distinct status from task", "pending processing success failure"),
        ("select distinct state from upload", "open done ended"),
        ("select distinct kind from upload", "tus put staged import"),
    ]:
        found = {word for (word,) in database.rows(sql)}
        check(found == set(want.split()), f"{sql}: {found}")


def tell(kind, ending, before, after):
    print(f"rows on {kind.kind}, {ending}: table, before, after")
    for table in sorted({*before, *after}):
        note = f"  ({EMPTY[table]})" if table in EMPTY else ""
        print(f"  {table:24} {before.get(table, '-'):>5} {after.get(table, '-'):>5}{note}", flush=True)


def run(old, minutes=10, seed=1, part="all"):
    if part in ("rows", "all"):
        for kind in (Sqlite, Postgres):
            for ending in ("stopped", "killed"):
                tell(kind, ending, *upgraded(old, kind, ending, seed))
    if part in ("together", "all"):
        upgrade_together.run(old, minutes, seed)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--old", type=pathlib.Path, required=True)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--part", choices=["rows", "together", "all"], default="all")
    given = arguments.parse_args()
    run(given.old.resolve(), given.minutes, given.seed, given.part)
