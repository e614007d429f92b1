import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { AppError } from '../errors/app-error.js';
import { QueueBackend } from '../queue/queue-backend.js';
import { AccessPublic } from './access.decorator.js';

const healthSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueBackend,
  ) {}

  @Get('healthz')
  @AccessPublic('probes have no account')
  @ApiOkResponse({ standardSchema: healthSchema })
  alive() {
    return { status: 'ok' as const };
  }

  @Get('readyz')
  @AccessPublic('probes have no account')
  @ApiOkResponse({ standardSchema: healthSchema })
  async ready() {
    await answers('database', this.database.query('SELECT 1'));
    await answers('queue', this.queue.ping());
    return { status: 'ok' as const };
  }
}

async function answers(what: string, probe: Promise<unknown>): Promise<void> {
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('timeout')), 3_000).unref();
  });
  try {
    await Promise.race([probe, timeout]);
  } catch (cause) {
    throw new AppError('unavailable', `The ${what} does not answer.`, { cause });
  }
}
