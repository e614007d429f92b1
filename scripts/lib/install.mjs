import { createHash } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runChild } from './run-child.mjs';

/** Written after an `npm ci` of ours: what was installed from, and for which platform. */
const markerOf = (root) => path.join(root, 'node_modules', '.parley-installed');

/**
 * Why node_modules has to be installed, in a few words, or undefined when it is whole.
 *
 * npm writes `node_modules/.package-lock.json` as its last step, so an install that was cut short
 * has none; what it lists is compared with package-lock.json and with the folders that are there.
 */
export async function installFault(root) {
  const wanted = await readFile(path.join(root, 'package-lock.json'), 'utf8');
  const present = await readJson(path.join(root, 'node_modules', '.package-lock.json'));
  if (present === undefined) return 'nothing is installed yet, or an install was cut short';
  const { packages } = JSON.parse(wanted);
  // What a platform leaves out, npm knows better: after an install of ours, its word counts.
  const decided = (await readFile(markerOf(root), 'utf8').catch(() => '')) === stamp(wanted);
  for (const [folder, entry] of Object.entries(packages)) {
    if (!/(^|\/)node_modules\//.test(folder)) continue;
    const found = present.packages[folder];
    if (found === undefined) {
      if ((entry.optional || entry.peer) && (decided || !suits(entry))) continue;
      return `${folder.replace(/^.*node_modules\//, '')} is missing`;
    }
    if (found.version !== entry.version || found.resolved !== entry.resolved)
      return 'dependencies have changed';
  }
  const folders = Object.keys(present.packages);
  const gone = await Promise.all(folders.map((folder) => isMissing(path.join(root, folder, 'package.json'))));
  const first = folders.find((_, index) => gone[index]);
  return first === undefined ? undefined : `${first.replace(/^.*node_modules\//, '')} has gone`;
}

/** Installs exactly what package-lock.json says, development tools included: they build Parley. */
export async function install(root) {
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const failure = 'npm ci failed; its reason stands above. Mend it and start again.';
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) {
    await runChild(process.execPath, [npm, ...args], { cwd: root, failure });
  } else {
    await runChild('npm', args, { cwd: root, failure, shell: process.platform === 'win32' });
  }
  await writeFile(markerOf(root), stamp(await readFile(path.join(root, 'package-lock.json'), 'utf8')));
}

const stamp = (lock) =>
  `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}`;

/** Whether an optional package is one of those made for this platform. One bound to a C library may still be left out. */
function suits({ os, cpu, libc }) {
  const names = (list, value) => list?.includes(value) ?? false;
  return libc === undefined && names(os, process.platform) && names(cpu, process.arch);
}

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isMissing = (file) =>
  access(file).then(
    () => false,
    () => true,
  );
