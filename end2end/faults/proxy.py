"""A proxy that cuts, stalls and resets connections."""

import random
import socket
import struct
import threading
import time


class BadNetwork:
    """Listens on `port`; every connection to `target` lives for a random number of bytes, then something happens to it."""

    def __init__(self, target, seed, least=256 << 10, most=24 << 20, trouble=0.8):
        self.target, self.dice, self.least, self.most, self.trouble = target, random.Random(seed), least, most, trouble
        self.count = {"cut": 0, "stalled": 0, "reset": 0}
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
            fate = None
            if self.dice.random() < self.trouble:
                fate = self.dice.choice(list(self.count)), self.dice.randrange(self.least, self.most)
            threading.Thread(target=self._serve, args=(client, fate), daemon=True).start()

    def _serve(self, client, fate):
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        threading.Thread(target=self._pass, args=(server, client, None), daemon=True).start()
        self._pass(client, server, fate)

    def _pass(self, source, sink, fate):
        passed = 0
        try:
            while piece := source.recv(64 << 10):
                passed += len(piece)
                if fate and passed >= fate[1]:
                    what, fate = fate[0], None
                    self.count[what] += 1
                    if what == "stalled":
                        time.sleep(1.5)
                    elif what == "reset":
                        for side in (source, sink):
                            side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        break
                    else:
                        sink.sendall(piece[: len(piece) // 2])
                        break
                sink.sendall(piece)
        except OSError:
            pass
        for side in (source, sink):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            side.close()
