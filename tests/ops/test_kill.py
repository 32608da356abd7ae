"""kill -9 while clients write: every acknowledged write is there afterwards, complete, and the database is intact."""

import contextlib
import os
import random
import sqlite3
import threading

from connectory_server import SLOWNESS, Wire, eventually

ROUNDS = int(os.environ.get("CONNECTORY_KILLS") or (200 if SLOWNESS == 1 else 50))
WRITERS = 6


class Writer(threading.Thread):
    """Creates, changes and deletes until its server is gone, and remembers the answers."""

    def __init__(self, server, number, seed, kept):
        super().__init__(daemon=True)
        self.port, self.auth, self.base = server.port, f"Authorization: Bearer {server.key}", server.path()
        self.number, self.chance = number, random.Random(f"{seed}/{number}")
        self.counter = 0
        self.created = {}  # identifier -> name
        self.deleted = set()
        self.doubtful = set()  # a deletion that was asked for and not answered
        self.kept = kept  # this writer's own connector
        self.acknowledged = None  # the last counter saved there
        self.attempted = None
        self.writes = 0
        self.wrong = []

    def ask(self, wire, method, path, body=b"", kind="application/json"):
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{self.auth}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        return wire.ask(head.encode() + body)

    def run(self):
        try:
            with Wire(self.port) as wire:
                while self.step(wire):
                    self.writes += 1
        except (OSError, AssertionError):
            pass  # killed in the middle of an answer: not acknowledged

    def expect(self, answer, status):
        if answer is not None and answer.status != status:
            self.wrong.append(repr(answer))
        return answer is not None and answer.status == status

    def step(self, wire):
        self.counter += 1
        choice = self.chance.random()
        if choice < 0.5:
            self.attempted = self.counter
            text = '{"configuration":{"configuration_json":{"n":%d,"pad":"%s","again":%d}}}' % (self.counter, "x" * self.chance.randrange(8000), self.counter)
            if not self.expect(self.ask(wire, "PUT", f"{self.base}/{self.kept}", text.encode()), 204):
                return False
            self.acknowledged = self.counter
        elif choice < 0.8 or not self.created:
            name = f"w{self.number}n{self.counter}"
            answer = self.ask(wire, "POST", self.base, b"title=" + name.encode(), "application/x-www-form-urlencoded")
            if not self.expect(answer, 201):
                return False
            self.created[answer.json["connector_identifier"]] = name
        else:
            identifier = self.chance.choice(sorted(self.created))
            self.doubtful.add(identifier)
            if not self.expect(self.ask(wire, "DELETE", f"{self.base}/{identifier}"), 204):
                return False
            self.doubtful.discard(identifier)
            del self.created[identifier]
            self.deleted.add(identifier)
        return True


def test_every_acknowledged_write_survives(make_server):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    server = make_server().start()
    kept = [server.create(f"kept {number}")["connector_identifier"] for number in range(WRITERS)]
    counters = [0] * WRITERS  # never the same number twice
    held = [0] * WRITERS  # what each kept connector was last seen to hold
    for connector in kept:
        assert server.save(connector, '{"n":0,"again":0}').status == 204
    total = 0
    for round_number in range(ROUNDS):
        writers = [Writer(server, number, f"{seed}/{round_number}", kept[number]) for number in range(WRITERS)]
        for writer in writers:
            writer.counter = counters[writer.number]
            writer.start()
        goal = chance.randint(5, 120)
        eventually(lambda: sum(writer.writes for writer in writers) >= goal, 20, f"{goal} writes are done")
        server.process.kill()
        server.wait()
        for writer in writers:
            writer.join()
            assert not writer.wrong, writer.wrong
        server.start()
        there = {one["connector_identifier"]: one for one in server.call("GET", server.path() + "?include_configs=true").json["connectors"]}
        for writer in writers:
            total += writer.writes
            for identifier, name in writer.created.items():
                if identifier in writer.doubtful:
                    continue
                assert identifier in there, f"round {round_number}: the created {name} is gone"
                assert there[identifier]["name"] == name
            assert not writer.deleted & set(there), f"round {round_number}: a deleted connector is back"
            configuration = there[writer.kept]["configuration"]["configuration_json"]
            expected = {held[writer.number] if writer.acknowledged is None else writer.acknowledged}
            if writer.attempted is not None and writer.attempted != writer.acknowledged:
                expected.add(writer.attempted)  # asked for and not answered: either is right
            assert configuration["n"] == configuration["again"], "half a write is seen"
            assert configuration["n"] in expected, f"round {round_number}: a saved configuration is lost"
            held[writer.number], counters[writer.number] = configuration["n"], writer.counter
        for identifier in set(there) - set(kept):  # the list is cut at 1000
            assert server.call("DELETE", server.path(identifier)).status == 204
    print(f"{ROUNDS} kills, {total} acknowledged writes")
    assert server.stop() == 0
    checked = 0
    for file in server.data.iterdir():
        if file.is_file() and file.read_bytes()[:15] == b"SQLite format 3":
            with contextlib.closing(sqlite3.connect(file)) as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert database.execute("PRAGMA foreign_key_check").fetchall() == []
                checked += 1
    assert checked
