"""What is known of a result beside its file, for a terminal and as JSON."""

from __future__ import annotations

from typing import Any

from edgebench.model.standing import Standing
from edgebench.publish.wording import words


def lines(standing: Standing) -> list[list[str]]:
    """Name, value and note: the withdrawal first, where there is one, then the trust."""
    withdrawn = [["withdrawn", *words.withdrawal(standing.withdrawn)]] if standing.withdrawn else []
    return [*withdrawn, ["trust", *words.trust(standing)]]


def as_json(standing: Standing) -> dict[str, Any]:
    """Trust by its name, who signed it and who reproduced it; null where nobody did."""
    withdrawn = standing.withdrawn
    return {
        "trust": standing.trust.value,
        "signer": standing.signer,
        "reproduced_by": list(standing.reproduced_by),
        "unproven": standing.unproven,
        "withdrawn": withdrawn
        and {"date": withdrawn.date.isoformat(), "reason": withdrawn.reason, "by": withdrawn.by},
    }
