"""Clinical decision support for ocrelizumab in multiple sclerosis.

`app.evaluate(record, as_of="2025-12-01")` is the whole of the Python face.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.evaluation import Evaluated, evaluate

__all__ = ["Evaluated", "evaluate"]


def __getattr__(name: str) -> object:
    """Import the face when it is first asked for: `import app.errors` must not load everything."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from app import evaluation  # noqa: PLC0415 - lazily, see above

    return getattr(evaluation, name)
