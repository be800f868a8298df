"""A real Keystone as identity: sign-in, tokens, revocation, service tokens, limits, an outage."""

import http.server
import json
import os
import ssl
import subprocess
import threading
import time

import glanceclient
import pytest
import requests
from keystoneauth1 import exceptions, session
from keystoneauth1.identity import generic, v3

from real_keystone import Keystone
from server import BINARY, Vitrine

# How long an answer of Keystone's counts here: short, for a test has no minute to wait.
SECONDS = 2


@pytest.fixture(scope="module")
def keystone():
    real = Keystone()
    yield real
    real.close()


def settings(url: str) -> dict:
    return {
        "VITRINE_IDENTITY": "keystone", "VITRINE_KEYSTONE_AUTH_URL": url, "VITRINE_KEYSTONE_USERNAME": "vitrine",
        "VITRINE_KEYSTONE_PASSWORD": "vitrine-vitrine", "VITRINE_KEYSTONE_CACHE_SECONDS": str(SECONDS),
    }


@pytest.fixture(scope="module")
def vitrine(keystone):
    """A server that knows nobody itself, in Keystone's catalog; in the project `tight` there is room for one image."""
    service = keystone.ask("POST", "services", {"service": {"name": "glance", "type": "image"}})["service"]["id"]
    endpoint = {"service_id": service, "interface": "public", "region_id": "RegionOne", "url": "http://127.0.0.1:1/image"}
    endpoint = keystone.ask("POST", "endpoints", {"endpoint": endpoint})["endpoint"]["id"]
    limit = {"service_id": service, "region_id": "RegionOne", "resource_name": "image_count_total"}
    keystone.ask("POST", "registered_limits", {"registered_limits": [limit | {"default_limit": 1000}]})
    keystone.add("tess", "tight", "member")
    keystone.ask("POST", "limits", {"limits": [limit | {"project_id": keystone.projects["tight"], "resource_limit": 1}]})
    server = Vitrine("sqlite", **settings(keystone.url))
    keystone.ask("PATCH", f"endpoints/{endpoint}", {"endpoint": {"url": f"{server.url}/image"}})
    yield server
    server.stop()


def create(vitrine, token: str) -> int:
    body = {"name": "x", "disk_format": "raw", "container_format": "bare"}
    return requests.post(f"{vitrine.url}/image/v2/images", json=body, headers={"X-Auth-Token": token}, timeout=30).status_code


def command(folder, environment: dict, *words: str) -> subprocess.CompletedProcess:
    """`vitrine` with these words, in a folder of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
    environment = inherited | {"VITRINE_DATA_DIR": str(folder / "data")} | environment
    return subprocess.run([BINARY, *words], cwd=folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)


def images(vitrine, token: str, service: str = "") -> requests.Response:
    headers = {"X-Auth-Token": token, "Accept": "application/json"} | ({"X-Service-Token": service} if service else {})
    return requests.get(f"{vitrine.url}/image/v2/images", headers=headers, timeout=30)


def soon(wanted, ask):
    """Waits until the answer is that: for the seconds that an answer of Keystone's counts, and some for a slow machine."""
    deadline = time.monotonic() + SECONDS + 5
    while (got := ask()) != wanted:
        assert time.monotonic() < deadline, f"still {got} after {SECONDS + 5} s, not {wanted}"
        time.sleep(0.1)


def test_clients_sign_in_at_keystone_and_find_us_in_its_catalog(keystone, vitrine, ubuntu, fingerprint):
    password = v3.Password(
        auth_url=keystone.url, username="alice", password="alice-alice", project_name="lab",
        user_domain_name="Default", project_domain_name="Default",
    )
    glance = glanceclient.Client("2", session=session.Session(password))
    image = glance.images.create(name="ubuntu", disk_format="qcow2", container_format="bare")
    with ubuntu.open("rb") as data:
        glance.images.upload(image.id, data)

    image = glance.images.get(image.id)
    assert (image.status, image.os_hash_value, image.owner) == ("active", fingerprint, keystone.projects["lab"])


def test_who_looks_for_an_identity_here_is_told_where_it_is(keystone, vitrine):
    there = requests.get(f"{vitrine.url}/identity", timeout=30)
    assert there.status_code == 300
    assert there.json()["versions"]["values"][0]["links"][0]["href"] == f"{keystone.url}/"

    plugin = generic.Password(
        auth_url=f"{vitrine.url}/identity", username="alice", password="alice-alice", project_name="lab",
        user_domain_name="Default", project_domain_name="Default",
    )
    with pytest.raises(exceptions.NotFound, match=keystone.url):
        session.Session(plugin).get_token()


def test_a_role_there_is_a_role_here(keystone, vitrine):
    assert create(vitrine, keystone.token("alice", "lab")) == 201
    assert create(vitrine, keystone.token("rita", "lab")) == 403
    assert create(vitrine, "invalid") == 401


