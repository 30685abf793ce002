"""What rules read off a chart is read off it once, and off each chart anew."""

from app.clinical.chart import Chart
from tests.charts import chart


def test_several_rules_that_ask_share_one_answer() -> None:
    asked: list[Chart] = []

    def derive(of: Chart) -> int:
        asked.append(of)
        return len(asked)

    one, other = chart(), chart()

    assert (one.once(derive), one.once(derive), other.once(derive)) == (1, 1, 2)
    assert asked == [one, other]


def test_an_empty_answer_is_remembered_too() -> None:
    asked: list[Chart] = []

    def derive(of: Chart) -> None:
        asked.append(of)

    one = chart()
    one.once(derive)
    one.once(derive)

    assert asked == [one]
