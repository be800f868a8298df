"""What must hold in a deployment of release 040df12 once the new release has it."""

import http.client
import json
import time

from deployment import PASSWORD, Client, check, sha512
from upgrade_database import counts
from upgrade_questions import IMAGES, V3, answers
from upgrade_rows import secret, wait_for
from upgrade_web import Browser

#: Fields that only the new release answers; those of images are in `server/tests/it/helpers.rs` too (`NEW_IMAGE_FIELDS`).
NEW_FIELDS = {"credential", "credential_name", "os_glance_inspection"}
#: The sweep runs each 30 seconds; a task of a node that is gone is taken over after 60.
SWEEP, LEASE = 30, 60


class After:
    """`contents`, as the new release has them at `node`."""

    def __init__(self, contents, node, before, rows_before):
        self.contents, self.node, self.before, self.rows_before = contents, node, before, rows_before
        for client in contents.people.values():
            client.port = node.port
        self.admin = contents.people["admin"]

    def check_all(self):
        differences = self.compare()
        check(not differences, "answers differ:\n" + "\n".join(differences))
        self.read_activity()
        self.sign_in()
        self.read_pages()
        self.download()
        self.wait_for_sweeps()
        differences = self.compare()
        check(not differences, "after a sweep answers differ:\n" + "\n".join(differences))
        self.go_on_with_uploads()
        self.import_what_is_staged()
        self.let_imports_end()
        self.download()
        self.check_quota_and_bytes()

    # Values.

    def compare(self):
        after = answers(self.contents)
        return [line for question, (status, body) in self.before.items() for line in self.differences(question, status, body, *after[question])]

    def differences(self, question, status, body, new_status, new_body):
        if status != new_status:
            return [f"{question}: {status} became {new_status}"]
        if "/usage" in question[1] and question[0] in ("alice", "rita", "nova", "alice again", *(f"credential {name}" for name in self.contents.credentials)):
            return []  # Of alice's project, whose PUT and imports go on; `check_quota_and_bytes` compares it with the rows.
        return [f"{question}: {line}" for line in differences(self.settled(body), self.settled(new_body))]

    def settled(self, value):
        """`value` without what goes on while nobody asks: imports and a PUT that were under way."""
        moving = {*self.contents.imports, *self.contents.tasks, self.contents.cut}
        if isinstance(value, list):
            return [self.settled(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.get("id") in moving or value.get("image_id") in moving:
            return {"id": value.get("id"), "name": value.get("name"), "owner": value.get("owner")}
        if "activity" in value:
            known = max((entry["id"] for entry in self.before["admin", "/api/v1/activity?scope=all&limit=1000"][1]["activity"]))
            return {"activity": [self.settled(entry) for entry in value["activity"] if entry["id"] <= known]}
        return {name: self.settled(item) for name, item in value.items() if name not in NEW_FIELDS}

    # The rest.

    def read_activity(self):
        for path, what in [("activity.csv", "text/csv"), ("activity.ndjson", "application/x-ndjson")]:
            status, headers, text = self.admin.ask("GET", f"/api/v1/{path}?scope=all")
            check(status == 200 and headers["content-type"].startswith(what), f"{path} is {status} {headers.get('content-type')}")
            check(text.count(b"\n") >= len(self.before["admin", "/api/v1/activity?scope=all&limit=1000"][1]["activity"]), f"{path} is too short")
        check(feed_begins(self.admin), "the change feed does not begin")

    def sign_in(self):
        for name in ("alice", "bob", "carol", "Łukasz"):
            Client(self.node.port).sign_in(name, secret(name), "alice" if name == "Łukasz" else name)
        Client(self.node.port).sign_in("admin", PASSWORD)
        contents, contents.port = self.contents, self.node.port
        for name in contents.credentials:
            contents.with_credential(name)
        for name, password in [("alice", "wrong, wrong, wrong"), ("shut-out", secret("shut-out"))]:
            body = {"auth": {"identity": {"methods": ["password"], "password": {"user": {"id": contents.user[name], "password": password}}}}}
            status, _, _ = Client(self.node.port).ask("POST", f"{V3}/auth/tokens", {"content-type": "application/json"}, json.dumps(body))
            check(status == 401, f"{name} is {status}")
        for browser in contents.browsers.values():
            browser.port = self.node.port
            status, _ = browser.page("/images")
            check(str(status).startswith("302 /login"), f"a session of the old release is {status}")

    def read_pages(self):
        contents = self.contents
        alice = Browser(self.node.port).sign_in("alice", secret("alice"))
        admin = Browser(self.node.port).sign_in("admin", PASSWORD)
        project, home = contents.project["alice"], self.admin.json("GET", f"{V3}/projects?name=admin")["projects"][0]["id"]
        images = [image["id"] for image in contents.people["alice"].json("GET", f"{IMAGES}?owner={project}&limit=1000")["images"]]
        of_alice = ["images", "sharing", "activity", "account", *(f"images/{image}" for image in images)]
        of_admin = ["admin/projects", "admin/users", "admin/roles", "admin/activity", *(f"admin/users/{user}" for user in contents.user.values() if user not in contents.project.values() and user != contents.ids["lab"] and user != contents.ids["closed"])]
        of_admin += [f"admin/projects/{one}" for one in contents.project.values() if one in self.projects()]
        for browser, start, pages in [(alice, project, of_alice), (admin, home, of_admin)]:
            for page in pages:
                status, text = browser.page(f"/projects/{start}/{page}")
                check(status == 200, f"the page {page} is {status}")
        return len(of_alice) + len(of_admin)

    def projects(self):
        return {project["id"] for project in self.admin.json("GET", f"{V3}/projects")["projects"]}

    def download(self):
        for image, digest in self.contents.digests.items():
            owner = self.admin.image(image)
            if owner["status"] == "deactivated":
                continue
            status, _, data = self.admin.ask("GET", f"{IMAGES}/{image}/file")
            check(status == 200 and sha512(data) == digest == owner["os_hash_value"], f"the data of {owner['name']} is {status}, {len(data)} bytes")
            status, _, part = self.admin.ask("GET", f"{IMAGES}/{image}/file", {"range": "bytes=10-99"})
            check(status == 206 and part == data[10:100], f"a range of {owner['name']} is {status}")

    def wait_for_sweeps(self):
        time.sleep(2 * SWEEP + 2)
        wait_for(lambda: not self.contents.left_over.exists() and counts(self.contents.database)["reclaim"] == 0, "bytes without an owner are left")
        rows = counts(self.contents.database)
        # What goes by itself: bytes to reclaim, parts of uploads that have ended, tokens (none has expired yet).
        fewer = {table: (self.rows_before[table], rows.get(table)) for table in self.rows_before if rows.get(table, 0) < self.rows_before[table]}
        for table in ("reclaim", "upload_part", "reservation", "tower_sessions", "tower_sessions.session", "sign_in"):
            fewer.pop(table, None)
        check(not fewer, f"rows are gone: {fewer}")

    def go_on_with_uploads(self):
        for place, (who, image, offset, data) in self.contents.uploads.items():
            client = self.contents.people[who]
            status, headers, _ = client.ask("HEAD", place)
            check(status == 200 and int(headers["upload-offset"]) == offset, f"the upload of {image} is {status} at {headers.get('upload-offset')}, not {offset}")
            length = {"upload-length": str(len(data))} if "upload-length" not in headers else {}
            status, _ = client.patch(place, offset, [data[offset:]], len(data) - offset, headers=length)
            check(status == 204, f"the rest of {image} is {status}")
            self.contents.digests[image] = sha512(data)
        cut = self.contents.cut
        wait_for(lambda: self.admin.image(cut)["status"] == "queued", "the image of a PUT that was cut is not queued again")
        data = self.contents.data("half by PUT")
        self.contents.put("alice", f"{IMAGES}/{cut}/file", data)
        self.contents.digests[cut] = sha512(data)

    def import_what_is_staged(self):
        image = self.contents.staged
        self.contents.people["alice"].json("POST", f"{IMAGES}/{image}/import", {"method": {"name": "glance-direct"}}, want=(202,))
        wait_for(lambda: self.admin.image(image)["status"] == "active", "what was staged is not imported")
        self.contents.digests[image] = sha512(self.contents.data("staged"))

    def let_imports_end(self):
        self.contents.site.hurry = True
        for image, digest in self.contents.imports.items():
            wait_for(lambda: self.admin.image(image)["status"] == "active", f"an import that was under way does not end: {self.contents.last_task(image)}")
            self.contents.digests[image] = digest

    def check_quota_and_bytes(self):
        wait_for(lambda: counts(self.contents.database)["reclaim"] == 0, "bytes without an owner are left")
        done = self.node.fsck("--read-all")
        check(done.returncode == 0, f"fsck: {done.stdout}{done.stderr}")
        for owner, images, stored in self.contents.database.rows(
            "select owner, count(*), coalesce(sum(size), 0) from image where status <> 'deleted' group by owner"):
            row = self.contents.database.rows(f"select images, stored, reserved, uploading, staged from project_usage where project_id = '{owner}'")[0]
            check(tuple(map(int, row)) == (int(images), int(stored), 0, 0, 0), f"project {owner} has {images} images of {stored} bytes; its account says {row}")


def feed_begins(client) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=30)
    try:
        connection.request("GET", "/api/v1/events", headers=client.headers({"accept": "text/event-stream"}))
        answer = connection.getresponse()
        return answer.status == 200 and answer.headers["content-type"].startswith("text/event-stream")
    finally:
        connection.close()


def differences(before, after, path=""):
    """Where two JSON values differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [line for name in sorted({*before, *after}) for line in differences(before.get(name, "absent"), after.get(name, "absent"), f"{path}.{name}")]
    if isinstance(before, list) and isinstance(after, list):
        before, after = by_id(before), by_id(after)
        if isinstance(before, dict) and isinstance(after, dict):
            return differences(before, after, path)
    return [] if before == after else [f"{path}: {str(before)[:300]} became {str(after)[:300]}"]


def by_id(items):
    keyed = {item["id"] if isinstance(item, dict) and "id" in item else json.dumps(item, sort_keys=True): item for item in items}
    return keyed if all(isinstance(item, dict) for item in items) else items
