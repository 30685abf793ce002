"""What a rule says of a chart, with every sentence rendered so that no value is left out."""

from dataclasses import replace

from app.clinical.chart import Chart
from app.clinical.finding import Action, Finding, Severity
from app.knowledge.definitions import Value
from app.knowledge.parameters import Parameters
from app.rules.rule import Rule
from tests.charts import judged

HOLD, WARN, NOTE, BLOCK = Action.HOLD, Action.WARN, Action.NOTE, Action.BLOCK
HIGH, MODERATE, LOW = Severity.HIGH, Severity.MODERATE, Severity.LOW

Brief = tuple[str, Action, Severity | None, str]


def spoken(rule: Rule, patient: Chart, p: Parameters) -> tuple[Finding, ...]:
    """What the rule says, without what it clears; fails where a sentence lacks a value."""
    findings = judged(rule, patient, p)
    rows = {row.id: row for row in rule.rows}
    for finding in findings:
        sentence = rows[finding.row].sentence(finding)
        assert sentence.strip() == sentence
        assert finding.target is rows[finding.row].target
    return findings


def briefly(rule: Rule, patient: Chart, p: Parameters) -> list[Brief]:
    """Row, action, severity and sentence of everything said."""
    return [(f.row, f.action, f.severity, f.text) for f in spoken(rule, patient, p)]


def told(rule: Rule, patient: Chart, p: Parameters) -> dict[tuple[str, str], str]:
    """Every sentence, by row and text key."""
    rows = {row.id: row for row in rule.rows}
    return {(f.row, f.text): rows[f.row].sentence(f) for f in spoken(rule, patient, p)}


def at_site(p: Parameters, name: str, value: Value) -> Parameters:
    """The parameters of a site that changed one of them."""
    every = {each: p.about(each) for each in p.names}
    return Parameters(every | {name: replace(p.about(name), value=value)})
