#!/usr/bin/python3
"""Measures the built program against nginx and SQLite, and writes bench/RESULTS.md.

    bench/run.py [--rounds N] [--quick] [--only WORD]

Servers and files are in a separate folder under build/, on the disk of the build; nothing else is changed. The server runs on one core, and
the load on another. The two sides of each comparison take turns. The figure of a comparison is the median of the rounds' ratios.
"""

import argparse
import functools
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import measures
import report
import seed
import servers
from servers import BINARY, Refused

LARGE, LISTED, IDLE = 100_000, 1_000, 10_000


class Comparison:
    """Connectory and the yardstick, in turns. `ratio` is how many times better Connectory is in two windows (for costs: how many times cheaper)."""

    def __init__(self, name, against, target, ours, yardstick, ratio, is_ceiling=False):
        self.name, self.against, self.target, self.is_ceiling = name, against, target, is_ceiling
        self.sides, self.ratio = (ours, yardstick), ratio
        self.windows = ([], [])

    def turn(self, number):
        # Who goes first changes, so that neither always has the warmer machine.
        for side in (0, 1) if number % 2 == 0 else (1, 0):
            self.windows[side].append(self.sides[side]())

    def ratios(self):
        return [self.ratio(ours, yardstick) for ours, yardstick in zip(*self.windows)]

    def median(self, side, figure):
        return statistics.median(window[figure] for window in self.windows[side] if figure in window)


def cheaper(ours, yardstick):
    return yardstick["cpu_us"] / ours["cpu_us"]


def faster(ours, yardstick):
    return ours["per_second"] / yardstick["per_second"]


def slower_p99(ours, yardstick):
    return ours["p99"] / yardstick["p99"]


class HalfLoad:
    """Load at a given rate: 64 connections that pause before each request. The rate of the last window corrects the pause."""

    connections = 64

    def __init__(self, server, path, seconds):
        self.server, self.path, self.seconds = server, path, seconds
        self.pause_ms = None

    def __call__(self, rate):
        round_trip_ms = self.connections / rate * 1000
        if self.pause_ms is None:
            self.pause_ms = max(0.1, round_trip_ms - 0.7)
            self.pause_ms = self.corrected(measures.wrk(self.server, self.path, self.connections, 1, "think", self.pause_ms), round_trip_ms)
        window = measures.wrk(self.server, self.path, self.connections, self.seconds, "think", self.pause_ms)
        self.pause_ms = self.corrected(window, round_trip_ms)
        return window

    def corrected(self, window, round_trip_ms):
        return max(0.05, self.pause_ms + round_trip_ms - self.connections / window["per_second"] * 1000)


