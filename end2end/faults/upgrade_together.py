"""Two releases on one PostgreSQL and one folder, under load; and the same load with each of them alone, to compare."""

import collections
import pathlib
import random
import re
import shutil
import tempfile
import threading
import time

from deployment import BINARY, Node, check, noise
from upgrade_database import Postgres
from upgrade_load import Load, Refused
from upgrade_scenarios import SCENARIOS
from upgrade_web import Site

SIZE = 200_000
LANES = 6
#: Minutes of the same load with one release alone, as a share of the whole.
ALONE = 0.2
#: Seconds for which the old release is alone before the new one migrates its database under load.
BEFORE = 20


class Deployed:
    """The nodes that share a database and a folder."""

    def __init__(self, seed):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-together-"))
        self.folder = self.base / "data"
        self.folder.mkdir()
        self.database, self.site = Postgres(self.folder), Site(noise(f"{seed} web", SIZE), 1)
        self.nodes = {}

    def start(self, name, binary):
        node = Node(self.folder, binary, VITRINE_IMPORT_ALLOW=self.site.name, VITRINE_NODE=name, **self.database.environment)
        seconds = node.start()
        self.nodes[name] = node
        return seconds

    def remove(self, keep):
        for node in self.nodes.values():
            node.stop()
        self.site.close()
        self.database.remove()
        if not keep:
            shutil.rmtree(self.base, ignore_errors=True)

    def complaints(self):
        """The warnings and errors in the log of each node, and how often."""
        found = collections.Counter()
        for name, node in self.nodes.items():
            for line in pathlib.Path(node.log.name).read_text(errors="replace").splitlines():
                line = re.sub(r"\x1b\[[0-9;]*m", "", line)
                if re.search(r" (WARN|ERROR) |panicked", line):
                    found[f"{name}: {plain(line.split(' ', 1)[1])[:260]}"] += 1
        return found


def plain(text):
    """`text` without ids, ports, moments and numbers."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32}\b", "ID", text)
    return re.sub(r"(?<!is )\b\d+", "N", text)


def drive(load, minutes, lanes):
    """Runs random scenarios in `lanes` threads for so long."""
    until = time.monotonic() + minutes * 60

    def lane(number):
        dice = random.Random(f"{load.seed} {number}")
        while time.monotonic() < until:
            name, scenario = dice.choice(SCENARIOS)
            try:
                scenario(load, dice)
                load.done[name] += 1
            except Refused as refused:
                load.fail(name, str(refused))
            except Exception as failure:  # noqa: BLE001 - each failure is told at the end
                load.fail(name, f"{type(failure).__name__}: {failure}")

    threads = [threading.Thread(target=lane, args=(number,)) for number in range(lanes)]
    for thread in threads:
        thread.start()
    return threads


def alone(name, binary, minutes, seed):
    deployed, keep = Deployed(seed), True
    try:
        deployed.start(name, binary)
        load = Load(deployed, seed)
        for thread in drive(load, minutes, LANES):
            thread.join()
        load.end()
        keep = False
        return load, deployed.complaints()
    finally:
        deployed.remove(keep)


def together(old, minutes, seed):
    deployed, keep = Deployed(seed), True
    try:
        deployed.start("old", old)
        load = Load(deployed, seed)
        threads = drive(load, minutes + BEFORE / 60, LANES)
        time.sleep(BEFORE)
        print(f"the new release migrated under load and was ready in {deployed.start('new', BINARY):.1f} s", flush=True)
        for thread in threads:
            thread.join()
        load.end()
        time.sleep(65)
        deployed.nodes["old"].stop()
        left = deployed.nodes["new"].fsck("--read-all")
        print(f"fsck --read-all at the end: exit {left.returncode} {left.stdout.strip()[-300:]}", flush=True)
        # What was kept back for the old release is recorded at the latest when the new one stops.
        deployed.nodes["new"].stop()
        kept = deployed.database.rows("select count(*), coalesce(sum(coalesce((details::json ->> 'attempts')::int, 1)), 0) from activity where action = 'session.refuse'")
        print(f"failed sign-ins: {load.done['fail_to_sign_in']} at both; {kept[0][1]} at the new release are in {kept[0][0]} entries of the audit log", flush=True)
        keep = left.returncode != 0
        return load, deployed.complaints()
    finally:
        deployed.remove(keep)


def run(old, minutes=10, seed=1):
    load, complaints = together(old, minutes, seed)
    seen = {name: alone(name, binary, minutes * ALONE, seed) for name, binary in (("old", old), ("new", BINARY))}
    kinds = {plain(strip(text)) for one, _ in seen.values() for text in one.failures}
    print(f"together for {minutes} minutes: {dict(sorted(load.done.items()))}; {load.requests()} requests")
    unknown = 0
    for text, count in classes(load.failures).most_common():
        verdict = "ALONE TOO" if strip(text) in kinds else "ONLY TOGETHER"
        unknown += verdict == "ONLY TOGETHER"
        print(f"  {count:5} {verdict}: {text}")
    for name, (one, heard) in seen.items():
        print(f"{name} alone for {minutes * ALONE:.1f} minutes: {dict(sorted(one.done.items()))}; failures {dict(classes(one.failures))}")
        print(f"  its log: {dict(heard.most_common(8))}")
    print(f"logs together: {dict(complaints.most_common(20))}", flush=True)
    check(unknown == 0, f"{unknown} kinds of failure come only of two releases together")


def strip(text):
    """Without the names of the nodes."""
    return re.sub(r"\b(old|new)\b", "NODE", text)


def classes(failures):
    return collections.Counter(plain(text)[:300] for text in failures)
