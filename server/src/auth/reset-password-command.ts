import { access } from 'node:fs/promises';
import path from 'node:path';
import { emailAddressSchema } from '@parley/shared/auth.js';
import { MembersService } from '../brands/members.service.js';
import { withDatabase } from '../platform/backup/backup-place.js';
import { SystemClock } from '../platform/clock/clock.js';
import { type Env, loadEnv } from '../platform/config/env.js';
import { createDataSource } from '../platform/database/data-source.js';
import { Database, sqlState } from '../platform/database/database.js';
import { StartupError } from '../platform/errors/startup-error.js';
import { DomainEvents } from '../platform/events/events.js';
import { Audit } from './audit.service.js';
import { PasswordResetLinks } from './password-reset-links.service.js';
import { UsersRepository } from './users.repository.js';

const USAGE = 'Usage: npm run reset-password -- <email address of the account>';
const UNDEFINED_TABLE = '42P01';

/**
 * `npm run reset-password -- <email>`: prints a link to choose a new password, in both modes, also while Parley runs.
 * @returns the exit code
 */
export async function run(args: string[]): Promise<number> {
  try {
    const email = emailAddressSchema.safeParse(args[0]);
    if (args.length !== 1 || !email.success) throw new StartupError(USAGE);
    const env = loadEnv();
    if (env.embedded) await refuseMissing(env.dataDir);
    const link = await withDatabase(env, { what: 'A password reset', beside: true }, (url) =>
      makeLink(url, env, email.data),
    );
    console.log(
      `Choose a new password for ${email.data} here (within an hour; the link works once):\n${link}`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function makeLink(url: string, env: Env, email: string): Promise<string> {
  const source = createDataSource({
    url,
    poolSize: 2,
    entities: [],
    applicationName: 'parley-reset-password',
  });
  await source.initialize().catch((cause: Error) => {
    throw new StartupError(`The database cannot be reached: ${cause.message || 'no answer'}.`, { cause });
  });
  try {
    const database = new Database(source);
    const user = await new UsersRepository(database).byEmail(email).catch((cause: unknown) => {
      if (sqlState(cause) !== UNDEFINED_TABLE) throw cause;
      throw new StartupError('There are no accounts yet: Parley has never started on this database.', {
        cause,
      });
    });
    if (user === undefined) throw new StartupError(`There is no account with the address ${email}.`);
    const clock = new SystemClock();
    const members = new MembersService(database, new DomainEvents(database), clock);
    const audit = new Audit(database, members, clock);
    return await new PasswordResetLinks(database, audit, clock, env).create(user, 'command');
  } finally {
    await source.destroy();
  }
}

/** A link to nowhere would not help: the command must not make the installation it was meant for. */
async function refuseMissing(dataDir: string): Promise<void> {
  await access(path.join(dataDir, 'postgres.json')).catch((cause) => {
    throw new StartupError(`There are no accounts yet: Parley has never started in ${dataDir}.`, { cause });
  });
}
