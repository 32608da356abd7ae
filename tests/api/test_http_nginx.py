"""The cases of http_cases.py against nginx and through it, if nginx is available (`tools/setup` unpacks it).

Against it: both servers count the same number of requests. Through it: our server sees exactly the requests that nginx passed on.
"""

import os
import re
import shutil
import socket
import subprocess

import pytest

from connectory_server import ROOT, Server, eventually, patient, serving
from http_cases import HIDDEN, REFUSED, TAKEN

UNPACKED = ROOT / "build" / "nginx" / "usr" / "sbin"  # by tools/setup
NGINX = shutil.which("nginx") or shutil.which("nginx", path=f"/usr/sbin:{UNPACKED}")
pytestmark = pytest.mark.skipif(NGINX is None, reason="there is no nginx; on Debian, tools/setup fetches one")

CONFIGURATION = """
{user}daemon off;
pid {folder}/pid;
error_log {folder}/error.log error;
events {{ worker_connections 256; }}
http {{
  log_format passed "$upstream_status";
  access_log {folder}/passed.log passed;
  client_body_temp_path {folder}/t1;
  proxy_temp_path {folder}/t2;
  fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4;
  scgi_temp_path {folder}/t5;
  upstream ours {{ server 127.0.0.1:{upstream}; keepalive 4; }}
  server {{
    listen 127.0.0.1:{front};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_request_buffering off;
    proxy_ignore_client_abort on;
    location / {{ proxy_pass http://ours; }}
  }}
  server {{
    listen 127.0.0.1:{alone};
    access_log off;
    location / {{ return 200; }}
  }}
}}
"""

# nginx 1.22 answers these a different number of times than we do: name -> why that is not our fault.
OTHERWISE = {
    "TRACE": "nginx ends the connection with its refusal",
    "CONNECT of a path": "nginx ends the connection with its refusal",
    "closed is not close": "nginx looks for close anywhere in the header",
}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    with serving(Server(tmp_path_factory.mktemp("behind"), "--auth-failures-per-hour", "1000000").with_team()) as one:
        yield one


@pytest.fixture(scope="module")
def nginx(ours, tmp_path_factory):
    """(port of nginx in front of our server, port of nginx alone, file with a line for each request and our server's answer)"""
    folder = tmp_path_factory.mktemp("nginx")
    front, alone = free_port(), free_port()
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, front=front, alone=alone, upstream=ours.port, user=user))
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder, "-e", folder / "error.log"], stdin=subprocess.DEVNULL)
    eventually(lambda: is_open(front), 10, "nginx serves")
    yield front, alone, folder / "passed.log"
    process.terminate()
    process.wait(patient(10))


def statuses(port, data):
    """The statuses of all answers until the server closes. An answer without a head (HTTP/0.9) does not count."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=patient(10)) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                received += piece
        except OSError:
            pass  # closed in the middle, which is allowed
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received) if status != b"100"]


def is_refused(status):
    return status in (400, 408, 411, 413, 414, 417, 431, 494, 501, 505)


def requests_counted(server):
    text = server.call("GET", "/metrics", key="").body.decode()
    return sum(int(float(line.split()[-1])) for line in text.splitlines() if line.startswith("connectory_http_requests_total"))


def passed_on(log, lines):
    """How many requests nginx passed to our server after the first lines of its log."""
    return sum(status != "-" for status in log.read_text().splitlines()[lines:])


def test_what_both_take_is_as_many_requests(ours, nginx):
    _, alone, _ = nginx
    differing = {}
    for name, (data, _) in TAKEN.items():
        data = data.replace(b"KEY", ours.key.encode())
        mine, theirs = statuses(ours.port, data), statuses(alone, data)
        if name not in OTHERWISE and not any(map(is_refused, theirs)) and len(mine) != len(theirs):
            differing[name] = (mine, theirs)
    assert not differing


def test_nothing_passes_nginx_unseen(ours, nginx):
    front, _, passed = nginx
    differing = {}
    for name, data in {**{name: data + HIDDEN for name, (data, _) in REFUSED.items()}, **{name: data for name, (data, _) in TAKEN.items()}}.items():
        before, lines = requests_counted(ours), passed.read_text().count("\n")
        statuses(front, data.replace(b"KEY", ours.key.encode()))
        seen = requests_counted(ours) - before - 1  # the count before is a request, too
        try:
            eventually(lambda: passed_on(passed, lines) == seen, 2, "nginx has noted what it passed on")
        except AssertionError:
            differing[name] = (passed_on(passed, lines), seen)
    assert not differing
    assert ours.call("GET", "/readyz", key="").status == 200
