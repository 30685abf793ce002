"""Source with decorators written as assignments, which mean the same.

mutmut leaves decorated functions alone, and every rule is one. `@rule(ROW) def judge(…)` becomes
`def judge(…)` and then `judge = rule(ROW)(judge)`, which it mutates like any other function.
"""

import libcst as cst

_AS_THEY_ARE = ("staticmethod", "classmethod")


def undecorated(source: str) -> str:
    """The same module with each decorated function followed by its decorators as assignments."""
    return cst.parse_module(source).visit(_Assignments()).code


class _Assignments(cst.CSTTransformer):
    def leave_FunctionDef(  # noqa: N802 - libcst's name
        self,
        original_node: cst.FunctionDef,  # noqa: ARG002 - libcst's signature
        updated_node: cst.FunctionDef,
    ) -> cst.FunctionDef | cst.FlattenSentinel[cst.BaseStatement]:
        decorators = [each.decorator for each in updated_node.decorators]
        if not decorators or _kept(decorators):
            return updated_node
        name = cst.Name(updated_node.name.value)
        value: cst.BaseExpression = name
        for decorator in reversed(decorators):
            value = cst.Call(decorator, [cst.Arg(value)])
        assigned = cst.Assign([cst.AssignTarget(name)], value)
        return cst.FlattenSentinel(
            [
                updated_node.with_changes(decorators=()),
                cst.SimpleStatementLine([assigned]),
            ]
        )


def _kept(decorators: list[cst.BaseExpression]) -> bool:
    return any(isinstance(d, cst.Name) and d.value in _AS_THEY_ARE for d in decorators)
