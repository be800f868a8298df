"""What is taken away while bytes arrive: races.py [--races 1000] [--seed 1]

The image is deleted, the quota cut, the role revoked, the token revoked or expired, the upload cancelled, at a random moment of an upload. However it
ends, no byte is left without an owner, and the accounts are right to the byte.
"""

import argparse
import collections
import http.client
import queue
import random
import sqlite3
import threading
import time

from deployment import MIB, Client, Deployment, check, cut, noise

MEMBER = "5b9e1f4f7d3b4f0db2a66d5ad5b4c0f1"
ENDS = ["delete", "quota", "role", "token", "expiry", "cancel"]


class Person:
    """A user with a project of their own, whom an admin can take anything from."""

    def __init__(self, deployment, admin, number):
        self.deployment, self.admin, self.name = deployment, admin, f"user-{number}"
        self.port = deployment.nodes[0].port
        domain = {"domain_id": "default"}
        self.project = admin.json("POST", "/identity/v3/projects", {"project": domain | {"name": self.name}})["project"]["id"]
        self.user = admin.json("POST", "/identity/v3/users", {"user": domain | {"name": self.name, "password": f"{self.name} in the lab"}})["user"]["id"]
        self.role = f"/identity/v3/projects/{self.project}/users/{self.user}/roles/{MEMBER}"
        admin.json("PUT", self.role)

    def sign_in(self):
        return Client(self.port).sign_in(self.name, f"{self.name} in the lab", self.name)

    def limit(self, mebibytes):
        """What the project may keep; `None` for as much as it likes. Set where an admin's call would set it."""
        with sqlite3.connect(self.deployment.folder / "vitrine.db", timeout=30) as database:
            database.execute("delete from project_limit where project_id = ?", (self.project,))
            if mebibytes is not None:
                database.execute(
                    "insert into project_limit (id, service_id, region_id, resource_name, project_id, resource_limit)"
                    " values (?, 'image', '', 'image_size_total', ?, ?)", (f"limit-{self.name}", self.project, mebibytes))

    def expire(self):
        with sqlite3.connect(self.deployment.folder / "vitrine.db", timeout=30) as database:
            database.execute("update token set expires_at = '2020-01-01T00:00:00Z' where user_id = ?", (self.user,))


def take_away(end, person, client, place, image):
    if end == "delete":
        person.admin.ask("DELETE", f"/image/v2/images/{image}")
    elif end == "quota":
        person.limit(1)
    elif end == "role":
        person.admin.json("DELETE", person.role)
    elif end == "token":
        person.admin.ask("DELETE", "/identity/v3/auth/tokens", {"x-subject-token": client.token})
    elif end == "expiry":
        person.expire()
    else:
        client.ask("DELETE", place)


def paced(data, dice, seconds):
    pieces = list(cut(data, 128 << 10))
    for piece in pieces:
        time.sleep(dice.uniform(0, 2 * seconds / len(pieces)))
        yield piece


def race(person, end, dice, data, results):
    client = person.sign_in()
    length = len(data) if dice.random() < 0.7 else None
    place, image = client.begin(f"race-{end}", length)
    timer = threading.Timer(dice.uniform(0, 1.2), take_away, (end, person, client, place, image))
    timer.start()
    chunk = {} if length else {"upload-length": str(len(data))}
    try:
        status, _ = client.patch(place, 0, paced(data, dice, 0.8), len(data), headers=chunk)
    except (OSError, http.client.HTTPException):
        status = 0
    timer.join()
    timer.finished.wait()
    results[f"{end} {status}"] += 1
    check(status in (0, 204, 401, 403, 404, 409, 410, 413), f"{end}: the upload is {status}")
    # All quota is released, so that the next race begins alike; what is left of this one is cleaned up as people would.
    person.limit(None)
    person.admin.json("PUT", person.role)
    if status == 204 and end in ("role", "token", "expiry", "quota"):
        shown = person.admin.image(image)
        check(shown["status"] in ("active", "saving"), f"{end}: a whole upload left its image {shown['status']}")
    again = person.sign_in()
    again.ask("DELETE", place)
    person.admin.ask("DELETE", f"/image/v2/images/{image}")


def run(races=1000, seed=1, lanes=8):
    dice = random.Random(seed)
    data = noise(seed, 3 * MIB)
    with Deployment() as deployment:
        admin = Client(deployment.nodes[0].port).sign_in()
        with sqlite3.connect(deployment.folder / "vitrine.db", timeout=30) as database:
            database.execute(
                "insert into registered_limit (id, service_id, region_id, resource_name, default_limit)"
                " values ('rule', 'image', '', 'image_size_total', -1) on conflict do nothing")
        work, failures, results = queue.Queue(), [], collections.Counter()
        for _ in range(races):
            work.put((dice.choice(ENDS), dice.random()))

        def lane(number):
            try:
                person = Person(deployment, admin, number)
                while not failures:
                    end, luck = work.get_nowait()
                    race(person, end, random.Random(luck), data, results)
            except queue.Empty:
                pass
            except BaseException as failure:  # noqa: BLE001 - raised below
                failures.append(failure)

        threads = [threading.Thread(target=lane, args=(number,)) for number in range(lanes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        wait_until_idle(deployment)
        deployment.check_consistency()
        figures = {"races": sum(results.values()), "seed": seed, "ends": dict(sorted(results.items()))}
        print(figures, flush=True)
        check(sum(results.values()) == races, "not every race was run")
        return figures


def wait_until_idle(deployment):
    """Waits for what the sweep tidies up."""
    for _ in range(150):
        if deployment.rows("select count(*) from reclaim")[0][0] == 0 and deployment.stored()["writing"] == 0:
            return
        time.sleep(1)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--races", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=1)
    run(**vars(arguments.parse_args()))
