import { spawn } from 'node:child_process';
import { StartupError } from '../../errors/startup-error.js';
import type { PostgresAccount } from './postgres-account.js';

export interface PostgresCommand {
  program: string;
  args: string[];
  /** A folder the account may be in: PostgreSQL's programs refuse to start where they cannot read `.`. */
  cwd: string;
  account: PostgresAccount | undefined;
}

/**
 * Runs one of PostgreSQL's programs to its end. Its messages are English (`LC_ALL=C`), and no
 * `PG*` variable of ours reaches it.
 * @throws {StartupError} when the program cannot be run at all
 */
export function runPostgresCommand(command: PostgresCommand): Promise<{ code: number; output: string }> {
  const { program, args, cwd, account } = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(account && { uid: account.uid, gid: account.gid }),
      // Windows programs need SystemRoot and others; nothing of it changes the messages there.
      ...(process.platform !== 'win32' && { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' } }),
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === 'ENOENT'
          ? 'it needs a Linux with glibc'
          : cause.code === 'EACCES'
            ? `${account ? `the account ${account.name}` : 'this user'} may not run it`
            : String(cause.code);
      reject(
        new StartupError(
          `The built-in PostgreSQL cannot run here (${program}: ${reason}): set DATABASE_URL and REDIS_URL to servers of your own.`,
          { cause },
        ),
      );
    });
    // `exit`, not `close`: on Windows the server inherits the pipes and keeps them open.
    child.on('exit', (code, signal) =>
      setImmediate(() =>
        resolve({ code: code ?? 1, output: output + (signal ? `\nended by ${signal}` : '') }),
      ),
    );
  });
}

/** What stands in the way, from the words of initdb, pg_ctl or the server's log; in one clause. */
export function explainPostgresFailure(output: string): string {
  const known: [RegExp, string][] = [
    [/No space left on device|Check free disk space|wrote only \d+ of \d+ bytes/i, 'the disk is full'],
    [/Disk quota exceeded/i, 'the disk quota is used up'],
    [/Read-only file system/i, 'the file system is read-only'],
    [
      /could not (?:create|resize) shared memory segment|could not map anonymous shared memory/i,
      'there is too little shared memory',
    ],
    [/Permission denied/i, 'permission denied'],
    [/Cannot allocate memory|out of memory/i, 'there is too little memory'],
    [/too many open files/i, 'too many files are open'],
  ];
  for (const [pattern, words] of known) if (pattern.test(output)) return words;
  const lines = output.split('\n').map((line) => line.trim());
  const told =
    lines.findLast((line) => /\b(?:FATAL|PANIC|error):/i.test(line)) ?? lines.findLast((line) => line !== '');
  return told?.replace(/^.*?\b(?:FATAL|PANIC|error):\s*/i, '').replace(/\.$/, '') ?? 'it gave no reason';
}