class LoaderTurns:
    """One process measures both sides on the same texts, one right after the other."""

    def __init__(self, seconds):
        self.seconds, self.last = seconds, None

    def run(self):
        configuration = servers.HERE.parent / "examples/ads/configuration.json"
        done = subprocess.run([BINARY.parent / "bin/language_load_bench", configuration, str(self.seconds / 3)], capture_output=True, text=True, check=True)
        self.last = json.loads(done.stdout)

    def ours(self, size, what):
        def side():
            self.run()
            return self.window(size, what)

        return side

    def yardstick(self, size):
        return lambda: self.window(size, "valijson_s")

    def window(self, size, what):
        if self.last is None:
            self.run()
        figures = self.last[size]
        return {"per_second": figures["bytes"] / figures[what], "cpu_us": figures[what] * 1e6}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each comparison; a figure to be believed needs 5")
    parser.add_argument("--quick", action="store_true", help="1 turn of 1 s, in under a minute: whether it works, not how well")
    parser.add_argument("--only", default="", help="only comparisons with this word in their names; RESULTS.md is left alone")
    arguments = parser.parse_args()
    if servers.LOAD_CORE is None:
        sys.exit("bench: the server and the load need a core each; this machine gives one")
    if not BINARY.exists():
        sys.exit("bench: there is no build/connectory. Run `make bench`, which builds it.")
    rounds, seconds = (1, 1) if arguments.quick else (max(1, arguments.rounds), 3)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.sched_setaffinity(0, {servers.LOAD_CORE})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    folder = tempfile.mkdtemp(prefix="bench-", dir=BINARY.parent)
    try:
        measure(folder, rounds, seconds, arguments)
    except Refused as refusal:
        sys.exit(f"bench: {refusal}")
    finally:
        servers.Server.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def measure(folder, rounds, seconds, arguments):
    begin = time.monotonic()
    say(f"storing {LARGE} connectors of 4 KiB")
    os.mkdir(f"{folder}/data")
    key, listed = seed.make_folder(f"{folder}/data/listed", LISTED)
    writes_key, written = seed.make_folder(f"{folder}/data/written", LISTED)
    large_key, many = seed.make_folder(f"{folder}/data/large", LARGE)
    for name, paths in (("listed", listed), ("written", written), ("many", many), ("one", many[:1])):
        with open(f"{folder}/{name}.paths", "w") as out:
            out.write("\n".join(paths) + "\n")
    servers.make_certificate(folder)
    tls_flags = ("--tls-certificate", f"{folder}/certificate.pem", "--tls-key", f"{folder}/key.pem")

    sizes = [] if arguments.only else measure_sizes(folder, rounds, large_key, key, listed)

    one = listed[LISTED // 2]
    ours, _ = servers.start_connectory(f"{folder}/data/listed", key)
    body = ours.get(one)
    nginx, nginx_tls = servers.start_nginx(folder, one, body)
    shutil.copytree(f"{folder}/data/listed", f"{folder}/data/tls", ignore=shutil.ignore_patterns("server.lock", "*-wal", "*-shm"))
    ours_tls, _ = servers.start_connectory(f"{folder}/data/tls", key, *tls_flags, name="connectory over TLS", is_tls=True)
    large, _ = servers.start_connectory(f"{folder}/data/large", large_key, name="connectory with 100,000")
    writes, _ = servers.start_connectory(f"{folder}/data/written", writes_key, name="connectory that is written to")

    for server in (nginx, nginx_tls, ours_tls):
        if server.get(one) != body:
            raise Refused(f"{server.name} sends other bytes than connectory at {one}")
    facts = {server.name: servers.tls_facts(server) for server in (ours_tls, nginx_tls)}
    if len(set(facts.values())) != 1 or facts[nginx_tls.name][0] != "TLSv1.3":
        raise Refused(f"the two sides do not speak the same TLS: {facts}")
    whole_list = ours.get(f"{servers.BASE}?include_configs=true")
    with open(f"{folder}/list.json", "wb") as out:
        out.write(whole_list)
    memory = servers.start_memory(folder, f"{folder}/list.json")
    if memory.get("/") != whole_list:
        raise Refused("the server of bytes out of memory sends other bytes")

    say("reading each of the 100,000 once")
    first_reads = measures.read_each_once(large, many)
    if sizes:
        sizes.append(report.Size("memory after each of the 100,000 was read (they stay in the cache of 512 MiB)", large.resident_bytes() / 2**20, None, "MiB"))
    hits, misses = large.metric("connectory_cache_hits_total"), large.metric("connectory_cache_misses_total")

    def get(server, connections=64, *kind):
        return lambda: measures.wrk(server, one, connections, seconds, *(kind or ("get",)))

    static = "nginx, same bytes, CPU per request"
    reads = Comparison("read one connector, 64 connections", static, 1.3, get(ours), get(nginx), cheaper)
    halves = HalfLoad(ours, one, seconds), HalfLoad(nginx, one, seconds)

    @functools.cache
    def half_rate():
        """Chosen once, so that it is the same in all rounds and for both sides."""
        if not reads.windows[0]:
            reads.turn(0)
        return min(reads.median(0, "per_second"), reads.median(1, "per_second")) / 2

    def drawn(paths):
        return lambda: measures.wrk(large, many[0], 64, seconds, "paths", f"{folder}/{paths}.paths")

    list_seconds = seconds / 2
    list_path = f"{servers.BASE}?include_configs=true"
    comparisons = [
        reads,
        Comparison("the same, 512 connections", static, 1.3, get(ours, 512), get(nginx, 512), cheaper),
        Comparison("the same, 64 connections, pipelined by 16", static, 3, get(ours, 64, "pipeline", 16), get(nginx, 64, "pipeline", 16), cheaper),
        Comparison("read 100,000 connectors at random", "reading one of them, CPU per request", 0.7, drawn("many"), drawn("one"), cheaper),
        Comparison("p99 at half of full load", "nginx's p99 at the same rate", 2, lambda: halves[0](half_rate()), lambda: halves[1](half_rate()),
                   slower_p99, is_ceiling=True),
        Comparison("read over TLS 1.3, 64 connections, keep-alive", static, 1, get(ours_tls), get(nginx_tls), cheaper),
        Comparison("write a configuration, 16 writers", "one INSERT of 4 KiB and one COMMIT a time, writes/s", 2,
                   lambda: measures.wrk(writes, written[0], 16, seconds, "update", f"{folder}/written.paths", f"{time.monotonic_ns()} "),
                   lambda: measures.commits(folder, seconds), faster),
        Comparison("list 1,000 connectors with configurations", "the same bytes from memory through a socket, bytes/s", 0.5,
                   lambda: measures.big_reads(ours, list_path, list_seconds, len(whole_list)),
                   lambda: measures.big_reads(memory, "/", list_seconds, len(whole_list)), faster),
        Comparison("create a connector, 16 writers", "one INSERT of 4 KiB and one COMMIT a time, writes/s", None,
                   lambda: measures.wrk(writes, servers.BASE, 16, seconds, "create"), lambda: measures.commits(folder, seconds), faster),
    ]  # fmt: skip
    loader = LoaderTurns(seconds)
    valijson = "valijson with RapidJSON, the schema alone, bytes/s"
    comparisons += [
        Comparison("check the form of a configuration of 1 MB", valijson, None, loader.ours("1_mb", "form_s"), loader.yardstick("1_mb"), faster),
        Comparison("check the form of a configuration of 20 KB", valijson, None, loader.ours("20_kb", "form_s"), loader.yardstick("20_kb"), faster),
        Comparison("load and check a configuration of 20 KB, all levels", valijson, 5, loader.ours("20_kb", "full_s"), loader.yardstick("20_kb"), faster),
    ]
    comparisons = [comparison for comparison in comparisons if arguments.only in comparison.name]
    get(ours, 64)(), get(nginx, 64)()  # warm
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for comparison in comparisons:
            comparison.turn(number)
    asked = large.metric("connectory_cache_hits_total") - hits + large.metric("connectory_cache_misses_total") - misses
    missed = (large.metric("connectory_cache_misses_total") - misses) / asked if asked else 0
    expressions = json.loads(subprocess.run([BINARY.parent / "bin/text_evaluation_bench", str(seconds / 3)], capture_output=True, text=True, check=True).stdout)
    notes = [
        "Evaluation of `{{ account.id }}` in a URL: " + f"{expressions['path_ns']:.0f} ns (target: under 100); of `row.a.b ~ '-' ~ (row.x | lower)`: {expressions['join_ns']:.0f} ns (target: under 500).",
        f"TLS on both sides: {', '.join(facts[nginx_tls.name])}, the same certificate (P-256).",
        f"First read of each of the {LARGE:,}, one connection, pipelined by 50: {first_reads['per_second']:,.0f} a second, "
        f"{first_reads['cpu_us']:.1f} µs of CPU each. Of the reads drawn at random afterwards, {missed:.1%} had to go to the database.",
        "Half of full load is half of what the slower of the two reached with 64 connections in the first round; wrk's 64 connections pause "
        "before each request to come to that rate. Where the two sides' rates above differ by much, the machine was too busy to judge by.",
        f"The list has {len(whole_list):,} bytes; one connection reads it.",
        "nginx: worker_processes 1, access_log off, sendfile on, keepalive_requests 1000000000, open_file_cache max=10, "
        "everything else as Debian's nginx has it; connectory: `--workers 1`, all other settings their defaults.",
    ]
    page = report.make(comparisons, sizes, notes, rounds, seconds, time.monotonic() - begin)
    print(page)
    if not arguments.only and not arguments.quick:
        (servers.HERE / "RESULTS.md").write_text(page)


def measure_sizes(folder, rounds, large_key, key, listed):
    say("start-up, memory, size")
    count = 0

    def new_folder():
        nonlocal count
        count += 1
        return f"{folder}/data/empty{count}"

    times = max(3, rounds)
    empty = measures.start_up(new_folder, "", times)
    large = measures.start_up(f"{folder}/data/large", large_key, times)
    sizes = [
        report.Size("start to ready, empty folder", statistics.median(empty), 50, "ms", (min(empty), max(empty))),
        report.Size("start to ready, 100,000 connectors", statistics.median(large), 300, "ms", (min(large), max(large))),
    ]
    for name, data, used_key, target in (
        ("memory idle, empty folder", new_folder(), "", 20),
        ("memory idle, 100,000 connectors of 4 KiB stored", f"{folder}/data/large", large_key, 200),
    ):
        server, _ = servers.start_connectory(data, used_key)
        time.sleep(0.5)
        sizes.append(report.Size(name, server.resident_bytes() / 2**20, target, "MiB"))
        server.stop()
    server, _ = servers.start_connectory(f"{folder}/data/listed", key)
    idle = min(IDLE, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200)
    each = measures.idle_connections(server, listed[0], idle)
    sizes.append(report.Size(f"memory of an idle connection that has read once ({idle:,} of them)", each / 1024, 8, "KiB"))
    server.stop()
    sizes.append(report.Size("binary, stripped (no Hub inside yet)", measures.stripped_bytes(BINARY, folder) / 2**20, 30, "MiB"))
    return sizes


if __name__ == "__main__":
    main()
