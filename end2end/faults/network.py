"""tuspy and tus-js-client upload through a bad network: network.py [--mebibytes 1024] [--seed 1]"""

import argparse
import os
import pathlib
import subprocess
import time

import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from deployment import MIB, Client, Deployment, check, noise, sha512
from proxy import BadNetwork

HERE = pathlib.Path(__file__).resolve().parent
METADATA = {"disk_format": "raw", "container_format": "bare"}
CHUNK = 8 * MIB


def by_tuspy(url, client, path, name):
    headers = {"X-Auth-Token": client.token}
    tries, place = 0, None
    while True:
        try:
            tus = TusClient(url, headers=headers)
            uploader = tus.uploader(str(path), chunk_size=CHUNK, metadata=METADATA | {"name": name}, url=place, retries=5, retry_delay=0)
            if place is None:
                uploader.set_url(uploader.create_url())
                place = uploader.url
            uploader.upload()
            return tries
        except (TusCommunicationError, requests.RequestException, OSError):
            # As its users do: again, from where the server says.
            tries += 1
            check(tries < 2000, "tuspy does not get on")
            time.sleep(0.05)


def by_tus_js(url, client, path, name):
    environment = os.environ | {"TUS_URL": url, "TUS_TOKEN": client.token, "TUS_FILE": str(path), "TUS_NAME": name, "TUS_CHUNK": str(CHUNK)}
    done = subprocess.run(["node", HERE / "tus-js.mjs"], env=environment, capture_output=True, text=True, timeout=3600)
    check(done.returncode == 0, f"tus-js-client: {done.stdout}{done.stderr}")
    return int(done.stdout.split()[-1])


def run(mebibytes=1024, seed=1):
    figures = {"MiB": mebibytes, "seed": seed}
    with Deployment() as deployment:
        port = deployment.nodes[0].port
        client = Client(port).sign_in()
        path = deployment.base / "disk"
        data = noise(seed, mebibytes * MIB + 513)
        path.write_bytes(data)
        for name, send in (("tuspy", by_tuspy), ("tus-js-client", by_tus_js)):
            network = BadNetwork(port, f"{seed}-{name}", least=64 << 10, most=24 * MIB)
            began = time.monotonic()
            retries = send(f"http://127.0.0.1:{network.port}/uploads", client, path, name)
            network.close()
            images = [image for image in client.json("GET", f"/image/v2/images?name={name}")["images"] if image["status"] == "active"]
            check(len(images) == 1, f"{name}: {len(images)} images")
            check(images[0]["os_hash_value"] == sha512(data), f"{name}: other bytes than were sent")
            figures[name] = {"seconds": round(time.monotonic() - began), "begun again": retries} | network.count
            print(name, figures[name], flush=True)
    return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mebibytes", type=int, default=1024)
    arguments.add_argument("--seed", type=int, default=1)
    run(**vars(arguments.parse_args()))
