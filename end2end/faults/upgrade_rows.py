"""Makes every kind of row that release 040df12 knows, by its own APIs and forms, and remembers what must be there after an upgrade."""

import http.client
import json
import time

from deployment import PASSWORD, Client, check, noise, sha512
from upgrade_questions import IMAGES, V3, questions
from upgrade_web import Browser

MEMBER, READER, SERVICE = "5b9e1f4f7d3b4f0db2a66d5ad5b4c0f1", "9fe2ff9ee4384b1894a90878d3e92bab", "c3a7e5b2d1f04e6c8b9d0a1f2e3c4b5d"
#: The actions of the audit log of that release.
ACTIONS = set(
    "image.create image.update image.delete image.upload image.stage image.import image.deactivate image.reactivate member.add member.accept"
    " member.reject member.reset member.remove project.create project.update project.delete user.create user.update user.delete user.password"
    " role.assign role.revoke session.begin session.end credential.create credential.delete".split())
#: Tables that this campaign leaves empty, and why.
EMPTY = {"keystone_limit": "filled only with identity = \"keystone\", from Keystone, and read again each half minute"}


def secret(name):
    return f"{name} in the lab, 040df12"


class Contents:
    """What is in a deployment, as whoever made it knows it."""

    def __init__(self, node, database, site, size, seed, disks):
        self.node, self.database, self.site, self.size, self.seed = node, database, site, size, seed
        self.web, self.disks = sha512(site.data), disks
        self.port = node.port
        self.admin = Client(node.port).sign_in()
        self.people, self.ids, self.browsers = {"admin": self.admin}, {}, {}
        #: Image to SHA-512; upload to (who, image, offset, bytes); names of application credentials to (id, secret).
        self.digests, self.uploads, self.credentials = {}, {}, {}
        #: Images whose import was under way, by what it must come to; an image with staged data; one whose PUT was half-way.
        self.imports, self.tasks, self.staged, self.cut = {}, set(), None, None
        self.questions = []

    def data(self, name, size=None):
        return noise(f"{self.seed} {name}", size or self.size)

    def make(self):
        self.make_people()
        self.make_roles_and_limits()
        self.make_tokens_and_credentials()
        self.make_images()
        self.make_uploads()
        self.use_the_dashboard()
        self.make_imports()
        self.end_some_things()
        self.leave_bytes_to_reclaim()
        self.questions = questions(self)

    # Identity.

    def create(self, kind, path=None, **fields):
        made = self.admin.json("POST", path or f"{V3}/{kind}s", {kind: fields})[kind]
        self.ids[fields["name"]] = made["id"]
        return made["id"]

    def make_people(self):
        lab = self.create("domain", name="lab", description="A domain of their own", cost_centre="4711")
        self.create("domain", name="closed", enabled=False)
        for name, domain, more in [
            ("alice", "default", {"description": "Alice's", "colour": "blue"}), ("bob", "default", {}), ("carol", "default", {}),
            ("closed-project", "default", {"enabled": False}), ("lab-project", lab, {}),
        ]:
            self.create("project", name=name, domain_id=domain, **more)
        project = dict(self.ids)
        for name, domain, more in [
            ("alice", "default", {"default_project_id": project["alice"], "email": "alice@example.org"}), ("bob", "default", {}), ("carol", "default", {}),
            ("rita", "default", {}), ("nova", "default", {}), ("shut-out", "default", {"enabled": False}), ("Łukasz", "default", {}), ("lab-user", lab, {}),
        ]:
            self.create("user", name=name, domain_id=domain, password=secret(name), **more)
        user, self.project = dict(self.ids), project
        self.user = user
        self.create("role", name="auditor", description="A role of the operator's own")
        grant = lambda where, who, role: self.admin.json("PUT", f"{V3}/{where}/users/{user[who]}/roles/{role}")
        for who, where, role in [
            ("alice", "alice", MEMBER), ("bob", "bob", MEMBER), ("carol", "carol", MEMBER), ("rita", "alice", READER), ("nova", "alice", SERVICE),
            ("shut-out", "alice", MEMBER), ("Łukasz", "alice", MEMBER), ("lab-user", "lab-project", MEMBER), ("alice", "bob", self.ids["auditor"]),
        ]:
            grant(f"projects/{project[where]}", who, role)
        grant("domains/default", "rita", READER)
        grant(f"domains/{lab}", "lab-user", MEMBER)
        grant("system", "rita", READER)
        for name in ("alice", "bob", "carol"):
            self.people[name] = Client(self.port).sign_in(name, secret(name), name)
        for name in ("rita", "nova"):
            self.people[name] = Client(self.port).sign_in(name, secret(name), "alice")

    def make_roles_and_limits(self):
        service = self.admin.json("GET", f"{V3}/services?type=image")["services"][0]["id"]
        limits = [("image_size_total", 4096), ("image_stage_total", 2048), ("image_count_total", 500), ("image_count_uploading", 100)]
        self.admin.json("POST", f"{V3}/registered_limits", {"registered_limits": [
            {"service_id": service, "region_id": "RegionOne", "resource_name": name, "default_limit": most, "description": "for all"} for name, most in limits]})
        self.admin.json("POST", f"{V3}/limits", {"limits": [
            {"service_id": service, "region_id": "RegionOne", "resource_name": "image_count_total", "project_id": self.project["carol"], "resource_limit": 2}]})

    def token(self, identity, scope=None):
        auth = {"identity": identity} | ({"scope": scope} if scope else {})
        status, headers, text = Client(self.port).ask("POST", f"{V3}/auth/tokens", {"content-type": "application/json"}, json.dumps({"auth": auth}))
        check(status == 201, f"a token is {status}: {text[:200]}")
        return Client(self.port, headers["x-subject-token"])

    def make_tokens_and_credentials(self):
        password = lambda name: {"methods": ["password"], "password": {"user": {"id": self.user[name], "password": secret(name)}}}
        self.people["rita of the domain"] = self.token(password("rita"), {"domain": {"id": "default"}})
        self.people["rita of the system"] = self.token(password("rita"), {"system": {"all": True}})
        self.people["bob without a scope"] = self.token(password("bob"), "unscoped")
        alice = self.people["alice"]
        self.people["alice again"] = self.token({"methods": ["token"], "token": {"id": alice.token}}, {"project": {"id": self.project["alice"]}})
        path = f"{V3}/users/{self.user['alice']}/application_credentials"
        for name, more in [
            ("plain", {}), ("reader only", {"roles": [{"name": "reader"}], "expires_at": "2099-01-01T00:00:00Z", "description": "ends one day"}),
            ("unrestricted", {"unrestricted": True, "secret": "a secret that somebody chose"}),
        ]:
            made = alice.json("POST", path, {"application_credential": {"name": name, **more}})["application_credential"]
            self.credentials[name] = made["id"], made["secret"]
            self.people[f"credential {name}"] = self.with_credential(name)

    def with_credential(self, name):
        number, text = self.credentials[name]
        return self.token({"methods": ["application_credential"], "application_credential": {"id": number, "secret": text}})

    # Images.

    def image(self, who, name, **fields):
        body = {"name": name, "disk_format": "raw", "container_format": "bare"} | fields
        made = self.people[who].json("POST", IMAGES, body)["id"]
        self.ids[name] = made
        return made

    def filled(self, who, name, **fields):
        image, data = self.image(who, name, **fields), self.data(name)
        self.put(who, f"{IMAGES}/{image}/file", data)
        self.digests[image] = sha512(data)
        return image

    def put(self, who, path, data, want=204):
        status, _, text = self.people[who].ask("PUT", path, {"content-type": "application/octet-stream"}, data)
        check(status == want, f"PUT {path} is {status}: {text[:200]}")

    def patch(self, who, image, *changes):
        operations = [{"op": op, "path": path, "value": value} for op, path, value in changes]
        status, _, text = self.people[who].ask("PATCH", f"{IMAGES}/{image}", {"content-type": "application/openstack-images-v2.1-json-patch"}, json.dumps(operations))
        check(status == 200, f"a change of {image} is {status}: {text[:200]}")

    def make_images(self):
        self.image("alice", "queued")
        self.image("alice", "bare", disk_format=None, container_format=None)
        many = {f"property_{number}": f"value {number} äöü 日本" for number in range(20)} | {"os_distro": "ubuntu", "hw_disk_bus": "scsi", "architecture": "x86_64"}
        self.filled("alice", "private", visibility="private", tags=["b", "a", "ж"], min_disk=3, min_ram=512, **many)
        self.filled("admin", "public", visibility="public", protected=True)
        self.filled("alice", "ОБРАЗ Straße", visibility="community")
        self.filled("alice", "hidden", visibility="community", os_hidden=True)
        shared = self.filled("alice", "shared", visibility="shared")
        for who, answer in [("bob", "accepted"), ("carol", "rejected"), ("lab-project", None), ("admin", None)]:
            project = self.project.get(who) or self.admin.json("GET", f"{V3}/projects?name=admin")["projects"][0]["id"]
            self.people["alice"].json("POST", f"{IMAGES}/{shared}/members", {"member": project})
            if answer:
                self.people[who].json("PUT", f"{IMAGES}/{shared}/members/{project}", {"status": answer})
            if who == "admin":
                self.people["admin"].json("PUT", f"{IMAGES}/{shared}/members/{project}", {"status": "accepted"})
                self.people["admin"].json("PUT", f"{IMAGES}/{shared}/members/{project}", {"status": "pending"})
                self.people["alice"].json("DELETE", f"{IMAGES}/{shared}/members/{project}")
        off = self.filled("alice", "deactivated")
        self.admin.json("POST", f"{IMAGES}/{off}/actions/deactivate")
        on = self.filled("alice", "reactivated")
        for action in ("deactivate", "reactivate"):
            self.admin.json("POST", f"{IMAGES}/{on}/actions/{action}")
        self.patch("alice", on, ("replace", "/name", "reactivated and renamed"), ("add", "/tags", ["new"]), ("add", "/os_version", "24.04"))
        gone = self.filled("alice", "deleted")
        self.people["alice"].json("DELETE", f"{IMAGES}/{gone}")
        self.digests.pop(gone)
        for number in range(2):
            self.image("carol", f"at the limit {number}")
        status, _, _ = self.people["carol"].ask("POST", IMAGES, {"content-type": "application/json"}, json.dumps({"name": "too many"}))
        check(status == 413, f"one image too many is {status}")

    # Uploads.

    def begin(self, who, name, length, share, disk=None, disk_format="raw"):
        client, data = self.people[who], disk or self.data(name, length)
        place, image = client.begin(name, len(data), disk_format)
        half = int(len(data) * share)
        if half:
            status, _ = client.patch(place, 0, [data[:half]], half)
            check(status == 204, f"the first half is {status}")
        self.ids[name], self.uploads[place] = image, (who, image, half, data)
        return place

    def make_uploads(self):
        self.begin("alice", "half by tus", 2 * self.size, 0.5)
        self.begin("bob", "tus, nothing yet", self.size, 0)
        for disk_format, disk in self.disks.items():
            self.begin("alice", f"half of a {disk_format}", None, 0.5, disk, disk_format)
        alice = self.people["alice"]
        place, image = alice.begin("tus, of unknown length")
        data = self.data("tus, of unknown length")
        status, _ = alice.patch(place, 0, [data[:self.size // 3]], self.size // 3)
        check(status == 204, f"a deferred length is {status}")
        self.uploads[place] = "alice", image, self.size // 3, data
        done = self.begin("alice", "whole by tus", self.size, 1)
        who, image, _, data = self.uploads.pop(done)
        self.digests[image] = sha512(data)
        given_up = self.begin("alice", "given up", self.size, 0.5)
        alice.json("DELETE", given_up)
        self.uploads.pop(given_up)
        refused = self.image("alice", "refused")
        disk = b"QFI\xfb" + bytes([0, 0, 0, 3]) + bytes(max(self.size, 1024))
        status, _, _ = alice.ask("PUT", f"{IMAGES}/{refused}/file", {"content-type": "application/octet-stream"}, disk)
        check(status == 415, f"a qcow2 file as raw is {status}")

    def half_a_put(self):
        """A PUT that stays half-way until its node goes; last, since a stopped node ends it."""
        self.cut = self.image("alice", "half by PUT")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest("PUT", f"{IMAGES}/{self.cut}/file")
        for name, value in self.people["alice"].headers({"content-type": "application/octet-stream", "content-length": str(2 * self.size)}).items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(self.data("half by PUT"))
        wait_for(lambda: self.people["alice"].image(self.cut)["status"] == "saving", "the PUT does not begin")
        return connection

    # Imports.

    def make_imports(self):
        staged = self.image("alice", "staged and imported")
        data = self.data("staged and imported")
        self.put("alice", f"{IMAGES}/{staged}/stage", data)
        self.people["alice"].json("POST", f"{IMAGES}/{staged}/import", {"method": {"name": "glance-direct"}}, want=(202,))
        fetched, failed = self.image("alice", "fetched"), self.image("alice", "not found")
        self.fetch("alice", fetched, "/fast/disk")
        self.fetch("alice", failed, "/nothing")
        task = {"type": "import", "input": {"import_from": self.site.url("/fast/disk"), "import_from_format": "raw", "image_properties": {
            "name": "by a task", "disk_format": "raw", "container_format": "bare", "visibility": "private"}}}
        made = self.admin.json("POST", "/image/v2/tasks", task)["id"]
        shown = lambda: self.admin.json("GET", f"/image/v2/tasks/{made}")
        wait_for(lambda: shown()["status"] == "success", "the task does not end")
        for image, want in [(staged, "active"), (fetched, "active")]:
            wait_for(lambda: self.admin.image(image)["status"] == want, f"the import of {image} does not end")
        wait_for(lambda: self.last_task(failed)["status"] == "failure", "the import of nothing does not fail")
        self.digests |= {staged: sha512(data), fetched: self.web, shown()["result"]["image_id"]: self.web}
        self.staged = self.image("alice", "staged")
        self.put("alice", f"{IMAGES}/{self.staged}/stage", self.data("staged"))

    def begin_imports(self):
        """More downloads than a node has slots: some are under way and some wait when it goes."""
        for number in range(6):
            image = self.image("alice", f"import {number}")
            self.fetch("alice", image, f"/slow/{number}")
            self.imports[image] = self.web
        wait_for(lambda: sum(self.last_task(image)["status"] == "processing" for image in self.imports) >= 2, "no import begins")
        self.tasks = {self.last_task(image)["id"] for image in self.imports}

    def last_task(self, image):
        return self.admin.json("GET", f"{IMAGES}/{image}/tasks")["tasks"][0]

    def fetch(self, who, image, path):
        self.people[who].json("POST", f"{IMAGES}/{image}/import", {"method": {"name": "web-download", "uri": self.site.url(path)}}, want=(202,))

    # The dashboard, and what ends.

    def use_the_dashboard(self):
        admin = Browser(self.port).sign_in("admin", PASSWORD)
        home = self.admin.json("GET", f"{V3}/projects?name=admin")["projects"][0]["id"]
        admin.send(home, "create_project", name="by-form", description="made by a form")
        project = self.admin.json("GET", f"{V3}/projects?name=by-form")["projects"][0]["id"]
        admin.send(home, "create_user", name="by-form", password=secret("by-form"), project=project, role="member")
        admin.send(home, "set_quota", id=project, size="100", staged="50", images="10", uploading="5")
        admin.send(home, "give_role", id=project, user="bob", role="reader")
        self.project["by-form"] = project
        alice = Browser(self.port).sign_in("alice", secret("alice"))
        mine = self.project["alice"]
        alice.send(mine, "create_credential", name="by form", role="reader", days="30")
        alice.send(mine, "set_default_project", usual=mine)
        shared = self.filled("alice", "shared by form", visibility="shared")
        alice.send(mine, "share_image", id=shared, **{"with": self.project["bob"]})
        Browser(self.port).sign_in("bob", secret("bob")).send(self.project["bob"], "answer_image", id=shared, status="accepted")
        leaving = Browser(self.port).sign_in("carol", secret("carol"))
        leaving.send(self.project["carol"], "sign_out")
        self.browsers |= {"admin": admin, "alice": alice}

    def end_some_things(self):
        domain = {"domain_id": "default"}
        admin = self.admin
        project = admin.json("POST", f"{V3}/projects", {"project": domain | {"name": "ending"}})["project"]["id"]
        user = admin.json("POST", f"{V3}/users", {"user": domain | {"name": "ending", "password": secret("ending")}})["user"]["id"]
        role = f"{V3}/projects/{project}/users/{user}/roles/{MEMBER}"
        admin.json("PUT", role)
        client = Client(self.port).sign_in("ending", secret("ending"), "ending")
        path = f"{V3}/users/{user}/application_credentials"
        made = client.json("POST", path, {"application_credential": {"name": "ending"}})["application_credential"]["id"]
        client.json("DELETE", f"{path}/{made}")
        client.json("POST", f"{V3}/users/{user}/password", {"user": {"original_password": secret("ending"), "password": secret("ended")}})
        admin.json("PATCH", f"{V3}/users/{user}", {"user": {"description": "about to go"}})
        admin.json("PATCH", f"{V3}/projects/{project}", {"project": {"description": "about to go"}})
        admin.json("DELETE", role)
        admin.json("DELETE", f"{V3}/users/{user}")
        admin.json("DELETE", f"{V3}/projects/{project}")
        self.patch("credential unrestricted", self.ids["private"], ("add", "/by", "a credential"))

    def leave_bytes_to_reclaim(self):
        """A file where the store has the object's folder: it cannot be removed, so that its row stays. Then the folder is put back."""
        image = self.filled("alice", "to be reclaimed")
        key = self.database.rows(f"select object_key from location where image_id = '{image}'")[0][0]
        self.digests.pop(image)
        place = self.node.folder / "store/objects" / key
        aside = place.with_name("aside")
        place.rename(aside)
        place.write_bytes(b"")
        self.people["alice"].json("DELETE", f"{IMAGES}/{image}")
        wait_for(lambda: not place.exists(), "the object is not removed")
        aside.rename(place)
        for path in (self.node.folder / "store/writing").glob("deleted-*"):
            if path.is_file():
                path.unlink()
        self.left_over = place


def wait_for(holds, sentence, seconds=150):
    began = time.monotonic()
    while not holds():
        check(time.monotonic() - began < seconds, sentence)
        time.sleep(0.1)
