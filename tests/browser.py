"""A browser for the tests of pages: Debian's Chromium without a screen, driven by its own driver.

It resolves no names and reaches only this machine. `Browser.open` returns a fresh page with a size and a colour scheme. `requests()` and
`complaints()` return what the page has requested and the errors in its console.

Chromium has a sandbox of its own, which it cannot have as root and in many containers. The first start tries it with the sandbox, and continues
without it if that fails; `sandbox()` says which it was.
"""

import json
import tempfile

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from connectory_server import eventually, patient

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
FLAGS = [
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--hide-scrollbars",  # as on a phone; a page must not be wider than the window in any case
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


_has_sandbox = None  # once a browser has started


def sandbox():
    """How the browsers of this run start: "with its sandbox", "without its sandbox", or None before the first."""
    return None if _has_sandbox is None else "with its sandbox" if _has_sandbox else "without its sandbox"


def _start(flags, has_sandbox):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS, *flags, *([] if has_sandbox else ["--no-sandbox"])]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(DRIVER), options=options)


def start(*flags):
    """A driver with its browser; the choice about the sandbox is made once."""
    global _has_sandbox
    if _has_sandbox is None:
        try:
            driver = _start(flags, True)
        except WebDriverException:
            driver = _start(flags, False)  # its failure is the one to be reported
            _has_sandbox = False
        else:
            _has_sandbox = True
        return driver
    return _start(flags, _has_sandbox)


class Browser:
    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="connectory-browser-", ignore_cleanup_errors=True)
        self.driver = start(f"--user-data-dir={self.profile.name}")
        self.driver.set_page_load_timeout(patient(60))
        self.driver.set_script_timeout(patient(60))

    def close(self):
        self.driver.quit()
        self.profile.cleanup()

    def open(self, url, width, height, dark=False):
        command = self.driver.execute_cdp_cmd
        self.driver.get("about:blank")
        self.requests(), self.complaints()  # those of the page before
        command("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        calm = {"name": "prefers-reduced-motion", "value": "reduce"}
        command("Emulation.setEmulatedMedia", {"features": [scheme, calm]})
        self.driver.get(url)

    def run(self, script, *arguments):
        """The value of the script, which is the body of a function."""
        return self.driver.execute_script(script, *arguments)

    def find(self, selector, within=30):
        """The first matching element that is visible."""
        def shown():
            return next((one for one in self.driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()), None)

        return eventually(shown, within, f"{selector} is on the page")

    def until(self, script, within=30):
        """Waits until the script returns a true value, and returns that."""
        return eventually(lambda: self.run(script), within, script)

    def click(self, selector):
        element = self.find(selector)
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()

    def requests(self):
        """Every URL requested since the page was opened or this was last called."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]

    def complaints(self):
        """Errors and warnings in the console: exceptions, blocked content, failed loads."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