def test_a_program_comes_with_an_application_credential_until_it_is_deleted(keystone, vitrine):
    def credential(**more):
        alice, mine = keystone.token("alice", "lab"), {"name": str(time.monotonic()), **more}
        token = requests.get(f"{keystone.url}/auth/tokens", headers={"X-Auth-Token": alice, "X-Subject-Token": alice}, timeout=30).json()
        path = f"{keystone.url}/users/{token['token']['user']['id']}/application_credentials"
        made = requests.post(path, json={"application_credential": mine}, headers={"X-Auth-Token": alice}, timeout=30).json()["application_credential"]
        plugin = v3.ApplicationCredential(auth_url=keystone.url, application_credential_id=made["id"], application_credential_secret=made["secret"])
        return session.Session(plugin).get_token(), lambda: requests.delete(f"{path}/{made['id']}", headers={"X-Auth-Token": alice}, timeout=30)

    token, delete = credential()
    assert images(vitrine, token).status_code == 200
    assert delete().status_code == 204
    soon(401, lambda: images(vitrine, token).status_code)

    # Rules that we would not hold must not seem to be held.
    ruled, _ = credential(access_rules=[{"service": "image", "method": "GET", "path": "/v2/images"}])
    assert images(vitrine, ruled).status_code == 401


def test_a_limit_there_is_a_quota_here(keystone, vitrine):
    tess = keystone.token("tess", "tight")
    soon(413, lambda: create(vitrine, tess))
    assert len(images(vitrine, tess).json()["images"]) == 1
    assert create(vitrine, keystone.token("alice", "lab")) == 201


def test_the_configuration_can_be_checked(keystone, vitrine, tmp_path):
    assert command(tmp_path, settings(keystone.url), "check").returncode == 0
    wrong = command(tmp_path, settings(keystone.url) | {"VITRINE_KEYSTONE_PASSWORD": "wrong"}, "check")
    assert (wrong.returncode, "service user" in wrong.stderr) == (1, True), wrong.stderr
    users = command(tmp_path, settings(keystone.url), "user", "add", "eve", "--project", "lab")
    assert (users.returncode, "Keystone" in users.stderr) == (1, True), users.stderr


def test_a_keystone_whose_certificate_nobody_vouches_for_is_not_believed(tmp_path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=keystone",
         "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )

    class GivesTokens(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(201, {"token": {"user": {"id": "v", "name": "vitrine"}, "expires_at": "2099-01-01T00:00:00.000000Z"}})

        def do_GET(self):
            # `check` also asks whether Keystone's catalogue names Vitrine.
            assert self.path == "/v3/auth/catalog"
            self.answer(200, {"catalog": []})

        def answer(self, status, content):
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("X-Subject-Token", "token")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), GivesTokens)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    there = settings(f"https://127.0.0.1:{server.server_port}/v3")
    try:
        unknown = command(tmp_path, there, "check")
        assert (unknown.returncode, "certificate" in unknown.stderr) == (1, True), unknown.stderr
        known = command(tmp_path, there | {"VITRINE_KEYSTONE_CA_FILE": str(certificate)}, "check")
        assert known.returncode == 0, known.stderr
    finally:
        server.shutdown()


def test_a_revocation_is_seen_when_its_seconds_have_passed(keystone, vitrine):
    user = keystone.add("dora", "lab", "member")
    endings = {
        "revoked": lambda token: keystone.revoke(token),
        "role taken": lambda token: keystone.ask("DELETE", f"projects/{keystone.projects['lab']}/users/{user}/roles/{keystone.roles['member']}"),
        "disabled": lambda token: keystone.ask("PATCH", f"users/{user}", {"user": {"enabled": False}}),
    }
    for name, end in endings.items():
        token = keystone.token("dora", "lab")
        assert images(vitrine, token).status_code == 200, name
        end(token)
        soon(401, lambda: images(vitrine, token).status_code)
        if name == "role taken":
            keystone.ask("PUT", f"projects/{keystone.projects['lab']}/users/{user}/roles/{keystone.roles['member']}")


def test_a_person_signs_in_with_it_and_is_out_when_it_says_so(keystone, vitrine):
    user = keystone.add("paula", "lab", "member")
    browser = requests.Session()
    browser.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})

    def enter(password):
        form = {"name": "paula", "password": password, "domain": "", "next": ""}
        return browser.post(f"{vitrine.url}/fn/sign_in", data=form, allow_redirects=False, timeout=30)

    def leads_to():
        return browser.get(f"{vitrine.url}/images", timeout=30).url.removeprefix(vitrine.url).partition("?")[0]

    enter("wrong")
    assert leads_to() == "/login"
    enter("paula-paula")
    assert leads_to() == f"/projects/{keystone.projects['lab']}/images"

    keystone.ask("PATCH", f"users/{user}", {"user": {"enabled": False}})
    soon("/login", leads_to)


def test_a_service_finishes_what_a_user_began(keystone, vitrine):
    nova = keystone.token("nova", "service")
    rita = keystone.token("rita", "lab")
    with keystone.giving_tokens_for(seconds=2):
        alice = keystone.token("alice", "lab")
        time.sleep(3)
        assert images(vitrine, alice).status_code == 401
        assert images(vitrine, alice, service=nova).status_code == 200
        assert images(vitrine, alice, service=rita).status_code == 401
        assert images(vitrine, alice, service="invalid").status_code == 401
    assert images(vitrine, rita, service="invalid").status_code == 401


def test_while_keystone_is_away_that_is_what_we_say(keystone, vitrine):
    known, unknown = keystone.token("alice", "lab"), keystone.token("alice", "lab")
    assert images(vitrine, known).status_code == 200
    keystone.stop()

    away = images(vitrine, unknown)
    assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
    assert "Keystone" in away.json()["message"]
    assert requests.get(f"{vitrine.url}/image/versions", timeout=30).status_code == 200
    soon(503, lambda: images(vitrine, known).status_code)

    keystone.start()
    assert images(vitrine, known).status_code == 200
    assert images(vitrine, unknown).status_code == 200
