import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';

let root: Logger = pino({ level: 'silent' });

/** Sets up the process's log: JSON lines, pretty on a terminal. Bodies and secrets are never logged. */
export function configureLogging(options: { level: string; pretty: boolean; role: string }): void {
  root = pino({
    level: options.level,
    base: { role: options.role, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        'password',
        'token',
        'secret',
        'authorization',
        '*.password',
        '*.token',
        '*.secret',
        '*.authorization',
      ],
      censor: '[redacted]',
    },
    ...(options.pretty
      ? {
          transport: {
            target: 'pino-pretty',
            options: {
              ignore: 'pid,role,context',
              messageFormat: '{context} {msg}',
              translateTime: 'HH:MM:ss',
            },
          },
        }
      : {}),
  });
}

/** A logger that names its place in the house. May be made at load time, before `configureLogging`. */
export function loggerFor(context: string): Logger {
  // A child keeps its parent's level and stream for good, and `root` changes once: follow it.
  let parent: Logger | undefined;
  let child: Logger;
  const current = (): Logger => {
    if (parent !== root) {
      parent = root;
      child = root.child({ context });
    }
    return child;
  };
  return new Proxy({} as Logger, {
    get: (_, key) => {
      const value: unknown = Reflect.get(current(), key);
      return typeof value === 'function' ? value.bind(current()) : value;
    },
  });
}

/** Nest's own lines, in the same stream. */
export class NestLog implements LoggerService {
  log(message: unknown, context?: string): void {
    root.debug({ context }, String(message));
  }
  error(message: unknown, stack?: string, context?: string): void {
    root.error({ context, stack }, message instanceof Error ? message.message : String(message));
  }
  warn(message: unknown, context?: string): void {
    root.warn({ context }, String(message));
  }
  debug(message: unknown, context?: string): void {
    root.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: string): void {
    root.trace({ context }, String(message));
  }
}
