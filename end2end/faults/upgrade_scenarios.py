"""What the users of the mixed load do; each is a scenario that removes everything it made."""

import http.client
import json
import threading
import time

from deployment import PASSWORD, Client, noise, sha512
from upgrade_load import FEED, NARROW_IMAGES, PEOPLE, InTurn, Refused
from upgrade_questions import IMAGES, V3
from upgrade_web import Browser


def download(client, image, data):
    for _ in range(2):
        got, _ = client.want("download", "GET", f"{IMAGES}/{image}/file")
        if sha512(got) != sha512(data):
            raise Refused(f"download at {client.trail[-1]} has {len(got)} other bytes")


def upload_in_chunks(load, dice):
    name, client = load.somebody(dice)
    disk_format, data = dice.choice([("raw", noise(dice.random(), dice.randrange(50_000, 3_000_000))), *load.disks.items()])
    place, image = client.begin(f"{disk_format} {next(load.number)}", len(data), disk_format)
    offset = 0
    while offset < len(data):
        size = min(len(data) - offset, dice.randrange(1, max(1_000_000, len(data) // 3)))
        status, headers = client.patch(place, offset, [data[offset:offset + size]], size)
        if status != 204:
            raise Refused(f"chunk of {disk_format} at {client.trail[-1]} (before: {list(client.trail)[:-1]}) is {status} {headers.get('vitrine-reason', '')}")
        offset += size
        if offset < len(data):
            status, at = client.head(place)
            if (status, at) != (200, offset):
                raise Refused(f"HEAD at {client.trail[-1]} is {status} at {at - offset:+d}")
    client.until("a whole upload", f"{IMAGES}/{image}", lambda shown: shown["status"] == "active", seconds=20)
    download(client, image, data)
    load.remove(client, image)


def put_and_change(load, dice):
    name, client = load.somebody(dice)
    image, data = load.new_image(client, tags=["one"]), noise(dice.random(), 100_000)
    path = f"{IMAGES}/{image}"
    client.want("PUT", "PUT", f"{path}/file", data, status=204, headers={"content-type": "application/octet-stream"})
    download(client, image, data)
    for number in range(3):
        change = [{"op": "replace", "path": "/name", "value": f"Étude {number}"}, {"op": "add", "path": "/colour", "value": str(number)}]
        client.want("PATCH", "PATCH", path, json.dumps(change), headers={"content-type": "application/openstack-images-v2.1-json-patch"})
        for _ in range(2):
            shown, _ = client.want("show", "GET", path)
            if (shown["name"], shown["colour"]) != (f"Étude {number}", str(number)):
                raise Refused(f"show at {client.trail[-1]} has an old value")
    client.want("tag", "PUT", f"{path}/tags/two", status=204)
    found, _ = client.want("search", "GET", f"{IMAGES}?name=%C3%89tude%202&tag=two&limit=1000")
    if image not in {one["id"] for one in found["images"]}:
        raise Refused(f"search at {client.trail[-1]} does not find the image")
    admin = load.as_admin()
    admin.want("deactivate", "POST", f"{path}/actions/deactivate", status=204)
    client.want("download of a deactivated image", "GET", f"{path}/file", status=403)
    admin.want("reactivate", "POST", f"{path}/actions/reactivate", status=204)
    download(client, image, data)
    load.remove(client, image)


def share(load, dice):
    one, other = dice.sample(range(PEOPLE), 2)
    giver, taker = InTurn(load, load.people[f"person-{one}"]), InTurn(load, load.people[f"person-{other}"])
    project = load.project[f"person-{other}"]
    image = load.new_image(giver, visibility="shared")
    members = f"{IMAGES}/{image}/members"
    giver.want("member", "POST", members, {"member": project})
    taker.want("what is shared", "GET", f"{IMAGES}/{image}")
    taker.want("accept", "PUT", f"{members}/{project}", {"status": "accepted"})
    for _ in range(2):
        listed, _ = taker.want("list of what is shared", "GET", f"{IMAGES}?visibility=shared&limit=1000")
        if image not in {shown["id"] for shown in listed["images"]}:
            raise Refused(f"list at {taker.trail[-1]} lacks what was accepted")
    giver.want("unshare", "DELETE", f"{members}/{project}", status=204)
    taker.want("what is shared no more", "GET", f"{IMAGES}/{image}", status=404)
    load.remove(giver, image)


def list_in_pages(load, dice):
    name, client = load.somebody(dice)
    path, seen = f"{IMAGES}?limit=3&sort=created_at:asc", []
    for _ in range(20):
        page, _ = client.want("list", "GET", path)
        seen += [image["id"] for image in page["images"]]
        if not page.get("next"):
            break
        path = "/image" + page["next"]
        if "marker" in path and client.ask("GET", path)[0] == 400:
            return  # The image at the end of that page was deleted by another lane.
    if len(seen) != len(set(seen)):
        raise Refused("list has an image twice")


def import_from_the_web(load, dice):
    name, client = load.somebody(dice)
    image = load.new_image(client)
    body = {"method": {"name": "web-download", "uri": load.deployed.site.url(dice.choice(["/fast/x", "/slow/x"]))}}
    client.want("import", "POST", f"{IMAGES}/{image}/import", body, status=202)
    client.until("import", f"{IMAGES}/{image}", lambda shown: shown["status"] == "active", seconds=120)
    download(client, image, load.deployed.site.data)
    client.want("tasks of an image", "GET", f"{IMAGES}/{image}/tasks")
    load.remove(client, image)


def stage_and_import(load, dice):
    name, client = load.somebody(dice)
    image, data = load.new_image(client), noise(dice.random(), 120_000)
    client.want("stage", "PUT", f"{IMAGES}/{image}/stage", data, status=204, headers={"content-type": "application/octet-stream"})
    client.want("import", "POST", f"{IMAGES}/{image}/import", {"method": {"name": "glance-direct"}}, status=202)
    client.until("import", f"{IMAGES}/{image}", lambda shown: shown["status"] == "active", seconds=120)
    download(client, image, data)
    load.remove(client, image)


def sign_in(load, dice):
    name, _ = load.somebody(dice)
    client = load.signed_in(name)
    path = f"{V3}/users/{load.user[name]}/application_credentials"
    made, _ = client.want("credential", "POST", path, {"application_credential": {"name": f"credential {next(load.number)}"}}, status=201)
    made = made["application_credential"]
    auth = {"auth": {"identity": {"methods": ["application_credential"], "application_credential": {"id": made["id"], "secret": made["secret"]}}}}
    _, headers = client.want("sign-in with a credential", "POST", f"{V3}/auth/tokens", auth, status=201)
    other = InTurn(load, headers["x-subject-token"])
    for _ in range(2):
        other.want("list with a credential's token", "GET", f"{IMAGES}?limit=1")
    again = {"auth": {"identity": {"methods": ["token"], "token": {"id": client.token}}, "scope": {"project": {"id": load.project[name]}}}}
    _, headers = client.want("token from a token", "POST", f"{V3}/auth/tokens", again, status=201)
    third = InTurn(load, headers["x-subject-token"])
    for _ in range(2):
        third.want("list with a token from a token", "GET", f"{IMAGES}?limit=1")
    client.want("end of a credential", "DELETE", f"{path}/{made['id']}", status=204)
    for _ in range(2):
        other.want("a token of a credential that ended", "GET", f"{IMAGES}?limit=1", status=401)
    client.want("end of a token", "DELETE", f"{V3}/auth/tokens", status=204, headers={"x-subject-token": client.token})
    for _ in range(2):
        client.want("a token that ended", "GET", f"{IMAGES}?limit=1", status=401)


def fail_to_sign_in(load, dice):
    """From an address of its own each time, so that nobody else has to wait."""
    name, _ = load.somebody(dice)
    node, running = dice.choice(load.nodes())
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": {"id": load.user["comes-and-goes"], "password": "wrong, wrong"}}}}}
    source = f"127.{dice.randrange(1, 250)}.{dice.randrange(250)}.{dice.randrange(1, 250)}"
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60, source_address=(source, 0))
    try:
        connection.request("POST", f"{V3}/auth/tokens", json.dumps(body), {"content-type": "application/json"})
        status = connection.getresponse().status
    finally:
        connection.close()
    load.count[node] += 1
    if status not in (401, 429):
        raise Refused(f"a wrong password at {node} is {status}")


def look_at_pages(load, dice):
    """A browser stays with its node; see what differs while two releases run side by side."""
    node, running = dice.choice(load.nodes())
    browser = Browser(running.port).sign_in("admin", PASSWORD)
    image = load.new_image(load.as_admin())
    pages = ["images", f"images/{image}", "sharing", "account", "activity", "admin/projects", "admin/users", "admin/roles", "admin/activity"]
    for page in pages:
        status, text = browser.page(f"/projects/{load.home}/{page}")
        load.count[node] += 1
        if status != 200:
            what = "activity page" if "activity" in page else f"page {page.partition('/')[0]}"
            load.fail("pages", f"{what} at {node} is {status} ")
    browser.send(load.home, "delete_image", id=image)


def read_activity(load, dice):
    admin = load.as_admin()
    for what, path in [("activity", "activity?scope=all&limit=200"), ("activity", "activity?limit=50"), ("csv", "activity.csv?scope=all")]:
        for _ in range(2):
            try:
                admin.want(what, "GET", f"/api/v1/{path}")
            except Refused as refused:
                load.fail("activity", str(refused))


def follow_the_feed(load, dice):
    """A change must be told by the feed of each node."""
    for node, running in load.nodes():
        admin = Client(running.port, load.admin.token)
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=FEED)
        try:
            connection.request("GET", "/api/v1/events?scope=all", headers=admin.headers({"accept": "text/event-stream"}))
            answer = connection.getresponse()
            if answer.status != 200:
                raise Refused(f"feed at {node} is {answer.status}")
            time.sleep(1.5)
            image = load.new_image(load.as_admin())
            until, heard = time.monotonic() + FEED, b""
            while image.encode() not in heard and time.monotonic() < until:
                heard += answer.readline()
            if image.encode() not in heard:
                load.fail("feed", f"feed at {node} tells nothing of a change in {FEED} s")
        except TimeoutError:
            load.fail("feed", f"feed at {node} tells nothing of a change in {FEED} s")
        finally:
            connection.close()
        load.remove(load.as_admin(), image)


def fill_a_quota(load, dice):
    if not load.narrow.acquire(blocking=False):
        return
    try:
        client = InTurn(load, load.people["narrow"])
        made, statuses = [], []

        def create():
            one = InTurn(load, load.people["narrow"])
            status, _, text = one.ask("POST", IMAGES, {"content-type": "application/json"}, json.dumps({"name": "n", "disk_format": "raw", "container_format": "bare"}))
            statuses.append(status)
            if status == 201:
                made.append(json.loads(text)["id"])

        race(create, NARROW_IMAGES + 3)
        if sorted(statuses) != [201] * NARROW_IMAGES + [413] * 3:
            raise Refused(f"images at the limit of {NARROW_IMAGES}: {sorted(statuses)}")
        half = noise(dice.random(), 400_000)
        kept = []

        def fill(image):
            one = InTurn(load, load.people["narrow"])
            kept.append(one.ask("PUT", f"{IMAGES}/{image}/file", {"content-type": "application/octet-stream"}, half)[0])

        race(fill, NARROW_IMAGES, made)
        if kept.count(204) > 2 or set(kept) - {204, 413}:
            raise Refused(f"bytes at the limit: {sorted(kept)}")
        for image in made:
            load.remove(client, image)
    finally:
        load.narrow.release()


def race(act, count, arguments=None):
    threads = [threading.Thread(target=act, args=(arguments[number],) if arguments else ()) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def disable_a_user(load, dice):
    if not load.going.acquire(blocking=False):
        return
    try:
        admin, name = load.as_admin(), "comes-and-goes"
        client = load.signed_in(name)
        place, image = client.begin("of a user who goes", 100_000)
        data = noise(1, 100_000)
        client.patch(place, 0, [data[:50_000]], 50_000)
        admin.want("disable", "PATCH", f"{V3}/users/{load.user[name]}", {"user": {"enabled": False}})
        for _ in range(2):
            client.want("a token of a disabled user", "GET", f"{IMAGES}?limit=1", status=401)
            status, _ = client.patch(place, 50_000, [data[50_000:]], 50_000)
            if status != 401:
                raise Refused(f"a chunk of a disabled user at {client.trail[-1]} is {status}")
        admin.want("enable", "PATCH", f"{V3}/users/{load.user[name]}", {"user": {"enabled": True}})
        client = load.signed_in(name)
        status, _ = client.patch(place, 50_000, [data[50_000:]], 50_000)
        if status != 204:
            raise Refused(f"a chunk after signing in again at {client.trail[-1]} is {status}")
        load.remove(client, image)
    finally:
        load.going.release()


SCENARIOS = [(act.__name__, act) for act in (
    upload_in_chunks, upload_in_chunks, put_and_change, put_and_change, share, list_in_pages, import_from_the_web, stage_and_import, sign_in, fail_to_sign_in,
    look_at_pages, read_activity, follow_the_feed, fill_a_quota, disable_a_user)]
