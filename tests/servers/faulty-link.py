#!/usr/bin/env python3
"""faulty-link.py PORT CONTROL LOG - a network between a program and the server at PORT, that fails on order.

Listens on 127.0.0.1 on a free port, which it prints; passes bytes both ways. Orders are lines written to
the named pipe CONTROL, which it makes:

    pass               new connections are passed on (as at the start)
    cut                ends all connections now
    cut-after N        ends each new connection once the server has sent N bytes
    hold               holds back what is sent from now on, in both directions, and says nothing
    refuse             new connections are closed at once
    say WORDS          new connections get this line and are closed

LOG has one line for each connection: how many seconds after the start. Ends when its standard input does.
"""

import os
import selectors
import socket
import sys
import threading
import time

PIECE = 65536


class Link:
    """The connections and the order that is in force."""

    def __init__(self, port, log):
        self.port, self.log = port, log
        self.order, self.argument = "pass", ""
        self.began = time.monotonic()
        self.pairs = set()
        self.lock = threading.Lock()

    def command(self, line):
        word, _, argument = line.strip().partition(" ")
        with self.lock:
            if word == "cut":
                for pair in list(self.pairs):
                    self.end(pair)
                return
            self.order, self.argument = word, argument

    def end(self, pair):
        for side in pair:
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def serve(self, client):
        with open(self.log, "a", encoding="utf-8") as log:
            log.write(f"{time.monotonic() - self.began:.3f}\n")
        order, argument = self.order, self.argument
        if order in ("refuse", "say"):
            if argument:
                client.sendall(argument.encode() + b"\r\n")
            client.close()
            return
        try:
            server = socket.create_connection(("127.0.0.1", self.port))
        except OSError:
            client.close()
            return
        left = int(argument) if order == "cut-after" else None
        pair = (client, server)
        with self.lock:
            self.pairs.add(pair)
        try:
            self.carry(client, server, left)
        except OSError:
            pass
        with self.lock:
            self.pairs.discard(pair)
        self.end(pair)
        for side in pair:
            side.close()

    def carry(self, client, server, left):
        """Until one side ends, or the server has sent `left` bytes (None: no limit)."""
        with selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in ready.select():
                    while self.order == "hold":
                        time.sleep(0.02)
                    piece = key.fileobj.recv(PIECE)
                    if key.fileobj is server and left is not None:
                        piece, left = piece[:left], left - len(piece)
                    if piece:
                        key.data.sendall(piece)
                    if not piece or (left is not None and left <= 0):
                        return


def obey(link, path):
    while True:
        with open(path, encoding="utf-8") as control:
            for line in control:
                link.command(line)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    link = Link(int(sys.argv[1]), sys.argv[3])
    os.mkfifo(sys.argv[2])
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=obey, args=(link, sys.argv[2]), daemon=True).start()

    def accept():
        while True:
            threading.Thread(target=link.serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
