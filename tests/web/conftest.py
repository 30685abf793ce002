"""The real application over the real database, asked in process."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.evaluation import judge_of
from app.main import create_app
from app.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "docs/examples"


@pytest_asyncio.fixture(scope="session")
async def application(database_url: str) -> AsyncIterator[FastAPI]:
    """The application, started, for a tenant of its own."""
    settings = Settings(database_url=database_url)
    app = create_app(settings, judge=replace(judge_of(settings), tenant=uuid4()))
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture(scope="session")
async def client(application: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(application, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asking:
        yield asking


@pytest.fixture(scope="session")
def first_infusion() -> bytes:
    return (EXAMPLES / "first-infusion.json").read_bytes()
