// Runs Jest with the flags its ESM support needs. Usage: node scripts/jest.mjs [--selectProjects name] [jest
// arguments] [path patterns]
import { spawn } from 'node:child_process';

const PROJECTS = ['unit', 'flows', 'e2e'];
const given = process.argv.slice(2);
const args = [];
for (let i = 0; i < given.length; i += 1) {
  if (given[i] !== '--selectProjects') {
    args.push(given[i]);
    continue;
  }
  // Jest takes every following word for a project's name, path patterns too.
  const names = [];
  while (PROJECTS.includes(given[i + 1])) names.push(given[++i]);
  args.unshift('--selectProjects', ...names);
  const patterns = [];
  while (given[i + 1] !== undefined && !given[i + 1].startsWith('-')) patterns.push(given[++i]);
  for (const pattern of patterns) args.push('--testPathPatterns', pattern);
}

const child = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...args,
  ],
  { stdio: 'inherit', cwd: new URL('..', import.meta.url) },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
