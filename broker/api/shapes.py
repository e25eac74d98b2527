"""The pieces that answers are described with, as JSON Schema. Pure."""

from typing import Any, Final

from broker.problems import Schema
from broker.records import Role


def object_of(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def list_of(items: Schema) -> dict[str, Any]:
    """A list of any length."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> dict[str, Any]:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


TEXT: Final[Schema] = {"type": "string"}
FLAG: Final[Schema] = {"type": "boolean"}
NUMBER: Final[Schema] = {"type": "integer", "minimum": 0}
WHOLE: Final[Schema] = {"type": "integer"}
"""A whole number, which may be below 0."""
TIME: Final[Schema] = {"type": "string", "format": "date-time"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
MONTH: Final[Schema] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
ROLES: Final[Schema] = list_of({"enum": sorted(Role)})
ANYTHING: Final[Schema] = {"type": "object"}
