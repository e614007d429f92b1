import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root, sayAndExit } from './prepare.mjs';

/** The commands, each a module that exports `run(args, { from })`, giving the exit code. Tools run from their sources. */
const COMMANDS = {
  backup: 'server/dist/platform/backup/backup-command.js',
  restore: 'server/dist/platform/backup/restore-command.js',
  'reset-password': 'server/dist/auth/reset-password-command.js',
  bench: 'server/bench/bench-command.ts',
};

export async function runCommand(name, args) {
  const file = COMMANDS[name];
  if (file === undefined)
    sayAndExit(`There is no command ${name}: it is one of ${Object.keys(COMMANDS).join(', ')}.`);
  await prepare();
  // Names of files are meant from where the person stands; npm keeps that in INIT_CWD.
  const from = process.env.INIT_CWD ?? process.cwd();
  process.chdir(root);
  process.setSourceMapsEnabled(true);
  if (file.endsWith('.ts')) await import('./typescript.mjs');
  const command = await import(pathToFileURL(path.join(root, file)).href);
  process.exitCode = await command.run(args, { from });
}
