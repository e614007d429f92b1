// What the tests need beyond npm: found, or installed on Debian as root, or named with the exact command.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  lookUpChromium,
  lookUpPostgres,
  lookUpProgram,
  OLDEST_POSTGRES,
} from '../../server/test/harness/find-program.mjs';

const TOOLS = [
  { name: 'Redis', debian: 'redis-server', brew: 'redis', find: () => lookUpProgram('redis-server') },
  { name: 'Dovecot', debian: 'dovecot-imapd', brew: 'dovecot', find: () => lookUpProgram('dovecot') },
  { name: 'Chromium', debian: 'chromium', brew: '--cask chromium', find: lookUpChromium },
  {
    name: `PostgreSQL ${OLDEST_POSTGRES} or newer`,
    debian: 'postgresql',
    brew: `postgresql@${OLDEST_POSTGRES}`,
    find: lookUpPostgres,
  },
];

/**
 * Makes sure the programs are there.
 * @returns undefined, or why they are not and what to type
 */
export function provideSystemTools() {
  const absent = missing();
  if (absent.length === 0) return undefined;
  const packages = absent.map((tool) => tool.debian);
  if (!isDebian()) return `${sentence(absent)} Install them, for instance with: ${otherCommand(absent)}`;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  const command = `apt-get update && ${install.join(' ')}`;
  if (process.getuid?.() !== 0) return `${sentence(absent)} Type: sudo sh -c "${command}"`;
  console.log(`Installing for the tests: ${packages.join(', ')}`);
  for (const args of [['apt-get', 'update'], install]) {
    const [program, ...rest] = args;
    // RUNLEVEL=1 keeps the packages from starting their services; tests start their own.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const run = spawnSync(program, rest, { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (run.status !== 0) {
      process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}\n`);
      return `${sentence(absent)} Installing them failed; type: ${command}`;
    }
  }
  const still = missing();
  return still.length === 0
    ? undefined
    : `${sentence(still)} This system's packages do not have them in a version that fits.`;
}

const missing = () => TOOLS.filter((tool) => tool.find() === undefined);
const sentence = (tools) => `The tests need ${tools.map((tool) => tool.name).join(', ')}.`;

function otherCommand(tools) {
  if (process.platform === 'darwin') return tools.map((tool) => `brew install ${tool.brew}`).join(' && ');
  return `your system's package manager (Debian calls them ${tools.map((tool) => tool.debian).join(', ')})`;
}

function isDebian() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return /^ID(?:_LIKE)?=.*\bdebian\b/m.test(release) && lookUpProgram('apt-get') !== undefined;
  } catch {
    return false;
  }
}
