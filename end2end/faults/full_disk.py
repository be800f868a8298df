"""A disk of 64 MiB and an upload of 100, and a disk that another program fills: full_disk.py. Needs the right to mount
a tmpfs.

The upload is refused cleanly, others do not notice, and it continues from its offset when there is room. Where the disk of
the database is full, what writes is refused, what reads and what deletes works, and when there is room all works again
without a restart.
"""

import errno
import json
import pathlib
import subprocess
import tempfile
import threading
import time

from deployment import MIB, Client, Deployment, check, cut, noise, sha512


def run(seed=1):
    return on_a_disk(64, lambda folder: fill(folder, seed)) | on_a_disk(128, fill_by_another)


def on_a_disk(mebibytes, test):
    with tempfile.TemporaryDirectory(prefix="vitrine-full-") as base:
        folder = pathlib.Path(base) / "data"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", folder], check=True)
        try:
            return test(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder, seed):
    data = noise(seed, 100 * MIB)
    with Deployment(folder=folder) as deployment:
        port = deployment.nodes[0].port
        client = Client(port).sign_in()
        status, _, text = client.ask("POST", "/uploads", {"upload-length": str(len(data)), "content-length": "0", "upload-metadata": "disk_format cmF3,container_format YmFyZQ=="})
        check(status == 507, f"what cannot fit is {status}, not 507: {text}")
        others, over = [], threading.Event()

        def live_on():
            other = Client(port, client.token)
            while not over.is_set():
                began = time.monotonic()
                image = other.json("POST", "/image/v2/images", {"name": "other", "disk_format": "raw", "container_format": "bare"})["id"]
                other.json("GET", "/image/v2/images")
                other.json("DELETE", f"/image/v2/images/{image}")
                others.append(time.monotonic() - began)

        failures = []

        def watched():
            try:
                live_on()
            except BaseException as failure:  # noqa: BLE001 - raised below
                failures.append(failure)

        thread = threading.Thread(target=watched)
        thread.start()
        place, image = client.begin("large")
        status, headers = client.patch(place, 0, cut(data), len(data))
        check(status == 507, f"a full disk is {status}, not 507")
        offset = int(headers["upload-offset"])
        check(0 < offset < len(data), f"the offset is {offset}")
        time.sleep(1)
        # Again, while it is still full: the same, and nothing moves.
        status, headers = client.patch(place, offset, cut(data[offset:]), len(data) - offset)
        check(status == 507 and int(headers["upload-offset"]) >= offset, f"again it is {status}")
        offset = int(headers["upload-offset"])
        subprocess.run(["mount", "-o", "remount,size=256m", folder], check=True)
        status, headers = client.patch(place, offset, cut(data[offset:]), len(data) - offset, headers={"upload-length": str(len(data))})
        check(status == 204, f"with room it is {status}")
        over.set()
        thread.join()
        if failures:
            raise failures[0]
        shown = client.image(image)
        check((shown["status"], shown["os_hash_value"]) == ("active", sha512(data)), "the image is not what was sent")
        deployment.check_consistency()
        figures = {"refused at MiB": offset // MIB, "other requests meanwhile": 3 * len(others), "the slowest three of them, seconds": round(max(others), 2)}
        print(figures, flush=True)
        return figures


NEW = {"name": "new", "disk_format": "raw", "container_format": "bare"}
# What fills the WAL quickly.
LARGE = NEW | {f"property{number}": "x" * 2000 for number in range(20)}


def fill_by_another(folder):
    """Another program fills the disk of the database to the last byte, and goes away again."""
    with Deployment(folder=folder) as deployment:
        port = deployment.nodes[0].port
        client = Client(port).sign_in()
        images = [client.json("POST", "/image/v2/images", NEW)["id"] for _ in range(20)]
        reserve = folder / "vitrine.db-reserve"
        for _ in range(100):
            if reserve.exists():
                break
            time.sleep(0.1)
        check(reserve.exists(), "no room is kept for deleting")
        figures = {"refused": 0, "readyz": [], "deleted while full": 0}
        for _ in range(3):
            foreign = folder / "foreign"
            try:
                with foreign.open("wb", buffering=0) as file:
                    while True:
                        file.write(bytes(64 << 10))
            except OSError as error:
                check(error.errno == errno.ENOSPC, f"the disk fails: {error}")
            refused = 0
            for _ in range(2000):
                status, _, text = ask(client, "POST", "/image/v2/images", LARGE)
                check(status in (201, 413), f"on a full disk a new image is {status}: {text}")
                refused += status == 413
                if refused == 12:
                    break
            check(refused == 12, "the disk was never full")
            # A large transaction that fails leaves room for a few small ones.
            for number in range(200):
                project = {"name": f"project {foreign.stat().st_ino} {number}", "about": "x" * 9000}
                status, _, text = ask(client, "POST", "/identity/v3/projects", {"project": project})
                check(status in (201, 507), f"a new project is {status}: {text}")
                if status == 507:
                    break
            check(status == 507, "a new project is never refused")
            for _ in range(40):
                status, headers, text = Client(port).ask("GET", "/readyz")
                if status != 200:
                    break
                time.sleep(1.1)
            check(status == 503 and b"database_full" in text and "retry-after" in headers, f"/readyz is {status}: {text}")
            check(client.ask("GET", "/image/v2/images")[0] == 200, "what is there cannot be read")
            for image in [images.pop() for _ in range(5)]:
                status, _, text = client.ask("DELETE", f"/image/v2/images/{image}")
                check(status == 204, f"on a full disk a deletion is {status}: {text}")
                figures["deleted while full"] += 1
            foreign.unlink()
            began = time.monotonic()
            for _ in range(16):
                client.json("POST", "/image/v2/images", NEW)
            for image in [images.pop()]:
                client.json("DELETE", f"/image/v2/images/{image}")
            while Client(port).ask("GET", "/readyz")[0] != 200:
                check(time.monotonic() - began < 5, "/readyz stays 503")
                time.sleep(0.1)
            figures["refused"] += refused
            figures["readyz"].append(round(time.monotonic() - began, 2))
            # The worker takes the reserve again, each half minute.
            while not reserve.exists():
                check(time.monotonic() - began < 40, "the room for deleting is not kept again")
                time.sleep(0.5)
        deployment.check_consistency()
        print(figures, flush=True)
        return figures


def ask(client, method, path, body):
    return client.ask(method, path, {"content-type": "application/json"}, json.dumps(body))


if __name__ == "__main__":
    run()
