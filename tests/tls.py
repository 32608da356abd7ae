"""TLS of a server under test: certificates, and which one is served."""

import ssl
import subprocess

ASK = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"


def make_pair(folder, name):
    """A self-signed certificate with its key, replaced atomically by renaming, as an operator's tool would do it."""
    new = [folder / "new.pem", folder / "new.key"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", new[1], "-out", new[0]],
        check=True, capture_output=True,
    )  # fmt: skip
    new[1].rename(folder / "server.key")
    new[0].rename(folder / "server.pem")
    return folder / "server.pem", folder / "server.key"


def trusting(certificate):
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = True
    return context


def name_served(server):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with server.wire(tls=context) as wire:
        der = wire.socket.getpeercert(binary_form=True)
        assert wire.ask(ASK).status == 200
    text = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-subject"], input=der, capture_output=True, check=True).stdout.decode()
    return text.split("CN")[1].strip(" =\n")
