import { spawn } from 'node:child_process';
import { PrepareError } from './prepare-error.mjs';

/**
 * Runs a command to its end; what it says is shown as it comes, or with `quiet` only if it fails.
 * @throws {PrepareError} with `failure` as its sentence
 */
export async function runChild(program, args, { cwd, failure, quiet = false, shell = false, env = {} }) {
  const plain = quiet && !process.stderr.isTTY ? { NO_COLOR: '1' } : {};
  const child = spawn(program, args, {
    cwd,
    shell,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...plain, ...env },
  });
  let said = '';
  if (quiet) for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  // Ctrl-C reaches the child by itself; a signal to this process alone is passed on.
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGINT', pass);
  try {
    const { code, signal, error } = await new Promise((resolve) => {
      child.on('error', (problem) => resolve({ error: problem }));
      child.on('close', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
    });
    if (signal) process.exit(signal === 'SIGINT' ? 130 : 143);
    if (code === 0) return;
    if (said) process.stderr.write(said);
    throw new PrepareError(error ? `${failure} (${error.message})` : failure);
  } finally {
    process.off('SIGTERM', pass);
    process.off('SIGINT', pass);
  }
}
