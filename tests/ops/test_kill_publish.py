"""kill -9 while drafts are published: each publication is there completely or not at all."""

import contextlib
import os
import random
import sqlite3
import threading

from connectory_server import SLOWNESS, Wire, eventually

ROUNDS = int(os.environ.get("CONNECTORY_KILLS") or (100 if SLOWNESS == 1 else 25))
PUBLISHERS = 4


class Publisher(threading.Thread):
    """Saves a draft with the next number and publishes it, again and again, until its server is gone."""

    def __init__(self, server, connector, counter):
        super().__init__(daemon=True)
        self.port, self.auth, self.path = server.port, f"Authorization: Bearer {server.key}", server.path(connector)
        self.counter = counter
        self.acknowledged = None  # the last number that was published for certain
        self.published = 0
        self.wrong = []

    def ask(self, wire, method, path, body, statuses):
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{self.auth}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = wire.ask(head.encode() + body)
        if answer is not None and answer.status not in statuses:
            self.wrong.append(repr(answer))
        return answer is not None and answer.status in statuses

    def run(self):
        try:
            with Wire(self.port) as wire:
                while True:
                    self.counter += 1
                    # Every third time with another surface, so that comparing takes part.
                    reports = '[{"id":"r%d"}]' % self.counter if self.counter % 3 == 0 else "[]"
                    text = '{"configuration_json":{"n":%d,"pad":"%s","reporting":{"reportTypes":%s}}}' % (self.counter, "x" * 3000, reports)
                    if not self.ask(wire, "PUT", self.path + "/draft", text.encode(), {200}):
                        return
                    if not self.ask(wire, "POST", self.path + "/publish", b'{"allow_breaking":true}', {201}):
                        return
                    self.acknowledged = self.counter
                    self.published += 1
        except (OSError, AssertionError):
            pass  # killed in the middle of an answer: not acknowledged


def state_of(server, connector):
    """(numbers that were published, number in the draft or None)"""
    versions, query = [], "?limit=1000"
    while True:
        page = server.call("GET", f"{server.path(connector)}/versions{query}").json
        versions += page["versions"]
        if page["next_cursor"] is None:
            break
        query = f"?limit=1000&cursor={page['next_cursor']}"
    assert [one["number"] for one in versions] == list(range(len(versions), 0, -1))
    assert [one["is_current"] for one in versions] == [True] + [False] * (len(versions) - 1)
    draft = server.call("GET", server.path(connector) + "/draft")
    assert draft.status in (200, 404), draft
    current = server.get(connector).json["configuration"]
    assert current["version"] == versions[0]["version"]
    return len(versions), current["configuration_json"].get("n", 0), draft.json["configuration_json"]["n"] if draft.status == 200 else None


def test_a_publication_is_whole_or_not_there(make_server):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    server = make_server().start()
    connectors = [server.create(f"kept {number}")["connector_identifier"] for number in range(PUBLISHERS)]
    counters = dict.fromkeys(connectors, 0)
    seen = {connector: (1, 0) for connector in connectors}  # versions, number of the current one
    left_drafts = total = 0
    for round_number in range(ROUNDS):
        publishers = [Publisher(server, connector, counters[connector]) for connector in connectors]
        for publisher in publishers:
            publisher.start()
        goal = chance.randint(1, 40)
        eventually(lambda: sum(publisher.published for publisher in publishers) >= goal, 20, f"{goal} publications are done")
        server.process.kill()
        server.wait()
        for publisher in publishers:
            publisher.join()
            assert not publisher.wrong, publisher.wrong
        server.start()
        for connector, publisher in zip(connectors, publishers):
            counters[connector] = publisher.counter
            versions, number, draft = state_of(server, connector)
            before_versions, before_number = seen[connector]
            sure = publisher.acknowledged or before_number
            assert number in {sure, publisher.counter}, f"round {round_number}: {number} is published, {sure} was acknowledged, {publisher.counter} was asked for"
            # One version for each publication, no more and no less.
            assert versions == before_versions + publisher.published + (number != sure), f"round {round_number}"
            # A published draft no longer exists. A draft that was not published still does, if it was saved.
            assert draft is None or draft > number, f"round {round_number}: {draft} is published and a draft as well"
            left_drafts += draft is not None
            seen[connector] = versions, number
            total += publisher.published
            if draft is not None:
                assert server.call("DELETE", server.path(connector) + "/draft").status == 204
    print(f"{ROUNDS} kills, {total} publications, {left_drafts} drafts left over")
    assert server.stop() == 0
    with contextlib.closing(sqlite3.connect(server.data / "connectory.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for connector in connectors:
            [[rows]] = database.execute("SELECT COUNT(*) FROM audit WHERE action = 'draft.publish' AND subject LIKE ?", [connector + "/%"])
            assert rows == seen[connector][0] - 1, "a row of the audit for each publication"
