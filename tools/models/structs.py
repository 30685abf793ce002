"""Writes the Python of one type: its fields, and the checks that its fields need."""

from collections.abc import Iterator

from tools.models.model import Field, Type

LIMIT = 100
BY_TYPE = {
    "boolean": "bool",
    "decimal": "Number",
    "integer": "Integer",
    "positiveInt": "PositiveInt",
    "unsignedInt": "UnsignedInt",
}
CHECKS = {
    "base64Binary": "base64_binary",
    "canonical": "uri",
    "code": "code",
    "date": "date",
    "dateTime": "date_time",
    "id": "identity",
    "instant": "instant",
    "markdown": "string",
    "oid": "oid",
    "string": "string",
    "time": "time",
    "uri": "uri",
    "url": "uri",
    "uuid": "uuid",
}
REPEATING = {"Coding", "Quantity", "Identifier", "Extension", "Meta"}
MEMO = {
    "uri": ("URIS", "known_uri"),
    "code": ("CODES", "known_code"),
    "identity": ("IDS", "known_id"),
}
OUTER = {"Element", "BackboneElement", "Resource", "DomainResource", "Quantity"}


def class_of(type_name: str) -> str:
    return "".join(part[0].upper() + part[1:] for part in type_name.split("."))


def alias_of(binding: str) -> str:
    stem = binding.split("|", maxsplit=1)[0].rsplit("/", 1)[-1]
    return "".join(part[0].upper() + part[1:] for part in stem.split("-")) + "Code"


def check_of(field: Field) -> str | None:
    return None if field.type == "code" and field.enumerated else CHECKS.get(field.type)


def _one(field: Field) -> str:
    if field.type == "Resource":
        return "Raw"
    if not field.primitive:
        return class_of(field.type)
    if field.type == "code" and field.enumerated and field.binding:
        return alias_of(field.binding)
    return BY_TYPE.get(field.type, "str")


def _many(item: str) -> str:
    return f"Annotated[list[{item}], Meta(min_length=1)]"


def _declared(name: str, json_name: str, kind: str, *, required: bool) -> str:
    renamed = name != json_name
    if required:
        return f"    {name}: {kind}" + (f' = named(name="{json_name}")' if renamed else "")
    value = f'named(default=None, name="{json_name}")' if renamed else "None"
    return f"    {name}: Maybe[{kind}] = {value}"


def extension_of(field: Field) -> str | None:
    return f"{field.name}_ext" if field.primitive and field.extensible else None


def required_by_type(field: Field) -> bool:
    """Only what cannot be replaced by an extension on a primitive is required by the decoder."""
    if field.minimum == 0 or field.choice:
        return False
    return not field.primitive or not field.extensible


def _members(field: Field) -> Iterator[str]:
    item = _one(field)
    kind = item
    if field.many:
        kind = _many(f"{item} | None" if field.primitive else item)
    yield _declared(field.attribute, field.name, kind, required=required_by_type(field))
    if extension_of(field):
        beside = _many("Element | None") if field.many else "Element"
        yield _declared(f"{field.name}_ext", f"_{field.name}", beside, required=False)


def _check_many(holder: Type, field: Field) -> Iterator[str]:
    own, check = f"self.{field.attribute}", check_of(field)
    beside = f"self.{field.name}_ext"
    if check == "uri" and holder.path in REPEATING:
        yield f"        if {own} is not None and (None in {own} or not URIS.issuperset({own})):"
        yield f'            primitives({own}, {beside}, known_uri, "{field.name}")'
        return
    if field.type == "decimal":
        call = f'numbers({own}, {beside}, "{field.name}")'
    elif check:
        call = f'primitives({own}, {beside}, {check}, "{field.name}")'
    else:
        call = f'nulls({own}, {beside}, "{field.name}")'
    yield f"        if {own} is not None:"
    yield f"            {call}"


