"""A proxy that cuts, stalls and resets connections, and loses answers."""

import collections
import random
import socket
import struct
import threading
import time


class BadNetwork:
    """Listens on `port`. Nothing goes well for long: after every so many bytes, `least` to `most`, something happens to a connection, again and
    again for as long as it lives; and one answer in `lost` never arrives."""

    def __init__(self, target, seed, least=256 << 10, most=24 << 20, lost=20):
        self.target, self.dice, self.least, self.most, self.lost = target, random.Random(seed), least, most, lost
        self.count = collections.Counter({"connections": 0, "cut": 0, "stalled": 0, "reset": 0, "answers lost": 0})
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.count["connections"] += 1
            dice = random.Random(self.dice.random())
            threading.Thread(target=self._serve, args=(client, dice), daemon=True).start()

    def _serve(self, client, dice):
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        answers = random.Random(dice.random())
        threading.Thread(target=self._pass, args=(server, client, self._answer, answers), daemon=True).start()
        self._pass(client, server, self._troubled(dice), dice)

    def _troubled(self, dice):
        """Passes pieces on until the next trouble is due. A stall is lived through, and the next one awaited."""
        left = dice.randrange(self.least, self.most)

        def go_on(piece, source, sink, dice):
            nonlocal left
            left -= len(piece)
            if left > 0:
                sink.sendall(piece)
                return True
            what = dice.choice(["cut", "stalled", "reset"])
            self.count[what] += 1
            if what == "stalled":
                left = dice.randrange(self.least, self.most)
                time.sleep(1.5)
                sink.sendall(piece)
                return True
            if what == "reset":
                for side in (source, sink):
                    side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                sink.sendall(piece[: len(piece) // 2])
            return False

        return go_on

    def _answer(self, piece, _, sink, dice):
        if dice.randrange(self.lost) == 0:
            self.count["answers lost"] += 1
            return False
        sink.sendall(piece)
        return True

    def _pass(self, source, sink, go_on, dice):
        try:
            while piece := source.recv(64 << 10):
                if not go_on(piece, source, sink, dice):
                    break
        except OSError:
            pass
        for side in (source, sink):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            side.close()
