"""A server that is stopped in the middle of its start: it listens, and waits for the command that prints its master key."""

import contextlib
import os

from connectory_server import Wire, eventually


def sockets_of(process_id):
    """The inodes of the open sockets of a process."""
    links = []
    for entry in os.scandir(f"/proc/{process_id}/fd"):
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            links.append(os.readlink(entry.path))
    return {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")}


def listening(process_id):
    """(port, inode) of the socket that the process listens with, or None."""
    sockets = sockets_of(process_id)
    with open(f"/proc/{process_id}/net/tcp") as table:
        for line in list(table)[1:]:
            field = line.split()
            if field[3] == "0A" and field[9] in sockets:
                return int(field[1].split(":")[1], 16), field[9]
    return None


class SlowStart:
    """A server that listens, and continues its start when it gets its master key."""

    def __init__(self, make_server, folder):
        self.server = make_server().start()
        assert self.server.stop() == 0
        self.key = (self.server.data / "master.key").read_text()
        self.key_pipe = folder / "key"
        os.mkfifo(self.key_pipe)
        command = f"cat {self.key_pipe}"
        self.server.settings += ["--master-key-source", "command", "--master-key-command", command, "--master-key-timeout", "5m"]
        self.server.begin()
        self.process_id = self.server.process.pid
        self.port, self.inode = eventually(lambda: listening(self.process_id), 10, "the server listens")

    def tell(self, key):
        self.key_pipe.write_text(key)

    def early_requests(self, count=20):
        wires = [Wire(self.port, timeout=30) for _ in range(count)]
        for wire in wires:
            wire.send(f"GET {self.server.path()} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.server.key}\r\n\r\n".encode())
        return wires
