"""A server that can be killed and started again over the same folder, and a plain client of it."""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("VITRINE_BIN", ROOT / "target/debug/vitrine")).resolve()
PASSWORD = "correct horse battery staple"
MIB = 1 << 20
CHECKPOINT = 16 * MIB


class Violation(AssertionError):
    """A promise was broken."""


def check(holds, sentence):
    if not holds:
        raise Violation(sentence)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Node:
    """One process of `binary` over `folder`."""

    def __init__(self, folder: pathlib.Path, binary=BINARY, **environment):
        self.folder, self.binary = folder, binary
        self.port = free_port()
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
        self.environment |= {
            "VITRINE_LISTEN": f"127.0.0.1:{self.port}",
            "VITRINE_DATA_DIR": str(folder),
            "VITRINE_ADMIN_PASSWORD": PASSWORD,
        } | environment
        self.log = open(folder.parent / f"log-{self.port}", "ab")
        self.process = None

    def start(self) -> float:
        """Seconds until it answers."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [self.binary, "serve"], cwd=self.folder.parent, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
        )
        while time.monotonic() - began < 60:
            check(self.process.poll() is None, f"the server ended by itself; see {self.log.name}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    pass
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return time.monotonic() - began
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.01)
        raise Violation("the server did not get ready")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def memory(self, field="VmHWM") -> float:
        """MiB, now (`VmRSS`) or at most so far (`VmHWM`)."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
        return 0.0

    def fsck(self, *flags) -> subprocess.CompletedProcess:
        return subprocess.run([self.binary, "fsck", *flags], cwd=self.folder.parent, env=self.environment, capture_output=True, text=True)


class Deployment:
    """A folder with one node or more over it; goes when left."""

    def __init__(self, nodes=1, folder=None, **environment):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-faults-"))
        self.folder = folder or self.base / "data"
        self.folder.mkdir(exist_ok=True)
        self.nodes = []
        for _ in range(nodes):
            node = Node(self.folder, **environment)
            node.start()
            self.nodes.append(node)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        for node in self.nodes:
            node.stop()
        if failure[0] is None:
            shutil.rmtree(self.base, ignore_errors=True)
        else:
            print(f"kept for a look: {self.base}")

    def rows(self, sql, *values):
        with sqlite3.connect(self.folder / "vitrine.db", timeout=30) as database:
            return database.execute(sql, values).fetchall()

    def stored(self) -> dict:
        """Bytes on disk of every complete object, and of everything else the store holds."""
        store, found = self.folder / "store", {"objects": 0, "writing": 0}
        for kind in found:
            for path in (store / kind).rglob("*"):
                if path.is_file():
                    found[kind] += path.stat().st_size
        return found

    def check_consistency(self):
        """Nothing is under way: bytes, rows and accounts must agree to the byte."""
        active = self.rows("select coalesce(sum(size), 0) from image where status in ('active', 'deactivated')")[0][0]
        stored = self.stored()
        check(stored["objects"] == active, f"{stored['objects']} bytes of objects, {active} of images")
        check(stored["writing"] == 0, f"{stored['writing']} bytes of parts without an owner")
        for project, used, reserved, uploading in self.rows("select project_id, stored, reserved, uploading from project_usage"):
            owned = self.rows("select coalesce(sum(size), 0) from image where status in ('active', 'deactivated') and owner = ?", project)[0][0]
            check((used, reserved, uploading) == (owned, 0, 0), f"project {project}: {used} used, {reserved} reserved, {uploading} uploading; owns {owned}")


class Client:
    """Somebody with a token, one connection for each request."""

    def __init__(self, port, token=None):
        self.port, self.token = port, token

    def sign_in(self, name="admin", password=PASSWORD, project="admin"):
        domain = {"id": "default"}
        auth = {
            "identity": {"methods": ["password"], "password": {"user": {"name": name, "domain": domain, "password": password}}},
            "scope": {"project": {"name": project, "domain": domain}},
        }
        status, headers, _ = self.ask("POST", "/identity/v3/auth/tokens", {"content-type": "application/json"}, json.dumps({"auth": auth}))
        check(status == 201, f"signing in is {status}")
        self.token = headers["x-subject-token"]
        return self

    def ask(self, method, path, headers=None, body=None, timeout=60):
        """Status, headers in lowercase, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, self.headers(headers))
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def headers(self, headers=None):
        mine = {"x-auth-token": self.token} if self.token else {}
        return mine | {"tus-resumable": "1.0.0", "accept": "application/json"} | (headers or {})

    def json(self, method, path, body=None, want=(200, 201, 204)):
        status, _, text = self.ask(method, path, {"content-type": "application/json"}, None if body is None else json.dumps(body))
        check(status in want, f"{method} {path} is {status}: {text[:200]}")
        return json.loads(text) if text else None

    def begin(self, name, length=None, disk_format="raw"):
        """A new upload of a new image: its path and its image."""
        pairs = {"name": name, "disk_format": disk_format, "container_format": "bare"}
        metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
        size = {"upload-length": str(length)} if length is not None else {"upload-defer-length": "1"}
        status, headers, text = self.ask("POST", "/uploads", size | {"upload-metadata": metadata, "content-length": "0"})
        check(status == 201, f"beginning is {status}: {text[:200]}")
        return "/uploads/" + headers["location"].rpartition("/")[2], headers["vitrine-image-id"]

    def head(self, place):
        """Status and offset."""
        status, headers, _ = self.ask("HEAD", place)
        return status, int(headers.get("upload-offset", -1))

    def patch(self, place, offset, pieces, size, headers=None, sent=None, small_buffer=True):
        """Sends `pieces`, `size` bytes altogether. Counts what went out into `sent[0]`. Status and headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.connect()
            if small_buffer:
                connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 << 10)
            connection.putrequest("PATCH", place)
            wanted = {"upload-offset": str(offset), "content-type": "application/offset+octet-stream", "content-length": str(size)}
            for name, value in self.headers(wanted | (headers or {})).items():
                connection.putheader(name, value)
            connection.endheaders()
            try:
                for piece in pieces:
                    connection.send(piece)
                    if sent is not None:
                        sent[0] += len(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass  # Refused in the middle: the answer may be there already.
            answer = connection.getresponse()
            answer.read()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def image(self, image):
        return self.json("GET", f"/image/v2/images/{image}")


def noise(seed, size) -> bytes:
    dice = random.Random(seed)
    # Python makes no integer of more bits than fit into 32.
    return b"".join(dice.randbytes(min(16 * MIB, size - at)) for at in range(0, size, 16 * MIB))


def sha512(data) -> str:
    return hashlib.sha512(data).hexdigest()


def cut(data, size=64 << 10):
    for at in range(0, len(data), size):
        yield data[at:at + size]
