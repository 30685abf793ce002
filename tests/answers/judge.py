"""The judge that tests ask: shipped knowledge, all rules, no database."""

from app.assess import Judge
from app.knowledge import load
from app.rules import BOOK

JUDGE = Judge(
    knowledge=load(),
    book=BOOK,
    software="0.1.0",
    base="http://127.0.0.1:8000",
)
