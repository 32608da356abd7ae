"""The project's Markdown files, as tools/check_docs, tools/check_english and tools/wrap_docs see them."""

import os
import re
from pathlib import Path

COLUMNS_MAX = 120
SKIPPED_FOLDERS = {".git", "build", "node_modules", "connectory-demo"}
FENCE = re.compile(r"^\s*(```+|~~~+)\s*(\S*)")  # begins or ends a code block


def markdown_files(root):
    """All pages, in order."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for name in sorted(files):
            path = Path(folder) / name
            if name.endswith(".md"):
                yield path
