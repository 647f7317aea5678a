"""What privacy each rule gives: kept, pseudonymous, generalised or dropped; of several, the weakest."""

from collections.abc import Mapping

from sampler.sanitize.operators.table import OPERATORS, PRIVACY, Privacy
from sampler.sanitize.plan import ColumnPlan, Plan


def privacy_of(plan: ColumnPlan) -> Privacy:
    """The class of a column; one with rules for some rows is as weak as the weakest of them."""
    given = {OPERATORS[rule.operator].privacy for rule in plan.rules}
    return next(one for one in PRIVACY if one in given)


def privacy_by_column(plan: Plan) -> dict[str, Mapping[str, Privacy]]:
    """The class of every column by table and column label, for the manifest."""
    return {
        table.label: {
            column.label: "dropped" if table.dropped else privacy_of(column) for column in table.columns
        }
        for file in plan.files
        for table in file.tables
    }
