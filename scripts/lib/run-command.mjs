import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root, sayAndExit } from './prepare.mjs';

/** The commands of the server, each a module that exports `run(args)`, giving the exit code. */
const COMMANDS = {
  backup: 'server/dist/platform/backup/backup-command.js',
  restore: 'server/dist/platform/backup/restore-command.js',
  'reset-password': 'server/dist/auth/reset-password-command.js',
  bench: 'server/dist/bench/bench-command.js',
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
  const command = await import(pathToFileURL(path.join(root, file)).href);
  process.exitCode = await command.run(args, { from });
}
