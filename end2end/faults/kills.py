"""SIGKILL, again and again, while four uploads are under way: kills.py [--kills 200] [--seed 1] [--mebibytes 64]

What was acknowledged stays; at most one checkpoint is sent again for each kill; the server is ready again within 2 seconds; and at the end
bytes, rows and accounts agree. Prints its figures.
"""

import argparse
import http.client
import random
import threading
import time

from deployment import CHECKPOINT, MIB, Client, Deployment, check, cut, noise, sha512

# What is in sockets and in the server's memory when it is killed was sent, and cannot have been kept.
IN_FLIGHT = 8 * MIB


class Writer(threading.Thread):
    """Uploads image after image, whatever happens to the server."""

    def __init__(self, port, token, number, seed, size, enough):
        super().__init__(daemon=True)
        self.client, self.number, self.seed, self.size, self.enough = Client(port, token), number, seed, size, enough
        self.images, self.resent, self.conflicts, self.failure = [], [], 0, None

    def run(self):
        try:
            while not self.enough.is_set():
                self.upload(len(self.images))
        except BaseException as failure:  # noqa: BLE001 - told by whoever joins
            self.failure = failure

    def upload(self, turn):
        data = noise(f"{self.seed}-{self.number}-{turn}", self.size)
        place, image = self.with_retries(lambda: self.client.begin(f"{self.number}-{turn}", len(data)))
        known, reached = 0, 0
        while True:
            status, offset = self.with_retries(lambda: self.client.head(place))
            check(status == 200, f"an upload is {status} after a kill")
            check(offset >= known, f"the offset fell from {known} to {offset}")
            if reached > offset:
                self.resent.append(reached - offset)
            known = offset
            if offset == len(data):
                break
            sent = [0]
            try:
                status, headers = self.client.patch(place, offset, cut(data[offset:]), len(data) - offset, sent=sent)
                check(status in (204, 409, 503), f"a chunk is {status}")
                self.conflicts += status == 409
                if status == 204:
                    known = int(headers["upload-offset"])
            except (OSError, http.client.HTTPException):
                pass
            reached = offset + sent[0]
        self.images.append((image, sha512(data)))

    def with_retries(self, act):
        while True:
            try:
                return act()
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)


def run(kills=200, seed=1, mebibytes=64, writers=4):
    dice = random.Random(seed)
    enough = threading.Event()
    with Deployment() as deployment:
        node = deployment.nodes[0]
        admin = Client(node.port).sign_in()
        all_writers = [Writer(node.port, admin.token, number, seed, mebibytes * MIB, enough) for number in range(writers)]
        for writer in all_writers:
            writer.start()
        ready = []
        for _ in range(kills):
            time.sleep(dice.uniform(0.05, 1.2))
            node.kill()
            ready.append(node.start())
            failed = [writer.failure for writer in all_writers if writer.failure]
            if failed:
                raise failed[0]
        enough.set()
        for writer in all_writers:
            writer.join(300)
            check(not writer.is_alive(), "an upload did not come to its end")
            if writer.failure:
                raise writer.failure
        images = [image for writer in all_writers for image in writer.images]
        for image, digest in images:
            shown = admin.image(image)
            check((shown["status"], shown["os_hash_value"]) == ("active", digest), f"image {image} is {shown['status']}, or of other bytes")
            status, _, data = admin.ask("GET", f"/image/v2/images/{image}/file")
            check(status == 200 and sha512(data) == digest, f"image {image} holds other bytes than were sent")
        # An image that was begun while the server died under the answer has an upload that nobody knows of.
        for upload, image in deployment.rows("select id, image_id from upload where state = 'open'"):
            check((admin.ask("DELETE", f"/uploads/{upload}"))[0] in (204, 410), f"upload {upload} of image {image} cannot be cancelled")
        deployment.check_consistency()
        resent = [size for writer in all_writers for size in writer.resent]
        figures = {
            "kills": kills, "seed": seed, "images whole": len(images),
            "ready again, most seconds": round(max(ready), 2), "ready again, mean": round(sum(ready) / len(ready), 2),
            "sent again at once, most MiB": round(max(resent, default=0) / MIB, 2),
            "sent again at once, mean MiB": round(sum(resent) / max(len(resent), 1) / MIB, 2),
            "conflicts": sum(writer.conflicts for writer in all_writers),
        }
        print(figures, flush=True)
        check(max(resent, default=0) <= CHECKPOINT + IN_FLIGHT, "more than one checkpoint was sent again")
        check(max(ready) <= 2, "it took more than 2 seconds until the server was ready again")
        return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--mebibytes", type=int, default=64)
    run(**vars(arguments.parse_args()))
