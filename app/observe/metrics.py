"""Counters and timings by route template and by rule; labels never hold an id of anything."""

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """One registry an application, so that two applications in one process do not share counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "cds_requests",
            "Requests answered.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "cds_request_seconds",
            "Time to answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.decisions = Counter(
            "cds_decisions",
            "Evaluations by decision.",
            ("operation", "decision"),
            registry=self.registry,
        )
        self.alerts = Counter(
            "cds_alerts",
            "Alerts raised, by catalogue row and action.",
            ("row", "action"),
            registry=self.registry,
        )

    def exposition(self) -> bytes:
        """Everything in Prometheus text format."""
        return generate_latest(self.registry)
