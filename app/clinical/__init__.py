"""The words of the clinic: facts, dates, amounts, findings. Standard library only."""
