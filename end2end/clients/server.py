"""A real server of one's own: a free port, an empty folder, and a database."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("VITRINE_BIN", ROOT / "target/debug/vitrine")).resolve()
PASSWORD = "correct horse battery staple"


class Vitrine:
    """Runs until `stop`, which removes all it kept."""

    def __init__(self, database: str, **environment: str):
        if not BINARY.exists():
            raise FileNotFoundError(f"{BINARY} is missing: run 'make build' first")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-clients-"))
        self.database = Database() if database == "postgres" else None
        # The developer's own settings must not reach the servers of tests.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
        settings = {
            "VITRINE_LISTEN": f"127.0.0.1:{self.port}",
            "VITRINE_DATA_DIR": str(self.folder / "data"),
            "VITRINE_ADMIN_PASSWORD": PASSWORD,
        }
        if self.database:
            settings["VITRINE_DATABASE_URL"] = self.database.url
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(
            [BINARY, "serve"], cwd=self.folder, env=inherited | settings | environment,
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
        )
        try:
            self._await_answer()
        except BaseException:
            self.stop()
            raise

    def _await_answer(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.03)
        raise RuntimeError("vitrine did not start:\n" + (self.folder / "log").read_text())

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        if self.database:
            self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Database:
    """A database that nobody else has, in the cluster that VITRINE_TEST_POSTGRES names."""

    def __init__(self):
        self.cluster = os.environ["VITRINE_TEST_POSTGRES"]
        self.name = f"clients_{uuid.uuid4().hex}"
        self.url = self.cluster.rpartition("/")[0] + "/" + self.name
        self._execute(f"create database {self.name}")

    def drop(self):
        self._execute(f"drop database if exists {self.name} with (force)")

    def _execute(self, statement: str):
        subprocess.run(["psql", "--no-psqlrc", "--quiet", "--dbname", self.cluster, "--command", statement], check=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
