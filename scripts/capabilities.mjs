// npm run capabilities: writes what each kind of channel can do into the README, from the manifests as they are built.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { capabilityTable, withTable } from './capability-table.mjs';
import { prepare } from './lib/prepare.mjs';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'server/dist/channels');
const readme = join(root, 'README.md');

await prepare({ force: false });
const files = readdirSync(folder, { recursive: true }).filter((file) => /\.manifest\.js$/.test(file));
const manifests = [];
for (const file of files) {
  const exported = Object.values(await import(pathToFileURL(join(folder, file)).href));
  manifests.push(
    ...exported.filter((one) => typeof one?.kind === 'string' && Array.isArray(one.capabilities)),
  );
}
writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), capabilityTable(manifests)));
console.log(`README.md: what ${manifests.length} kinds of channels can do`);
