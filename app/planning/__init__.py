"""Findings and order templates folded into the decision, the doses and the premedication."""
