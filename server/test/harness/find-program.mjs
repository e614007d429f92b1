// Where the real programs are that tests run. Plain JavaScript, since `npm test` asks before anything is installed.
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const USUAL_PLACES = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
  '/snap/bin',
];
const POSTGRES_HOMES = ['/usr/lib/postgresql', '/usr/local/lib/postgresql'];

/** The oldest PostgreSQL Parley runs on. */
export const OLDEST_POSTGRES = 15;

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

export function lookUpProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...USUAL_PLACES];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

export const lookUpChromium = () =>
  lookUpProgram('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');

/** The oldest one installed that is still supported, so that nothing newer slips in unnoticed. */
export function lookUpPostgres() {
  const found = [];
  for (const home of POSTGRES_HOMES) {
    let versions;
    try {
      versions = readdirSync(home);
    } catch {
      continue;
    }
    for (const version of versions) {
      const bin = join(home, version, 'bin');
      const whole = ['postgres', 'initdb', 'pg_ctl'].every((program) => isExecutable(join(bin, program)));
      if (Number(version) >= OLDEST_POSTGRES && whole) found.push({ major: Number(version), bin });
    }
  }
  return found.sort((a, b) => a.major - b.major)[0]?.bin;
}

export function findProgram(...names) {
  return lookUpProgram(...names) ?? missing(names.join(' or '));
}

export function findSystemPostgres() {
  return lookUpPostgres() ?? missing(`PostgreSQL ${OLDEST_POSTGRES} or newer`);
}

export function findChromium() {
  return lookUpChromium() ?? missing('Chromium');
}

function missing(what) {
  throw new Error(`${what} is not installed; \`npm test\` installs it or names the command.`);
}
