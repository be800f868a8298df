"""Sign-ins at once, and the server's memory and waits: sign_ins.py [--at-once 100] [--rounds 5] [--guessers 250].

First `at-once` threads sign in with the right password, again and again; memory must stay flat from the second round
on. Then `guessers` threads try wrong passwords from 127.0.0.2 while one honest user signs in from 127.0.0.1. Prints
the figures.
"""

import argparse
import collections
import http.client
import json
import threading
import time

from deployment import PASSWORD, Client, Deployment, check

#: MiB above the memory after the first round. The memory of Argon2 is 19 MiB for each of four hashes at most.
GROWTH = 24
#: Seconds that an honest sign-in may take beside wrong ones: one hash under way, one of theirs, one of its own.
SLOWEST_SIGN_IN = 1.5


def sign_in(port, name, password, source="127.0.0.1"):
    """Status and seconds to wait, of one attempt."""
    auth = {"identity": {"methods": ["password"], "password": {"user": {"name": name, "domain": {"id": "default"}, "password": password}}}}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    try:
        connection.request("POST", "/identity/v3/auth/tokens", json.dumps({"auth": auth}), {"content-type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, float(answer.headers.get("retry-after", 0))
    finally:
        connection.close()


def at_once(count, act):
    threads = [threading.Thread(target=act, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run(at_once_count=100, rounds=5, guessers=250):
    with Deployment() as deployment:
        node = deployment.nodes[0]
        Client(node.port).sign_in()
        idle, resident, statuses = node.memory("VmRSS"), [], collections.Counter()

        def until_in(_):
            for _ in range(100):
                status, wait = sign_in(node.port, "admin", PASSWORD)
                statuses[status] += 1
                if status == 201:
                    return
                check(status == 503 and wait > 0, f"a right password is {status}")
                time.sleep(wait)
            raise AssertionError("never signed in")

        began = time.monotonic()
        for _ in range(rounds):
            at_once(at_once_count, until_in)
            resident.append(node.memory("VmRSS"))
        seconds = time.monotonic() - began
        check(statuses[201] == rounds * at_once_count, "not every sign-in succeeded")

        stop, refused = threading.Event(), collections.Counter()

        def guess(number):
            while not stop.is_set():
                status, _ = sign_in(node.port, f"user-{number}", "wrong", "127.0.0.2")
                refused[status] += 1
                time.sleep(0.05)

        guesses = [threading.Thread(target=guess, args=(number,)) for number in range(guessers)]
        for thread in guesses:
            thread.start()
        waits = []
        for _ in range(20):
            before = time.monotonic()
            status, _ = sign_in(node.port, "admin", PASSWORD)
            check(status == 201, f"the honest sign-in is {status}")
            waits.append(time.monotonic() - before)
            time.sleep(0.1)
        stop.set()
        for thread in guesses:
            thread.join()
        waits.sort()
        figures = {
            "at once": at_once_count, "rounds": rounds, "sign-ins a second": round(rounds * at_once_count / seconds, 1),
            "answers": dict(statuses), "memory before, MiB": round(idle), "memory after each round, MiB": [round(one) for one in resident],
            "guessers": guessers, "answers to guessers": dict(refused), "memory beside them, MiB": round(node.memory("VmRSS")),
            "honest sign-in, median s": round(waits[len(waits) // 2], 3), "honest sign-in, slowest s": round(waits[-1], 3),
        }
        print(figures, flush=True)
        check(resident[-1] - resident[0] < GROWTH, "memory grows with the number of sign-ins")
        check(waits[len(waits) // 2] < SLOWEST_SIGN_IN, "wrong passwords hold up an honest sign-in")
        return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--at-once", type=int, default=100, dest="at_once_count")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--guessers", type=int, default=250)
    run(**vars(arguments.parse_args()))
