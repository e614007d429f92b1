import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseMail } from '../../server/src/channels/email/parse/parse-mail.parse.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = resolve(ROOT, process.env.PARLEY_CORPORA ?? '../shared', 'corpora/email/hostile');

/** One piece of hostile HTML, and what its source says may not come through. */
export interface HostileVector {
  id: string;
  html: string;
  /** Parts of markup that no cleaned version may hold. */
  mustNotContain: string[];
  /** Parts of addresses; a request for one of them is a leak. */
  leakTokens: string[];
}

/** Every vector and every file of the collection; nothing where it is not at hand. */
export async function hostileVectors(): Promise<HostileVector[]> {
  if (!existsSync(FOLDER)) return [];
  const lines = readFileSync(resolve(FOLDER, 'vectors.jsonl'), 'utf8').trim().split('\n');
  const vectors = lines.map((line) => {
    const { id, input, must_not_contain, leak_tokens } = JSON.parse(line) as {
      id: string;
      input: string;
      must_not_contain: string[];
      leak_tokens: string[];
    };
    return { id, html: input, mustNotContain: must_not_contain, leakTokens: leak_tokens };
  });
  for (const name of readdirSync(resolve(FOLDER, 'files')).sort()) {
    const bytes = readFileSync(resolve(FOLDER, 'files', name));
    vectors.push({ id: name, html: await htmlOf(name, bytes), mustNotContain: [], leakTokens: [] });
  }
  return vectors;
}

/** Mails go through the parser that real ones go through; other files are hostile markup as they stand. */
async function htmlOf(name: string, bytes: Buffer): Promise<string> {
  if (!name.endsWith('.eml')) return bytes.toString('utf8');
  const mail = await parseMail(bytes, async (_meta, content) => {
    let size = 0;
    for await (const chunk of content) size += chunk.length;
    return { size, stored: null };
  });
  return mail.html ?? `<p>${(mail.text || mail.subject || name).replaceAll('<', '&lt;')}</p>`;
}