def _check_one(holder: Type, field: Field) -> Iterator[str]:
    own, check = f"self.{field.attribute}", check_of(field)
    if field.type == "decimal":
        yield f"        if {own} is not None and type({own}) is not Decimal:"
        yield f'            decimal(self, {own}, "{field.attribute}", "{field.name}")'
    elif check in MEMO and (holder.path in REPEATING or holder.base == "Quantity"):
        memo, known = MEMO[check]
        yield f"        if {own} not in {memo}:"
        yield f'            {known}({own}, "{field.name}")'
    elif check == "string":
        guard = "" if required_by_type(field) else f"{own} is not None and "
        yield f'        if {guard}{own} < "!":'
        yield f'            string({own}, "{field.name}")'
    elif check and required_by_type(field):
        yield f'        {check}({own}, "{field.name}")'
    elif check:
        yield f"        if {own} is not None:"
        yield f'            {check}({own}, "{field.name}")'


def _wrapped(opening: str, parts: list[str], joint: str, closing: str) -> Iterator[str]:
    line = opening + joint.join(parts) + closing
    if len(line) <= LIMIT:
        yield line
        return
    yield opening
    for part in parts:
        yield f"            {part}{joint.rstrip() if joint == ', ' else ''}"
    yield "        " + closing


def _choices(holder: Type) -> Iterator[str]:
    groups: dict[str, list[Field]] = {}
    for field in holder.fields:
        if field.choice:
            groups.setdefault(field.choice, []).append(field)
    for choice, fields in groups.items():
        values = [f"self.{f.attribute}" for f in fields]
        listed = ", ".join(values) + ("," if len(values) == 1 else "")
        if len(values) > 1:
            yield f"        absent = ({listed}).count(None)  # fmt: skip"
            yield f"        if absent < {len(values) - 1}:"
            yield f'            several("{choice}")'
        if fields[0].minimum:
            none = f"absent == {len(values)}" if len(values) > 1 else f"{values[0]} is None"
            beside = [f" and self.{f.name}_ext is None" for f in fields if f.primitive]
            yield f"        if {none}{''.join(beside)}:"
            yield f'            missing("{choice}")'


def _required(holder: Type) -> Iterator[str]:
    for field in holder.fields:
        if field.minimum and not field.choice and not required_by_type(field):
            yield f"        if self.{field.attribute} is None and self.{field.name}_ext is None:"
            yield f'            missing("{field.name}")'


def _not_empty(holder: Type, *, resource: bool) -> Iterator[str]:
    if resource or any(f.minimum for f in holder.fields):
        return
    members: list[str] = []
    own = [f for f in holder.fields if f.name not in {"id", "extension", "modifierExtension"}]
    outer = [f for f in holder.fields if f not in own]
    members += [f"self.{f.attribute} is None" for f in own]
    members += [f"self.{f.name}_ext is None" for f in own + outer if extension_of(f)]
    members += [f"self.{f.attribute} is None" for f in outer if f.name != "id"]
    if holder.path == "Element":
        members = ["self.id is None", "self.extension is None"]
    yield "        if (" if len(members) > 1 else f"        if {members[0]}:"
    if len(members) > 1:
        yield from (f"            {'and ' if i else ''}{m}" for i, m in enumerate(members))
        yield "        ):"
    yield "            empty()"


def checks(holder: Type, *, resource: bool) -> list[str]:
    body: list[str] = []
    for field in holder.fields:
        if resource and field.name == "id":
            body += [
                '        if self.id is not None and self.id < "!":',
                '            string(self.id, "id")',
            ]
        elif field.many and field.primitive:
            body += _check_many(holder, field)
        elif field.primitive:
            body += _check_one(holder, field)
    body += _required(holder)
    body += _choices(holder)
    body += _not_empty(holder, resource=resource)
    return body


def struct(holder: Type, inherited: set[str], *, resource: bool, tagged: bool) -> str:
    base = holder.base or "Struct"
    options = f', tag="{holder.path}", tag_field="resourceType"' if tagged else ""
    if holder.path in {"Element", "Resource"}:
        options = ", gc=False, omit_defaults=True"
        options += ", forbid_unknown_fields=True"
    lines = [f"class {holder.name}({base}, frozen=True, kw_only=True{options}):"]
    for field in holder.fields:
        if field.name not in inherited:
            lines += _members(field)
    body = checks(holder, resource=resource)
    if body:
        lines += ["", "    def __post_init__(self) -> None:", *body]
    elif len(lines) == 1:
        lines += ["    pass"]
    return "\n".join(lines) + "\n"
