"""The servers of a measurement: each is a process on one core, which is ended by its id, and what the kernel knows about it."""

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BINARY = HERE.parent / "build" / "connectory"
TEAM = 42
BASE = f"/v1/teams/{TEAM}/connector_builder/connectors"
SERVER_CORE, LOAD_CORE = (sorted(os.sched_getaffinity(0)) + [None, None])[:2]

NGINX_CONFIGURATION = """daemon off;
master_process on;
worker_processes 1;
{user}pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  sendfile on;
  keepalive_requests 1000000000;
  open_file_cache max=10;
  types {{ }}
  default_type application/json;
  root {folder}/static;
  client_body_temp_path {folder}/t1;
  proxy_temp_path {folder}/t2;
  fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4;
  scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; }}
  server {{
    listen 127.0.0.1:{tls_port} ssl;
    ssl_protocols TLSv1.3;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
  }}
}}
"""


class Refused(Exception):
    """A measurement that would be meaningless."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    started = []  # every one that runs, for the end

    def __init__(self, name, command, port, log, key="", is_tls=False):
        self.name, self.port, self.log, self.key, self.is_tls = name, port, log, key, is_tls
        self.begin = time.perf_counter()
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(SERVER_CORE), *map(str, command)], stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        Server.started.append(self)

    @property
    def url(self):
        return f"{'https' if self.is_tls else 'http'}://127.0.0.1:{self.port}"

    def pids(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def cpu_us(self):
        """User and system time of the process and its workers so far."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks * 1e6 / os.sysconf("SC_CLK_TCK")

    def resident_bytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def wait_until_ready(self, path, within=60):
        """Seconds from the start of the process to the first 200 at the path."""
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        while time.perf_counter() - self.begin < within:
            if self.process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as plain:
                    connection = tls_context().wrap_socket(plain) if self.is_tls else plain
                    connection.sendall(request)
                    if connection.recv(4096).startswith(b"HTTP/1.1 200"):
                        return time.perf_counter() - self.begin
            except OSError:
                pass
            time.sleep(0.0005)
        raise Refused(f"{self.name} did not get ready; its log ends:\n{Path(self.log).read_text(errors='replace')[-2000:]}")

    def get(self, path):
        """The body of a 200."""
        if self.is_tls:
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=tls_context())
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=self.headers())
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise Refused(f"{self.name} answers {answer.status} at {path}: {body[:300]!r}")
        return body

    def headers(self):
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def metric(self, name):
        for line in self.get("/metrics").decode().splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        raise Refused(f"{self.name} has no metric {name}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self in Server.started:
            Server.started.remove(self)

    @staticmethod
    def stop_all():
        for server in list(Server.started):
            server.stop()


def tls_context():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def tls_facts(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
        with tls_context().wrap_socket(plain) as connection:
            return connection.version(), connection.cipher()[0]


def connectory_cli(*words):
    done = subprocess.run([str(BINARY), *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Refused(f"connectory {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def start_connectory(folder, key, *flags, name="connectory", is_tls=False):
    """The server and the seconds until it was ready."""
    port = free_port()
    # Logos' URLs are in every connector: with one public URL all servers send the same bytes.
    command = [BINARY, "serve", "--data", folder, "--listen", f"127.0.0.1:{port}", "--workers", 1, "--public-url", "https://bench.example", *flags]
    server = Server(name, command, port, f"{folder}.log", key, is_tls)
    return server, server.wait_until_ready("/readyz")


def nginx_program():
    unpacked = HERE.parent / "build" / "nginx" / "usr" / "sbin"  # by tools/setup
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:{unpacked}")


def start_nginx(folder, path, body):
    """nginx with the body as a static file, and the same process over TLS."""
    file = Path(f"{folder}/static{path}")
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
    port, tls_port = free_port(), free_port()
    user = "user root;\n" if os.geteuid() == 0 else ""  # the worker must be able to read the folder
    configuration = Path(folder) / "nginx.conf"
    configuration.write_text(NGINX_CONFIGURATION.format(folder=folder, port=port, tls_port=tls_port, user=user))
    nginx = Server("nginx", [nginx_program(), "-c", configuration, "-p", folder, "-e", f"{folder}/nginx.log"], port, f"{folder}/nginx.log")
    nginx.wait_until_ready(path)
    over_tls = type("SameProcess", (Server,), {"__init__": lambda self: None})()
    over_tls.__dict__.update(nginx.__dict__, port=tls_port, is_tls=True, name="nginx over TLS")
    return nginx, over_tls


def start_memory(folder, file):
    port = free_port()
    server = Server("bytes out of memory", [sys.executable, HERE / "yardsticks.py", "memory", port, file], port, f"{folder}/memory.log")
    server.wait_until_ready("/")
    return server


def make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        + ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"],
        check=True, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
