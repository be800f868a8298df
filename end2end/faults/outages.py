"""A PostgreSQL that is stopped, hangs, restarts and has no connection left: outages.py [rounds].

Starts a cluster of its own. While it is away what needs it is refused with 503 and Retry-After; when it is back
everything works again, without a restart of the server.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from deployment import ROOT, Client, Deployment, check, free_port

NEW = {"name": "new", "disk_format": "raw", "container_format": "bare"}
# No more than one node's pool, so that others can take them all.
MOST = 24


class Cluster:
    """A PostgreSQL in a temporary folder."""

    def __init__(self):
        # PostgreSQL does not run as root.
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-outages-"))
        if self.user:
            shutil.chown(self.folder, "postgres")
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [pathlib.Path(shutil.which("initdb") or "initdb")]
        self.bin, self.data, self.port = found[-1].parent, self.folder / "data", free_port()
        self.run("initdb", f"--pgdata={self.data}", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    def run(self, program, *arguments, want=0):
        done = subprocess.run([*self.user, str(self.bin / program), *arguments], cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL)
        check(want is None or done.returncode == want, f"{program}: {done.stdout}{done.stderr}")

    def start(self):
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories= -c max_connections={MOST} -c superuser_reserved_connections=0 -c fsync=off"
        done = subprocess.run(
            [*self.user, str(self.bin / "pg_ctl"), f"--pgdata={self.data}", "--silent", "--wait", f"--log={self.folder / 'data' / 'log'}", "-o", options, "start"],
            cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )
        check(done.returncode == 0, f"the cluster does not start; see {self.data}/log")

    def stop(self, mode):
        self.run("pg_ctl", f"--pgdata={self.data}", "--silent", "--wait", f"--mode={mode}", "stop", want=None)

    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def processes(self):
        """The postmaster and all of its children."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True).stdout.split()
        return [first, *map(int, children)]

    def send(self, number):
        for process in self.processes():
            os.kill(process, number)

    def occupy(self, connections):
        """Sessions that hold `connections`, until they are killed."""
        psql = str(self.bin / "psql") if (self.bin / "psql").exists() else "psql"
        return [subprocess.Popen([psql, self.url(), "-c", "select pg_sleep(600)"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL) for _ in range(connections)]

    def remove(self):
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


def run(rounds=1):
    cluster, figures = Cluster(), {}
    try:
        with Deployment(VITRINE_DATABASE_URL=cluster.url()) as deployment:
            port = deployment.nodes[0].port
            client = Client(port).sign_in()
            client.json("POST", "/image/v2/images", NEW)
            for _ in range(rounds):
                for name, outage in [("stopped", stopped), ("standing still", still), ("restarted", restarted), ("out of connections", taken)]:
                    figures[name] = round(outage(cluster, client, deployment.nodes[0]), 1)
                    recovers(client, name)
            says_at_once_what_is_wrong(deployment, cluster)
    finally:
        cluster.remove()
    print(figures, flush=True)
    return figures


def refused(client):
    """Seconds until a request is refused, as it must be."""
    began = time.monotonic()
    for method, path, body in [("GET", "/image/v2/images", None), ("GET", "/readyz", None)]:
        sender = client if path != "/readyz" else Client(client.port)
        status, headers, text = sender.ask(method, path, body=body)
        check(status == 503, f"{path} is {status}: {text}")
        check("retry-after" in headers, f"{path} has no Retry-After")
    return time.monotonic() - began


def stopped(cluster, client, _node):
    cluster.stop("fast")
    seconds = refused(client)
    cluster.start()
    return seconds


def still(cluster, client, _node):
    cluster.send(signal.SIGSTOP)
    try:
        return refused(client)
    finally:
        cluster.send(signal.SIGCONT)


def restarted(cluster, client, _node):
    cluster.stop("immediate")
    cluster.start()
    return 0.0


def taken(cluster, client, node):
    # The restart ends the connections of the node, and while the node is suspended it cannot open new ones before the others do.
    node.process.send_signal(signal.SIGSTOP)
    try:
        cluster.stop("immediate")
        cluster.start()
        sessions = cluster.occupy(MOST)
        time.sleep(3)
    finally:
        node.process.send_signal(signal.SIGCONT)
    try:
        return refused(client)
    finally:
        for session in sessions:
            # It cancels its query; one that only ends would leave it asleep, and keep its connection.
            session.send_signal(signal.SIGINT)
            session.wait()


def recovers(client, name):
    began = time.monotonic()
    # What the sessions that were ended held is given free by PostgreSQL a moment later.
    while client.ask("GET", "/image/v2/images")[0] != 200:
        check(time.monotonic() - began < 15, f"after {name}: no answer")
    for _ in range(40):
        client.json("POST", "/image/v2/images", NEW)
    time.sleep(1.1)
    status, _, text = Client(client.port).ask("GET", "/readyz")
    check(status == 200, f"after {name} /readyz is {status}: {text}")


def says_at_once_what_is_wrong(deployment, cluster):
    """`vitrine check` names address and reason, without waiting and without the password."""
    nobody = free_port()
    for url, want in [
        (f"postgres://postgres:geheim@127.0.0.1:{nobody}/postgres", f"127.0.0.1:{nobody}.*connection refused"),
        (f"postgres://postgres:geheim@127.0.0.1:{cluster.port}/nothing", "no such database"),
        ("postgres://postgres:geheim@nobody.invalid/postgres", "nobody.invalid:5432.*name not found"),
        (f"postgres://nobody:geheim@127.0.0.1:{cluster.port}/postgres", "user `nobody` is refused"),
    ]:
        began = time.monotonic()
        environment = deployment.nodes[0].environment | {"VITRINE_DATABASE_URL": url}
        for command in ["check", "serve"]:
            done = subprocess.run([os.environ.get("VITRINE_BIN", ROOT / "target/debug/vitrine"), command], cwd=deployment.base, env=environment, capture_output=True, text=True, timeout=60)
            said = done.stdout + done.stderr
            check(done.returncode == 1 and re.search(want, said), f"{command} with {url} says: {said}")
            check("geheim" not in said, f"the password is told: {said}")
        check(time.monotonic() - began < 5, f"{url}: {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
