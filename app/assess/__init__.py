"""The whole story: record, chart, findings, plan, resources, and the record kept."""

from app.assess.call import Call, Judge
from app.assess.keeping import assess
from app.assess.telling import Answer, answer

__all__ = ["Answer", "Call", "Judge", "answer", "assess"]
