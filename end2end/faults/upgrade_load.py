"""The mixed load of two releases side by side: what people do, each request at the next node."""

import collections
import itertools
import json
import threading
import time

from deployment import Client
from upgrade_questions import IMAGES, V3
from upgrade_rows import MEMBER, secret
from upgrade_web import disks

PEOPLE = 4
#: What the project `narrow` may keep: so many images, and so many MiB.
NARROW_IMAGES, NARROW_MIB = 4, 1
#: Seconds after which a change must be in the feed; it is about one.
FEED = 10


class Refused(AssertionError):
    """Something that should have been done was not."""


class InTurn(Client):
    """Somebody whose every request goes to the next node."""

    def __init__(self, load, token=None):
        self.load, self.turn, self.trail = load, itertools.count(next(load.start)), collections.deque(maxlen=3)
        super().__init__(None, token)

    @property
    def port(self):
        nodes = list(self.load.deployed.nodes.items())
        name, node = nodes[next(self.turn) % len(nodes)]
        self.trail.append(name)
        self.load.count[name] += 1
        return node.port

    @port.setter
    def port(self, _):
        pass

    def want(self, what, method, path, body=None, status=200, headers=None):
        """The body and the headers of an answer that must be `status`, or one of several."""
        wanted = status if isinstance(status, tuple) else (status,)
        data = json.dumps(body) if isinstance(body, (dict, list)) else body
        kind = {"content-type": "application/json"} if isinstance(body, (dict, list)) else {}
        got, heard, text = self.ask(method, path, kind | (headers or {}), data)
        if got not in wanted:
            raise Refused(f"{what} at {self.trail[-1]} (before: {' '.join(list(self.trail)[:-1])}) is {got}: {text[:160].decode(errors='replace')}")
        return (json.loads(text) if text and "json" in heard.get("content-type", "") else text), heard

    def until(self, what, path, holds, seconds=60):
        began = time.monotonic()
        while True:
            shown, _ = self.want(what, "GET", path)
            if holds(shown):
                return shown
            if time.monotonic() - began > seconds:
                raise Refused(f"{what}: after {seconds} s it is {str(shown)[:300]}")
            time.sleep(0.3)


class Load:
    """The people, what they have done, and what failed."""

    def __init__(self, deployed, seed):
        self.deployed, self.seed, self.start, self.disks = deployed, seed, itertools.count(), disks()
        self.done, self.count, self.failures = collections.Counter(), collections.Counter(), []
        self.lock, self.number, self.stopping = threading.Lock(), itertools.count(), threading.Event()
        self.admin = InTurn(self).sign_in()
        self.project, self.user, self.people = {}, {}, {}
        for name in [*(f"person-{number}" for number in range(PEOPLE)), "narrow", "comes-and-goes"]:
            self.add(name)
        service = self.admin.json("GET", f"{V3}/services?type=image")["services"][0]["id"]
        common = {"service_id": service, "region_id": "RegionOne"}
        self.admin.json("POST", f"{V3}/registered_limits", {"registered_limits": [
            common | {"resource_name": "image_count_total", "default_limit": 10_000}, common | {"resource_name": "image_size_total", "default_limit": 100_000}]})
        self.admin.json("POST", f"{V3}/limits", {"limits": [
            common | {"project_id": self.project["narrow"], "resource_name": "image_count_total", "resource_limit": NARROW_IMAGES},
            common | {"project_id": self.project["narrow"], "resource_name": "image_size_total", "resource_limit": NARROW_MIB}]})
        self.home = self.admin.json("GET", f"{V3}/projects?name=admin")["projects"][0]["id"]
        self.narrow, self.going = threading.Lock(), threading.Lock()
        self.listeners = {}

    def add(self, name):
        domain = {"domain_id": "default"}
        self.project[name] = self.admin.json("POST", f"{V3}/projects", {"project": domain | {"name": name}})["project"]["id"]
        self.user[name] = self.admin.json("POST", f"{V3}/users", {"user": domain | {"name": name, "password": secret(name)}})["user"]["id"]
        self.admin.json("PUT", f"{V3}/projects/{self.project[name]}/users/{self.user[name]}/roles/{MEMBER}")
        self.people[name] = self.signed_in(name).token

    def signed_in(self, name):
        return InTurn(self).sign_in(name, secret(name), name)

    def somebody(self, dice):
        name = f"person-{dice.randrange(PEOPLE)}"
        return name, InTurn(self, self.people[name])

    def as_admin(self):
        return InTurn(self, self.admin.token)

    def nodes(self):
        return list(self.deployed.nodes.items())

    def fail(self, scenario, sentence):
        with self.lock:
            self.failures.append(f"{scenario} {sentence}" if not sentence.startswith(scenario) else sentence)

    def requests(self):
        return dict(self.count)

    def end(self):
        self.stopping.set()

    def new_image(self, client, **more):
        body = {"name": f"image {next(self.number)}", "disk_format": "raw", "container_format": "bare"} | more
        return client.want("create", "POST", IMAGES, body, status=201)[0]["id"]

    def remove(self, client, image):
        client.want("delete", "DELETE", f"{IMAGES}/{image}", status=204)
        client.want("a deleted image", "GET", f"{IMAGES}/{image}", status=404)
        client.want("a deleted image", "GET", f"{IMAGES}/{image}", status=404)
