"""32 uploads and 32 downloads of 256 MiB at once: memory.py [--parallel 32] [--mebibytes 256]. Prints the server's memory."""

import argparse
import threading

from deployment import MIB, Client, Deployment, check, cut, noise, sha512

MOST = 200


def run(parallel=32, mebibytes=256):
    data = noise(1, mebibytes * MIB)
    digest = sha512(data)
    with Deployment() as deployment:
        node = deployment.nodes[0]
        client = Client(node.port).sign_in()
        place, first = client.begin("first", len(data))
        check(client.patch(place, 0, cut(data), len(data))[0] == 204, "the first upload failed")
        idle, failures, images = node.memory("VmRSS"), [], []

        def up(number):
            place, image = client.begin(f"up-{number}", len(data))
            status, _ = client.patch(place, 0, cut(data, 1 << 18), len(data), small_buffer=False)
            check(status == 204, f"an upload is {status}")
            images.append(image)

        def down(_):
            import hashlib
            import http.client

            connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=600)
            connection.request("GET", f"/image/v2/images/{first}/file", headers=client.headers())
            answer, found = connection.getresponse(), hashlib.sha512()
            while piece := answer.read(1 << 18):
                found.update(piece)
            check(found.hexdigest() == digest, "a download was of other bytes")

        def guarded(act, number):
            try:
                act(number)
            except BaseException as failure:  # noqa: BLE001 - raised below
                failures.append(failure)

        threads = [threading.Thread(target=guarded, args=(act, number)) for number in range(parallel) for act in (up, down)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        for image in images:
            check(client.image(image)["os_hash_value"] == digest, "an image is of other bytes")
        figures = {"at once": 2 * parallel, "MiB each": mebibytes, "memory before, MiB": round(idle), "memory at most, MiB": round(node.memory())}
        print(figures, flush=True)
        check(node.memory() < MOST, f"the server took more than {MOST} MiB")
        return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--parallel", type=int, default=32)
    arguments.add_argument("--mebibytes", type=int, default=256)
    run(**vars(arguments.parse_args()))
