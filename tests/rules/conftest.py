"""The shipped parameters, as every rule sees them at a site that changed none."""

import pytest

from app.knowledge import Parameters, load
from tests.charts import AS_OF


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return load().parameters(AS_OF)
