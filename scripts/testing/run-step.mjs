import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { countResults } from './count-results.mjs';
import { root } from './steps.mjs';

const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exitCode = 1;
    process.removeAllListeners(signal);
    Promise.all([...running].map((child) => new Promise((resolve) => child.once('close', resolve)))).then(
      () => process.exit(signal === 'SIGINT' ? 130 : 143),
    );
  });
}

/**
 * Runs one step to its end and tells how it went, in one line; a failure shows everything it said.
 * What a runner of tests says is always shown: scores stand there.
 *
 * @param step see steps.mjs
 * @param live shows the output as it comes, for a step that runs alone
 * @returns {Promise<{name: string, passed: number, failed: number, seconds: number, failedFiles: object[]}>} see count-results.mjs
 */
export async function runStep(step, { live = false } = {}) {
  const started = Date.now();
  const dir = await mkdtemp(path.join(tmpdir(), 'parley-report-'));
  const file = path.join(dir, 'report.json');
  try {
    if (live) console.log(`\n▶ ${step.name}`);
    const { code, output } = await runNode([...step.args, ...reportArguments(step, file)], live);
    const report = step.report ? await readReport(file) : undefined;
    const count = countResults(step, code, report);
    const seconds = (Date.now() - started) / 1000;
    const failed = count.failed > 0;
    if (!live && (failed || step.report)) console.log(`\n${output.trimEnd()}`);
    const figures = step.report ? `, ${count.passed} passed, ${count.failed} failed` : '';
    console.log(`${failed ? '✗' : '✓'} ${step.name} (${seconds.toFixed(1)} s${figures})`);
    for (const note of count.notes) console.log(`  ${note}`);
    const { passed, failedFiles } = count;
    return { name: step.name, passed, failed: count.failed, failedFiles, seconds };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Runs steps at most two at a time, in this order; each shows its output when it ends. */
export async function runSideBySide(steps, lanes = 2) {
  const waiting = [...steps];
  const results = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

function reportArguments(step, file) {
  if (step.report === 'jest') return ['--json', `--outputFile=${file}`];
  if (step.report === 'vitest') return [`--outputFile.json=${file}`];
  return [];
}

function runNode(args, live) {
  return new Promise((resolve) => {
    // With --json Jest prints the report on standard output too; what people read is on standard error.
    const out = args.includes('--json') ? 'ignore' : 'pipe';
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', out, 'pipe'],
      env: { ...process.env, NODE_ENV: undefined, FORCE_COLOR: '0', NO_COLOR: '1', CI: 'true' },
    });
    running.add(child);
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        if (live) process.stdout.write(chunk);
        else chunks.push(chunk);
      });
    }
    child.on('error', (error) => chunks.push(Buffer.from(error.message)));
    child.on('close', (code, signal) => {
      running.delete(child);
      if (signal) chunks.push(Buffer.from(`\nended by ${signal}`));
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
