// npm run backup, restore, …: prepares the checkout as npm start does and runs one of the server's commands.
import { requireNode } from './lib/node-version.mjs';

requireNode();
import('./lib/run-command.mjs').then((module) => module.runCommand(process.argv[2], process.argv.slice(3)));
