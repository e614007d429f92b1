// What is needed beyond npm: found, or installed on Debian as root, or named with the exact command.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  lookUpChromium,
  lookUpPostgres,
  lookUpProgram,
  OLDEST_POSTGRES,
} from '../../server/test/harness/find-program.mjs';

const CHROMIUM = {
  name: 'Chromium',
  debian: 'chromium',
  brew: '--cask chromium',
  find: lookUpChromium,
};

/** What the tests run. */
export const TEST_TOOLS = [
  { name: 'Redis', debian: 'redis-server', brew: 'redis', find: () => lookUpProgram('redis-server') },
  { name: 'Dovecot', debian: 'dovecot-imapd', brew: 'dovecot', find: () => lookUpProgram('dovecot') },
  CHROMIUM,
  {
    name: `PostgreSQL ${OLDEST_POSTGRES} or newer`,
    debian: 'postgresql',
    brew: `postgresql@${OLDEST_POSTGRES}`,
    find: lookUpPostgres,
  },
];

/** What a picture of the console is taken with; without a font for emoji there would be boxes in it. */
export const PICTURE_TOOLS = [
  CHROMIUM,
  {
    name: 'a font with emoji',
    debian: 'fonts-noto-color-emoji',
    brew: '--cask font-noto-color-emoji',
    find: lookUpEmojiFont,
  },
];

/**
 * Makes sure the tools are there.
 * @param whose what needs them, as the subject of a sentence: `The tests`
 * @returns undefined, or why they are not and what to type
 */
export function provideSystemTools(tools, whose) {
  const missing = () => tools.filter((tool) => tool.find() === undefined);
  const sentence = (lacking) => `${whose} cannot do without ${lacking.map((tool) => tool.name).join(', ')}.`;
  const absent = missing();
  if (absent.length === 0) return undefined;
  const packages = absent.map((tool) => tool.debian);
  if (!isDebian()) return `${sentence(absent)} Install them, for instance with: ${otherCommand(absent)}`;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  const command = `apt-get update && ${install.join(' ')}`;
  if (process.getuid?.() !== 0) return `${sentence(absent)} Type: sudo sh -c "${command}"`;
  console.log(`Installing what is missing: ${packages.join(', ')}`);
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

/** Other systems bring one along; on Linux it is a file of a font that says so in its name. */
function lookUpEmojiFont() {
  if (process.platform !== 'linux') return 'of the system';
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', '.fonts', '.local/share/fonts'];
  for (const folder of folders) {
    try {
      const files = readdirSync(path.resolve(homedir(), folder), { recursive: true });
      const found = files.find((file) => /emoji[^/]*\.(?:ttf|otf)$/i.test(file));
      if (found !== undefined) return found;
    } catch {
      // This folder is not there.
    }
  }
  return undefined;
}
