"""docs/profiles.md tells what the data says, each difference with its sources."""

from app.knowledge import Knowledge
from tools.profiles_page import PAGE, REGIONS, differing, page


def test_the_page_is_written_from_the_data(knowledge: Knowledge) -> None:
    current = PAGE.read_text(encoding="utf-8")
    assert page(current, knowledge) == current


def test_the_page_names_every_value_that_a_profile_sets(knowledge: Knowledge) -> None:
    text = PAGE.read_text(encoding="utf-8")
    for region in REGIONS:
        for name in knowledge.sites.site(region).overrides:
            assert name in differing(knowledge)
            assert f"`{name}`" in text
