"""What the server is compared with besides nginx. Each runs as a separate process on the server's core.

    yardsticks.py commits FOLDER SECONDS   one INSERT of 4 KiB and one COMMIT at a time; prints how many a second
    yardsticks.py memory PORT FILE         answers every request on 127.0.0.1:PORT with the file's bytes from memory
"""

import contextlib
import os
import socket
import sqlite3
import sys
import tempfile
import time


def commits(folder, seconds):
    with tempfile.TemporaryDirectory(dir=folder) as place:
        connection = sqlite3.connect(os.path.join(place, "plain.db"), isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        text = "x" * 4096
        count = 0
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rows (text) VALUES (?)", (text,))
            connection.execute("COMMIT")
            count += 1
        print(count / (time.perf_counter() - begin))
        connection.close()


def memory(port, file):
    with open(file, "rb") as source:
        body = source.read()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, contextlib.suppress(OSError):  # clients may leave when they like
            asked = b""
            while piece := connection.recv(65536):
                asked += piece
                while b"\r\n\r\n" in asked:
                    asked = asked.split(b"\r\n\r\n", 1)[1]
                    connection.sendall(answer)


if __name__ == "__main__":
    if sys.argv[1] == "commits":
        commits(sys.argv[2], float(sys.argv[3]))
    else:
        memory(int(sys.argv[2]), sys.argv[3])
