"""A disk of 64 MiB and an upload of 100: full_disk.py. Needs the right to mount a tmpfs.

The upload is refused cleanly, others do not notice, and it goes on where it stands when there is room.
"""

import pathlib
import subprocess
import tempfile
import threading
import time

from house import MIB, Client, House, check, cut, noise, sha512


def run(seed=1):
    with tempfile.TemporaryDirectory(prefix="vitrine-full-") as base:
        folder = pathlib.Path(base) / "data"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], check=True)
        try:
            return fill(folder, seed)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder, seed):
    data = noise(seed, 100 * MIB)
    with House(folder=folder) as house:
        port = house.nodes[0].port
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
        check(0 < offset < len(data), f"it stands at {offset}")
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
        house.check_books()
        figures = {"refused at MiB": offset // MIB, "other requests meanwhile": 3 * len(others), "the slowest three of them, seconds": round(max(others), 2)}
        print(figures, flush=True)
        return figures


if __name__ == "__main__":
    run()
