"""Zip archives for tests of /import, valid and invalid."""

import io
import json
import zipfile

WHOLE = {
    "connectory.json": '{"format":"connectory","version":1,"connectors":["A"]}',
    "connectors/A/connector.json": '{"name":"A"}',
    "connectors/A/versions/1.json": '{"version":"1.0.0","author":"ann","created_at":"2024-01-01T00:00:00Z"}',
    "connectors/A/versions/1.configuration.json": "{}",
}


def unzip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(**changes):
    """The valid archive with these files replaced, or removed if the value is None."""
    files = WHOLE | changes
    return zipped({name: content for name, content in files.items() if content is not None})


VERSION = {"version": "1.0.0", "author": "ann", "created_at": "2024-01-01T00:00:00Z"}


def with_version(number=1, /, **facts):
    """The files of a version with these facts in addition to the usual ones; None removes one."""
    known = {name: value for name, value in (VERSION | facts).items() if value is not None}
    return {f"connectors/A/versions/{number}.json": json.dumps(known), f"connectors/A/versions/{number}.configuration.json": "{}"}
