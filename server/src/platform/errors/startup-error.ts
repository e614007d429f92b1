/**
 * Something outside the program keeps it from starting (a taken port, a folder it may not
 * write to, a missing setting). The message is one sentence for the person at the terminal;
 * `main.ts` prints it without a stack and exits with 1.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
