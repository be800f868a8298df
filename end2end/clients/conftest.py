"""What every client test starts with: servers, a session, and a disk image."""

import hashlib
import http.server
import os
import pathlib
import subprocess
import threading

import pytest
from keystoneauth1 import session
from keystoneauth1.identity import v3

from image_verbs import NEW
from people import People
from server import PASSWORD, Vitrine

DATABASES = ["sqlite"] + (["postgres"] if os.environ.get("VITRINE_TEST_POSTGRES") else [])

#: The clients that are commands.
COMMANDS = ("glance command", "openstackclient")


def pytest_collection_modifyitems(config, items):
    """A command is tried on the first database alone.

    It says what its library says, which is tried on each: what a command adds are words and columns, and the database is nothing to those.
    """
    twice = [item for item in items if is_command(item) and item.callspec.params.get("database") not in (None, DATABASES[0])]
    items[:] = [item for item in items if item not in twice]


def is_command(item) -> bool:
    """Whether a test runs a command line: its client is one, or it has the mark."""
    return hasattr(item, "callspec") and (str(item.callspec.params.get("client")).startswith(COMMANDS) or item.get_closest_marker("command") is not None)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory):
    """The developer's own clouds and caches must not reach the clients."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        for name in [name for name in os.environ if name.startswith("OS_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session", params=DATABASES)
def database(request) -> str:
    return request.param


@pytest.fixture(scope="session")
def web():
    """A web server whose every address holds the same few bytes."""
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(NEW)))
            self.end_headers()
            self.wfile.write(NEW)

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def local(database, web):
    """A server with its own users, which may fetch from `web`."""
    vitrine = Vitrine(database, VITRINE_IMPORT_ALLOW=web)
    yield vitrine
    vitrine.stop()


@pytest.fixture(scope="session")
def open_to_all(database):
    """A server for development: whoever asks is its admin."""
    vitrine = Vitrine(database, VITRINE_IDENTITY="none")
    yield vitrine
    vitrine.stop()


@pytest.fixture(scope="session")
def people(local) -> People:
    """An admin, a member, a reader and a member of another project, at `local`."""
    return People(local)


@pytest.fixture
def signed_in(local) -> session.Session:
    """The admin, signed in at `local` as every OpenStack client does."""
    return session.Session(
        v3.Password(
            auth_url=f"{local.url}/identity/v3", username="admin", password=PASSWORD,
            project_name="admin", user_domain_name="Default", project_domain_name="Default",
        )
    )


@pytest.fixture(scope="session")
def ubuntu(tmp_path_factory) -> pathlib.Path:
    """A qcow2 file of some mebibytes of noise; no size that divides anything."""
    folder = tmp_path_factory.mktemp("disks")
    (folder / "raw").write_bytes(os.urandom(24 * 1024 * 1024 + 512))
    subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", folder / "raw", folder / "ubuntu.qcow2"], check=True)
    return folder / "ubuntu.qcow2"


@pytest.fixture(scope="session")
def fingerprint(ubuntu) -> str:
    return hashlib.sha512(ubuntu.read_bytes()).hexdigest()
