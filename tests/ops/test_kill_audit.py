"""kill -9 while clients write: each acknowledged change has its row in the audit, and each row has its change."""

import http.client
import threading

from connectory_server import eventually

ROUNDS = 10
WRITERS = 4


class Writer(threading.Thread):
    """Creates, changes and deletes until the server is gone; remembers the request id of each acknowledged change."""

    def __init__(self, server, name):
        super().__init__(daemon=True)
        self.server, self.told_as, self.acknowledged, self.wrong = server, name, [], []

    def ask(self, method, path, status, **more):
        one = f"{self.told_as}-{len(self.acknowledged):05}"
        answer = self.server.call(method, path, headers={"X-Request-Id": one}, **more)
        if answer.status != status:
            self.wrong.append(repr(answer))
            raise OSError("not as expected")
        self.acknowledged.append(one)
        return answer

    def run(self):
        try:
            while True:
                made = self.ask("POST", self.server.path(), 201, form={"title": "x"}).json["connector_identifier"]
                self.ask("PUT", self.server.path(made), 204, json='{"connector":{"name":"y"}}')
                self.ask("DELETE", self.server.path(made), 204)
        except (OSError, http.client.HTTPException):
            pass  # killed in the middle of an answer: not acknowledged


def test_every_acknowledged_change_has_its_row(make_server):
    server = make_server().start()
    told = {}  # request id -> action
    for round_number in range(ROUNDS):
        writers = [Writer(server, f"round-{round_number}-{number}") for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        eventually(lambda: sum(len(writer.acknowledged) for writer in writers) > 60, 20, "sixty changes are acknowledged")
        server.process.kill()
        server.wait()
        for writer in writers:
            writer.join()
            assert not writer.wrong, writer.wrong
            actions = ["connector.create", "connector.update", "connector.delete"]
            told |= {one: actions[number % 3] for number, one in enumerate(writer.acknowledged)}
        server.start()
    rows, cursor = {}, ""
    while cursor is not None:
        answer = server.call("GET", f"/v1/teams/42/audit?limit=1000{cursor and '&cursor=' + cursor}").json
        for row in answer["data"]:
            if row["request_id"] is not None:
                assert row["request_id"] not in rows, "a change has two rows"
                rows[row["request_id"]] = row["action"]
        cursor = answer["meta"]["next"]
    assert told.items() <= rows.items(), "an acknowledged change has no row"
    # One change of each writer and round may have been made without being acknowledged.
    assert len(rows) - len(told) <= ROUNDS * WRITERS
    listed = server.call("GET", server.path()).json["connectors"]
    gone = sum(action == "connector.delete" for action in rows.values())
    assert len(listed) == sum(action == "connector.create" for action in rows.values()) - gone, "rows and changes are the same"
