"""What the answer must say of the input: every entry that was not used, and why."""

from app.fhir.outcome import Issue

_LONGEST_CODE = 200


class Messages:
    """Issues for the evaluationMessage; what repeats is counted and told once with its place."""

    __slots__ = ("_counts", "_faults", "_issues", "_local", "_types")

    def __init__(self) -> None:
        self._issues: list[Issue] = []
        self._types: dict[str, list[str]] = {}
        self._counts: dict[tuple[str, str], list[str]] = {}
        self._faults: dict[tuple[str, str, str], list[str]] = {}
        self._local: dict[tuple[str, str], list[str]] = {}

    def add(self, issue: Issue) -> None:
        self._issues.append(issue)

    def warn(self, text: str, place: str, code: str = "processing") -> None:
        self._issues.append(Issue("warning", code, text, place))

    def unread_type(self, kind: str, place: str) -> None:
        """A resource of a type that no rule uses."""
        self._types.setdefault(kind, []).append(place)

    def count(self, kind: str, reason: str, place: str) -> None:
        """A resource that was read as far as the reason for not using it."""
        self._counts.setdefault((kind, reason), []).append(place)

    def fault(self, kind: str, issue: Issue, element: str) -> None:
        """A fault in an element that no rule reads: it spoils nothing."""
        reason = f"{element}: {issue.text}"
        self._faults.setdefault((kind, reason, issue.code), []).append(issue.expression)

    def local(self, kind: str, code: str, place: str) -> None:
        """A local code, or a text without a code (code ""), that nothing maps."""
        self._local.setdefault((kind, code), []).append(place)

    def issues(self) -> tuple[Issue, ...]:
        """All of them: single ones first, in the order of the record, then the counted ones."""
        return (
            *self._issues,
            *self._local_issues(),
            *self._faulty(),
            *self._counted(),
            *self._unread(),
        )

    def _faulty(self) -> list[Issue]:
        told: list[Issue] = []
        for (kind, reason, code), places in self._faults.items():
            text = (
                f"{len(places)} {kind} invalid in an element that no rule reads, and used. {reason}"
            )
            told.append(Issue("warning", code, text, places[0]))
        return told

    def _local_issues(self) -> list[Issue]:
        told: list[Issue] = []
        for (kind, code), places in self._local.items():
            what = "an unmapped local code" if code else "text but no code"
            text = (
                f"{kind} with {what} was not used ({len(places)} in the record). "
                "Map it in the site's concept map, or send a standard code."
            )
            told.append(Issue("warning", "code-invalid", text, places[0], code[:_LONGEST_CODE]))
        return told

    def _counted(self) -> list[Issue]:
        told: list[Issue] = []
        for (kind, reason), places in self._counts.items():
            more = "" if len(places) == 1 else "; the first one is named"
            text = f"{len(places)} {kind} not used: {reason}{more}."
            told.append(Issue("information", "informational", text, places[0]))
        return told

    def _unread(self) -> list[Issue]:
        if not self._types:
            return []
        total = sum(len(places) for places in self._types.values())
        named = ", ".join(f"{len(p)} {kind}" for kind, p in sorted(self._types.items()))
        entries = "1 entry was" if total == 1 else f"{total} entries were"
        text = f"{entries} not read, because no rule uses the type: {named}."
        first = next(iter(self._types.values()))[0]
        return [Issue("information", "informational", text, first)]
