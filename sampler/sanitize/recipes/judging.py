"""What is found in the columns of a sample, for rules that ask for it; each table is read at most once."""

from sampler.detect.columns.classifying import classify_columns
from sampler.detect.columns.gathering import gather
from sampler.formats.document import Table
from sampler.model.finding import Finding, State
from sampler.sanitize.sample import SourceFile


class Judge:
    """Findings by file, table and column, made when they are first asked for."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Finding, ...]] = {}

    def finding(self, source: SourceFile, table: Table, index: int) -> Finding:
        """What the column is judged to be, by its header and its values."""
        key = (source.file_id, table.id)
        if key not in self._known:
            self._known[key] = _judged(source, table)
        return self._known[key][index]


def _judged(source: SourceFile, table: Table) -> tuple[Finding, ...]:
    if table.kind == "text":
        return (Finding("c1", State.PERSONAL, None, 1.0, ("text file",), text=True),)
    columns = gather(source.document, table)
    headers = [
        header if header and table.columns.count(header) == 1 else f"c{place}"
        for place, header in enumerate(table.columns, start=1)
    ]
    return tuple(classify_columns({header: one.sample for header, one in zip(headers, columns, strict=True)}))
