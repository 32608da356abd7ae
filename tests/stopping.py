"""A server that gets the signal to stop while it waits for something."""

import signal

from connectory_server import Wire, eventually


def stop_in_the_middle_of_a_body(server, wire):
    """The server waits for the ten bytes of a body when the signal arrives."""
    wire.send(f"POST {server.path()} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\nExpect: 100-continue\r\n"
              "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\n".encode())  # fmt: skip
    assert wire.answer().status == 100
    server.process.send_signal(signal.SIGTERM)

    def refuses():
        try:
            Wire(server.port, timeout=1).socket.close()
            return False
        except OSError:
            return True

    eventually(refuses, 5, "the signal has arrived: no new connection is accepted")
