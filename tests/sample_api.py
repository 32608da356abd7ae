"""The vocabulary of the tests of the sample API: `connectory sample-api` and `connectory demo` as processes."""

import re
from urllib.parse import urlencode

from connectory_server import BINARY, Server, eventually

KEY = {"X-Access-Key": "sample-key"}
MARCH = {"from": "2024-03-01", "to": "2024-03-31"}
CLIENT = {"grant_type": "client_credentials", "client_id": "sample-client", "client_secret": "sample-secret"}


class SampleApi(Server):
    """The API alone. Requests have the access key of /ads."""

    def __init__(self):
        super().__init__("/nonexistent")
        self.key = ""

    def command(self, port):
        return [BINARY, "sample-api", "--listen", f"127.0.0.1:{port}"]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def get(self, path, headers=None, **parameters):
        query = "?" + urlencode(parameters) if parameters else ""
        return self.call("GET", path + query, headers={**KEY, **(headers or {})})

    def ask(self, path, **more):
        """The document of an answer that must be a success."""
        answer = self.get(path, **more)
        assert answer.status == 200, answer
        return answer.json

    def token(self, **more):
        answer = self.call("POST", "/shop/oauth/token", form={**CLIENT, **more})
        assert answer.status == 200, answer
        return answer.json["access_token"]


class Demo(Server):
    """`connectory demo`: its owner's key and the URL of its sample API are those that it prints."""

    def command(self, port):
        return [BINARY, "demo", "--data", str(self.data), "--listen", f"127.0.0.1:{port}", *self.settings]

    def start(self, port=0):
        begin = len(self.log)
        super().start(port)
        eventually(lambda: "stop with Ctrl-C" in "".join(self.log[begin:]), 10, "the demo has said all")
        self.said = "".join(self.log[begin:])
        self.key = re.search(r"^  API key    (api_\S+) +team 42, OWNER$", self.said, re.MULTILINE)[1]
        self.sample_url = re.search(r"^  Sample API (http://127\.0\.0\.1:[0-9]+) ", self.said, re.MULTILINE)[1]
        return self
