"""What tests of several folders share."""

import gc

import pytest

from tests.golden.golden import Golden


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden figures anew")


def pytest_collection_finish() -> None:
    """Streamlit collects all garbage after every run of a page: spare it what all tests import, as the app does."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden(figure, "name")` compares a figure with a stored file; see tests/golden/golden.py."""
    return Golden(update=request.config.getoption("--update-golden"))
