"""Makes the fixture of `server/tests/it/fixtures/040df12` with a binary of that commit: upgrade_fixture.py --old BIN FOLDER

For each database its tables and rows as SQL, and in JSON what is in the store, which SHA-512 each image has, and what the API answered.
"""

import argparse
import base64
import json
import pathlib
import shutil
import tempfile

from deployment import Node, noise
from upgrade_database import Postgres, Sqlite, counts, dump
from upgrade_questions import IMAGES, V3, answers
from upgrade_rows import Contents
from upgrade_web import Site

#: Bytes of each image: as few as still have a first, a second and a third piece.
SIZE = 60
#: Seconds of an import that is to be under way when the release is stopped.
SLOW = 60
#: The answers that are kept. Those about single images would add nothing but size.
KEPT = {f"{V3}{path}" for path in "/projects /users /domains /roles /role_assignments /limits /registered_limits".split()}
KEPT |= {f"{IMAGES}?limit=1000", "/image/v2/info/usage", "/image/v2/tasks?limit=1000"}


def make(old, kind, folder):
    base = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-fixture-"))
    data = base / "data"
    data.mkdir()
    database, site = kind(data), Site(noise("web", SIZE), SLOW)
    node = Node(data, old, VITRINE_IMPORT_ALLOW=site.name, VITRINE_NODE="one", **database.environment)
    node.start()
    try:
        contents = Contents(node, database, site, SIZE, 1, {})
        contents.make()
        contents.begin_imports()
        contents.half_a_put()
        found = answers(contents)
        node.kill()
        # A test that runs in some years is to find them as open as they are now.
        database.run("update upload set expires_at = '2099-01-01T00:00:00Z' where state = 'open'")
        sql, rows = dump(database), counts(database)
    finally:
        node.stop()
        site.close()
        database.remove()
    store = {str(path.relative_to(data / "store")): base64.b64encode(path.read_bytes()).decode() for path in sorted((data / "store").rglob("*")) if path.is_file()}
    uploads = [
        {"place": place, "user": who, "image": image, "offset": offset, "data": base64.b64encode(whole).decode()}
        for place, (who, image, offset, whole) in contents.uploads.items()]
    kept = [
        {"user": who, "path": path, "answer": body} for (who, path), (status, body) in found.items()
        if path in KEPT and (who in ("admin", "bob", "carol") or (who == "alice" and not path.startswith(IMAGES)))]
    told = {"rows": rows, "sha512": contents.digests, "uploads": uploads, "answers": kept, "store": store}
    name = kind.kind.lower()
    (folder / f"{name}.sql").write_text(sql)
    (folder / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("vitrine.example", "vitrine.test"))
    shutil.rmtree(base)
    print(f"{name}: {len(sql) >> 10} KiB of SQL, {(folder / f'{name}.json').stat().st_size >> 10} KiB of JSON, {sum(rows.values())} rows")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--old", type=pathlib.Path, required=True)
    arguments.add_argument("folder", type=pathlib.Path)
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for kind in (Sqlite, Postgres):
        make(given.old.resolve(), kind, given.folder)
