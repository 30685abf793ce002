"""`evaluate`: decision, orders and issues as a table or a Bundle; the exit code is the worst."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from tests.bundles import POSITIVE, observation, parameters, patient, screening

_EXAMPLES = Path(__file__).parents[2] / "docs/examples"
_CAUTION = str(_EXAMPLES / "first-infusion.json")
_HOLD = str(_EXAMPLES / "live-vaccine-hold.json")


def _run(*arguments: str, feed: bytes | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["evaluate", *arguments], input=feed)
    return done.exit_code, done.stdout, done.stderr


def test_table_shows_decision_orders_and_issues() -> None:
    code, told, _ = _run(_CAUTION)
    assert code == 1
    assert "CAUTION" in told
    assert "ocrelizumab-300mg" in told
    assert "methylprednisolone" in told
    assert "BASE-VAX-01" in told


def test_table_shows_action_and_day_of_release() -> None:
    code, told, _ = _run(_HOLD)
    assert code == 2
    line = next(line for line in told.splitlines() if "VAX-LIVE-01" in line)
    assert "hold" in line
    assert line.endswith("2025-12-02")
    assert "No order is proposed." in told


def test_worst_of_several_files_is_the_exit_code(tmp_path: Path) -> None:
    hcg = observation("hcg", "2106-3", when="2025-11-28", valueCodeableConcept=POSITIVE)
    record = screening() | {"p1": patient("female", "1995-06-15"), "hcg": hcg}
    blocked = tmp_path / "pregnant.json"
    blocked.write_bytes(parameters(record.values()))
    assert _run(_CAUTION, str(blocked), _HOLD)[0] == 3


def test_json_is_the_bundle_of_the_operation() -> None:
    code, told, _ = _run(_CAUTION, "--json", "--operation", "eligibility")
    assert code == 1
    assert json.loads(told)["resourceType"] == "Bundle"


def test_record_is_read_from_standard_input() -> None:
    assert _run("-", feed=Path(_CAUTION).read_bytes())[0] == 1


def test_day_is_taken_where_the_record_names_none(tmp_path: Path) -> None:
    record = json.loads(Path(_CAUTION).read_bytes())["parameter"][-1]["resource"]
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(record))
    _, told, _ = _run(str(file), "--as-of", "2025-12-01", "--json")
    assert '"valueDate":"2025-12-01"' in told.replace(" ", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not json", "This is not JSON"),
        (b'{"resourceType": "Bundle", "type": "batch"}', "Patient"),
    ],
)
def test_bad_input_is_told_on_standard_error(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    code, told, wrong = _run(str(file))
    assert code == 64
    assert told == ""
    assert said in wrong


def test_missing_file_and_unreadable_day_are_bad_input(tmp_path: Path) -> None:
    assert _run(str(tmp_path / "none.json"))[0] == 64
    record = json.loads(Path(_CAUTION).read_bytes())["parameter"][-1]["resource"]
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(record))
    assert _run(str(file), "--as-of", "2025-12")[0] == 64


def test_evaluate_starts_without_web_framework_and_database() -> None:
    program = (
        "import sys; from app.cli import app; "
        f"app(['evaluate', {_CAUTION!r}], standalone_mode=False); "
        "print([m for m in ('fastapi', 'uvicorn', 'sqlalchemy', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
