"""A real Keystone as identity: sign-in, tokens, revocation, service tokens, an outage."""

import time

import glanceclient
import pytest
import requests
from keystoneauth1 import exceptions, session
from keystoneauth1.identity import generic, v3

from real_keystone import Keystone
from server import Vitrine

# How long an answer of Keystone's counts here: short, for a test has no minute to wait.
SECONDS = 2


@pytest.fixture(scope="module")
def keystone():
    real = Keystone()
    yield real
    real.close()


@pytest.fixture(scope="module")
def vitrine(keystone):
    """A server that knows nobody itself, in Keystone's catalog."""
    server = Vitrine(
        "sqlite", VITRINE_IDENTITY="keystone", VITRINE_KEYSTONE_AUTH_URL=keystone.url, VITRINE_KEYSTONE_USERNAME="vitrine",
        VITRINE_KEYSTONE_PASSWORD="vitrine-vitrine", VITRINE_KEYSTONE_CACHE_SECONDS=str(SECONDS),
    )
    service = keystone.ask("POST", "services", {"service": {"name": "glance", "type": "image"}})["service"]["id"]
    endpoint = {"service_id": service, "interface": "public", "region_id": "RegionOne", "url": f"{server.url}/image"}
    keystone.ask("POST", "endpoints", {"endpoint": endpoint})
    yield server
    server.stop()


def images(vitrine, token: str, service: str = "") -> requests.Response:
    headers = {"X-Auth-Token": token, "Accept": "application/json"} | ({"X-Service-Token": service} if service else {})
    return requests.get(f"{vitrine.url}/image/v2/images", headers=headers, timeout=30)


def seconds_until(wanted, ask) -> float:
    """How long it takes until the answer is that; well above what is promised here it never is."""
    began = time.monotonic()
    while time.monotonic() - began < SECONDS + 5:
        if ask() == wanted:
            return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(f"still {ask()} after {SECONDS + 5} s, not {wanted}")


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
    def create(token):
        body = {"name": "x", "disk_format": "raw", "container_format": "bare"}
        return requests.post(f"{vitrine.url}/image/v2/images", json=body, headers={"X-Auth-Token": token}, timeout=30).status_code

    assert create(keystone.token("alice", "lab")) == 201
    assert create(keystone.token("rita", "lab")) == 403
    assert create("nonsense") == 401


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
        waited = seconds_until(401, lambda: images(vitrine, token).status_code)
        assert waited <= SECONDS + 2, f"{name}: seen after {waited:.1f} s"
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
    assert seconds_until("/login", leads_to) <= SECONDS + 2


def test_a_service_finishes_what_a_user_began(keystone, vitrine):
    nova = keystone.token("nova", "service")
    rita = keystone.token("rita", "lab")
    with keystone.giving_tokens_for(seconds=2):
        alice = keystone.token("alice", "lab")
        time.sleep(3)
        assert images(vitrine, alice).status_code == 401
        assert images(vitrine, alice, service=nova).status_code == 200
        assert images(vitrine, alice, service=rita).status_code == 401
        assert images(vitrine, alice, service="nonsense").status_code == 401
    assert images(vitrine, rita, service="nonsense").status_code == 401


def test_while_keystone_is_away_that_is_what_we_say(keystone, vitrine):
    known, unknown = keystone.token("alice", "lab"), keystone.token("alice", "lab")
    assert images(vitrine, known).status_code == 200
    keystone.stop()

    away = images(vitrine, unknown)
    assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
    assert "Keystone" in away.json()["message"]
    assert requests.get(f"{vitrine.url}/image/versions", timeout=30).status_code == 200
    seconds_until(503, lambda: images(vitrine, known).status_code)

    keystone.start()
    assert images(vitrine, known).status_code == 200
    assert images(vitrine, unknown).status_code == 200
