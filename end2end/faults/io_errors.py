"""A disk that fails under SQLite: io_errors.py [rounds]. Needs a C compiler.

While it fails, what writes is refused with 503 (507 where the disk says that it is full) and what reads goes on; when it
works again, so does everything, without a restart.
"""

import errno
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

from deployment import Client, Deployment, check

HERE = pathlib.Path(__file__).parent
NEW = {"name": "new", "disk_format": "raw", "container_format": "bare"}


def run(rounds=20):
    with tempfile.TemporaryDirectory(prefix="vitrine-io-") as base:
        library, control = pathlib.Path(base) / "io_errors.so", pathlib.Path(base) / "fault"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "io_errors.c", "-ldl"], check=True)
        with Deployment(LD_PRELOAD=str(library), FAULT_FILE=str(control)) as deployment:
            return fail_again_and_again(deployment, control, rounds)


def fail_again_and_again(deployment, control, rounds):
    port = deployment.nodes[0].port
    client = Client(port).sign_in()
    client.json("POST", "/image/v2/images", NEW)
    refused = {}
    for number in range(rounds):
        code, image, other = [(errno.EIO, 503, 503), (errno.ENOSPC, 413, 507)][number % 2]
        control.write_text(str(code))
        try:
            asked = [("POST", "/image/v2/images", image), ("POST", "/identity/v3/projects", other)]
            # More at once than there are connections.
            threads, failures = [], []
            for method, path, want in asked * 8:
                threads.append(threading.Thread(target=one, args=(client, (method, path, want), refused, failures)))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if failures:
                raise failures[0]
            check(client.ask("GET", "/image/v2/images")[0] == 200, "what is there cannot be read")
            # An answer is given again for a second.
            time.sleep(1.1)
            status, headers, text = Client(port).ask("GET", "/readyz")
            check(status == 503 and headers["retry-after"], f"/readyz is {status}: {text}")
            check(b"database_" in text, f"/readyz names no reason: {text}")
        finally:
            control.unlink()
        for _ in range(16):
            client.json("POST", "/image/v2/images", NEW)
        time.sleep(1.1)
        status, _, text = Client(port).ask("GET", "/readyz")
        check(status == 200, f"/readyz is {status} afterwards: {text}")
    deployment.check_consistency()
    figures = {"rounds": rounds, "refused by status": refused}
    print(figures, flush=True)
    return figures


def one(client, asked, refused, failures):
    method, path, want = asked
    body = NEW if path.endswith("images") else {"project": {"name": str(time.monotonic_ns())}}
    try:
        status, headers, text = client.ask(method, path, {"content-type": "application/json"}, json.dumps(body))
        check(status == want, f"{method} {path} is {status}, not {want}: {text}")
        check(status != 503 or "retry-after" in headers, "503 without Retry-After")
        refused[status] = refused.get(status, 0) + 1
    except BaseException as failure:  # noqa: BLE001 - raised by whoever waits
        failures.append(failure)


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
