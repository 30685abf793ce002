"""`python -m tools.models [--check]`: write app/fhir/r4, or say whether it is as it would be."""

import sys
from pathlib import Path

from tools.models.emit import package

FOLDER = Path(__file__).parents[2] / "app" / "fhir" / "r4"


def kept() -> dict[str, str]:
    found = [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.json")]
    return {str(path.relative_to(FOLDER)): path.read_text("utf-8") for path in found}


def differences(wanted: dict[str, str]) -> list[str]:
    present = kept()
    return sorted(n for n in wanted.keys() | present.keys() if wanted.get(n) != present.get(n))


def write(wanted: dict[str, str]) -> None:
    for name in kept().keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    wanted = package()
    changed = differences(wanted)
    if "--check" in arguments:
        print(*(f"app/fhir/r4/{name} differs from the definitions" for name in changed), sep="\n")
        return 1 if changed else 0
    write(wanted)
    print(f"{len(wanted)} files, {len(changed)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
