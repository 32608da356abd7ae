"""Fills a data folder faster than requests could: team and key through the command line, connectors directly into the tables."""

import hashlib
import random
import sqlite3
import time

import servers

CONFIGURATION_BYTES = 4096


# Generating every text would take longer than storing it.
FILLER = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz     ", k=CONFIGURATION_BYTES))


def configuration(number):
    """4 KiB of JSON, different for each number."""
    head = f'{{"accounts":{{"hasAccounts":false}},"reporting":{{"reportTypes":[]}},"description":"connector {number} '
    return head + FILLER[: CONFIGURATION_BYTES - len(head) - 2] + '"}'


def make_folder(folder, connectors):
    """A data folder with a team, an owner's key with a very high limit, and that many connectors. Returns the key and their paths."""
    servers.connectory_cli("team", "create", "Acme", "--id", servers.TEAM, "--data", folder, "--json")
    made = servers.connectory_cli(
        "key", "create", "--team", servers.TEAM, "--role", "OWNER", "--name", "bench", "--rate-limit", 1000000000, "--data", folder, "--json"
    )
    names = random.Random(7).sample(range(36**5), connectors)
    identifiers = sorted("".join("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n // 36**place % 36] for place in range(5)) for n in names)
    if connectors:
        insert(folder, identifiers)
    return made["api_key"], [f"{servers.BASE}/{identifier}" for identifier in identifiers]


def insert(folder, identifiers):
    now = int(time.time() * 1000)
    database = sqlite3.connect(f"{folder}/connectory.db", isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -400000")
    database.execute("BEGIN")
    database.executemany("INSERT INTO connector_identifiers (connector_id) VALUES (?)", ((name,) for name in identifiers))
    database.executemany(
        "INSERT INTO connectors (connector_id, team_id, name, description, revision, version_number, created_at, updated_at, "
        "configuration_created_at, configuration_updated_at) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
        ((name, servers.TEAM, f"Connector {name}", "Made by the benchmark", f"seed{name:>012}", now, now, now, now) for name in identifiers),
    )

    def versions():
        for number, name in enumerate(identifiers):
            text = configuration(number)
            yield name, text, hashlib.sha256(text.encode()).hexdigest(), now

    database.executemany(
        "INSERT INTO connector_versions (connector_id, number, version, configuration, content_hash, author, created_at) "
        "VALUES (?, 1, '1.0.0', ?, ?, 'command line', ?)",
        versions(),
    )
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()

