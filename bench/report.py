"""The page of results."""

import os
import platform
import statistics
import subprocess
import textwrap
import time
from dataclasses import dataclass

from servers import BINARY, nginx_program


@dataclass
class Size:
    name: str
    value: float
    target: float | None
    unit: str
    spread: tuple[float, float] | None = None


def verdict(is_met):
    return "met" if is_met else "**missed**"


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}"


def version_of(*command):
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return (done.stdout + done.stderr).splitlines()[0].strip()


def wrapped(line):
    """The line at most 120 columns wide; a row of a table stays one line."""
    if line.startswith("|") or not line:
        return [line]
    return textwrap.wrap(line, 120, subsequent_indent="  " if line.startswith("- ") else "", break_long_words=False, break_on_hyphens=False)


def make(comparisons, sizes, notes, rounds, seconds, took):
    lines = [
        "# Results of `make bench`",
        "",
        f"- Date: {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())}; load average at the end {os.getloadavg()[0]:.1f}",
        f"- Machine: {machine()}",
        f"- Programs: {version_of(BINARY, '--version')}, "
        f"{version_of(nginx_program(), '-v')}, {version_of('wrk', '-v').split(' Copyright')[0]}",
        f"- How: {rounds} interleaved rounds of {seconds} s, server on one core, load on another, {took:.0f} s in all",
        "- Again: `make bench` on an otherwise idle machine (`ROUNDS=n` for more rounds, `QUICK=1` to see whether it works)",
        "",
        "A ratio over 1 is in our favour, except for p99, where less is better. The median of the rounds' ratios is compared with the target.",
        "",
        "| what | against | target | measured | spread | |",
        "|---|---|---|---|---|---|",
    ]
    for comparison in comparisons:
        ratios = comparison.ratios()
        median = statistics.median(ratios)
        sign = "≤" if comparison.is_ceiling else "≥"
        target, met = "–", ""
        if comparison.target is not None:
            target = f"{sign} {comparison.target:g}x"
            met = verdict(median <= comparison.target if comparison.is_ceiling else median >= comparison.target)
        lines.append(
            f"| {comparison.name} | {comparison.against} | {target} | {median:.2f}x | {min(ratios):.2f}–{max(ratios):.2f} | {met} |"
        )
    for size in sizes:
        spread = f"{number(size.spread[0])}–{number(size.spread[1])}" if size.spread else ""
        target, met = ("–", "") if size.target is None else (f"< {size.target:g} {size.unit}", verdict(size.value < size.target))
        lines.append(f"| {size.name} | – | {target} | {number(size.value)} {size.unit} | {spread} | {met} |")
    lines += [
        "",
        "The figures behind the ratios (medians; a second's work, the server's user and system time for one request or megabyte, latencies):",
        "",
        "| what | side | a second | CPU µs | p50 µs | p99 µs | p99.9 µs |",
        "|---|---|---|---|---|---|---|",
    ]
    for comparison in comparisons:
        for side, name in ((0, "connectory"), (1, "yardstick")):
            figures = []
            for figure in ("per_second", "cpu_us", "p50", "p99", "p999"):
                there = figure in comparison.windows[side][0]
                figures.append(number(comparison.median(side, figure)) if there else "")
            lines.append(f"| {comparison.name} | {name} | {' | '.join(figures)} |")
    lines += ["", *(f"- {note}" for note in notes)]
    return "".join(f"{line}\n" for long in lines for line in wrapped(long))
