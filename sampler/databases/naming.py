"""Names of tables and columns that must not meet."""


def unique(name: str, taken: set[str]) -> str:
    """`name`, or `name_2`, … ; remembers what it gave, whatever its case."""
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name}_{number}"
    taken.add(candidate.casefold())
    return candidate
