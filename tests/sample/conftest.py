import pytest

from connectory_server import serving
from sample_api import SampleApi


@pytest.fixture(scope="session")
def api():
    """The sample API. It has no state, so all tests share it."""
    with serving(SampleApi()) as one:
        yield one
