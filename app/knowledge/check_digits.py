"""Check digits that show a mistyped code: Verhoeff for SNOMED CT, modulus 10 for LOINC."""

import re

_LOINC = re.compile(r"(\d+)-(\d)")
# Answers and parts (LA6576-8) carry a check digit whose rule is not published with the codes.
_LOINC_OTHER = re.compile(r"(?:LA|LP)\d+-\d")
# The tables of Verhoeff's scheme: products in the dihedral group of order ten, and permutations.
_MULTIPLY = (
    *("0123456789", "1234067895", "2340178956", "3401289567", "4012395678"),
    *("5987604321", "6598710432", "7659821043", "8765932104", "9876543210"),
)
_PERMUTE = (
    *("0123456789", "1576283094", "5803796142", "8916043527"),
    *("9453126870", "4286573901", "2793806415", "7046913258"),
)


def snomed_is_sound(code: str) -> bool:
    """Whether the last digit is the Verhoeff check digit of the others."""
    if not (code.isascii() and code.isdigit()):
        return False
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(_MULTIPLY[check][int(_PERMUTE[place % len(_PERMUTE)][int(digit)])])
    return check == 0


def loinc_is_sound(code: str) -> bool:
    """Whether the digit after the hyphen is the modulus 10 (Luhn) digit of the number before."""
    parts = _LOINC.fullmatch(code)
    if parts is None:
        return _LOINC_OTHER.fullmatch(code) is not None
    number, check = parts.groups()
    doubled = (str(int(digit) * 2) for digit in number[::-2])
    total = sum(int(digit) for digit in "".join(doubled) + number[-2::-2])
    return str(-total % 10) == check
