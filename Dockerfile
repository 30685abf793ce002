# The service without the laptop's database: DATABASE_URL points at PostgreSQL 15 or newer.
# The wheel is built by the command that `make wheel` runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements/ requirements/
RUN python -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/base.txt
RUN python -m venv /opt/builder \
 && /opt/builder/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/dev.txt
COPY pyproject.toml README.md LICENSE ./
COPY app/ app/
COPY alembic/ alembic/
RUN /opt/builder/bin/python -m build --wheel --no-isolation --outdir dist . \
 && /opt/venv/bin/python -m pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.11-slim-bookworm
COPY --from=build /opt/venv /opt/venv
RUN useradd --system --uid 10001 --no-create-home cds
USER 10001
ENV PATH="/opt/venv/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD \
  ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/livez', timeout=3)"]
# Until callers are authenticated the service binds loopback only: share the network namespace
# with the caller (a pod's sidecar), or wait for the release that authenticates.
ENTRYPOINT ["ocrelizumab-cds"]
CMD ["serve", "--port", "8000"]
