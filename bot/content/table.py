"""A table of plain text: columns as wide as what stands in them, numbers to the right."""

from collections.abc import Iterator, Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table; a column of which every cell begins with a digit or is "-" stands to the right."""
    columns = list(zip(head, *rows, strict=True))
    wide = [max(map(len, column)) for column in columns]
    right = [all(cell[:1].isdigit() or cell == "-" for cell in column[1:]) for column in columns]
    for row in (head, *rows):
        cells = (
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, wide, right, strict=True)
        )
        yield "  ".join(cells).rstrip()
