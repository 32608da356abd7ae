"""Small project trees for the tests of tools/: each check must refuse a bad tree and pass a good one."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Outcome:
    def __init__(self, done):
        self.code = done.returncode
        self.text = done.stdout + done.stderr

    def assert_passes(self):
        assert self.code == 0, self.text

    def assert_refuses(self, *places):
        """Exit code 1, and a finding that begins with each of the places (`src/a/b.h:3: words`)."""
        assert self.code == 1, self.text
        for place in places:
            assert any(line.startswith(place) for line in self.text.splitlines()), f"no '{place}' in:\n{self.text}"


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run(tool, root, *arguments, environment=None):
    command = [str(ROOT / "tools" / tool), "--root", str(root), *arguments]
    return Outcome(subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment))
