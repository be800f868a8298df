"""Two writers on one upload, each at a node of its own, one of which is stopped and continued: writers.py [--rounds 2000] [--seed 1]

One of them wins, whole; no byte of the other is in the image, however late it wakes up.
"""

import argparse
import http.client
import queue
import random
import signal
import threading
import time

from deployment import Client, Deployment, check, noise


def slowly(data, dice, stalls):
    """`data` in pieces, with a wait before some of them."""
    at = 0
    while at < len(data):
        if dice.random() < stalls:
            time.sleep(dice.uniform(0, 0.03))
        size = dice.randrange(1, 24 << 10)
        yield data[at:at + size]
        at += size


def write(client, place, data, dice, outcome):
    try:
        time.sleep(dice.uniform(0, 0.01))
        outcome.append(client.patch(place, 0, slowly(data, dice, 0.3), len(data)))
    except (OSError, http.client.HTTPException) as failure:
        outcome.append((0, {"failure": str(failure)}))


def round_of_two(clients, dice, name, size):
    place, image = clients[0].begin(name, size)
    data = [noise(f"{name}-{writer}", size) for writer in range(2)]
    outcomes = [[], []]
    threads = [
        threading.Thread(target=write, args=(clients[writer], place, data[writer], random.Random(dice.random()), outcomes[writer]))
        for writer in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = [writer for writer in range(2) if outcomes[writer][0][0] == 204 and int(outcomes[writer][0][1]["upload-offset"]) == size]
    check(len(whole) <= 1, f"both were told that they had written all of it: {outcomes}")
    answers = sorted(outcome[0][0] for outcome in outcomes)
    check(all(status in (0, 204, 409, 410, 503) for status in answers), f"answers were {outcomes}")
    status, offset = clients[0].head(place)
    if offset < size:
        # Neither had its way: what is there is the beginning of what one of them sent. One goes on.
        check(status == 200, f"the upload is {status}")
        writer = None
        for writer in range(2):
            status, headers = clients[0].patch(place, offset, [data[writer][offset:]], size - offset)
            check(status == 204, f"going on is {status}")
            break
    status, _, stored = clients[0].ask("GET", f"/image/v2/images/{image}/file")
    check(status == 200, f"the image's data is {status}: {answers}")
    if whole:
        check(stored == data[whole[0]], "the image is not what its only writer sent")
    else:
        beginnings = [stored[:offset] == data[writer][:offset] for writer in range(2)]
        check(any(beginnings) and stored[offset:] == data[0][offset:], "the image is mixed")
    clients[0].json("DELETE", f"/image/v2/images/{image}")
    return len(whole)


def run(rounds=2000, seed=1, lanes=4, size=128 << 10):
    dice = random.Random(seed)
    with Deployment(nodes=2) as deployment:
        token = Client(deployment.nodes[0].port).sign_in().token
        clients = [Client(node.port, token) for node in deployment.nodes]
        work, failures, done, stopped, over = queue.Queue(), [], [], [0], threading.Event()
        for number in range(rounds):
            work.put((number, dice.random()))

        def lane():
            try:
                while not failures:
                    number, luck = work.get_nowait()
                    done.append(round_of_two(clients, random.Random(luck), f"round-{number}", size))
            except queue.Empty:
                pass
            except BaseException as failure:  # noqa: BLE001 - raised below
                failures.append(failure)

        def suspend():
            luck = random.Random(seed)
            while not over.wait(luck.uniform(0.5, 3)):
                deployment.nodes[1].process.send_signal(signal.SIGSTOP)
                time.sleep(luck.uniform(0.05, 1.5))
                deployment.nodes[1].process.send_signal(signal.SIGCONT)
                stopped[0] += 1

        threads = [threading.Thread(target=lane) for _ in range(lanes)]
        stopper = threading.Thread(target=suspend)
        for thread in [*threads, stopper]:
            thread.start()
        for thread in threads:
            thread.join()
        over.set()
        stopper.join()
        if failures:
            raise failures[0]
        deployment.check_consistency()
        figures = {"rounds": len(done), "seed": seed, "one won at once": sum(done), "times a node was stopped": stopped[0]}
        print(figures, flush=True)
        check(len(done) == rounds, "not every round was played")
        return figures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    run(**vars(arguments.parse_args()))
