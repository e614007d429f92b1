import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const yaml = createRequire(import.meta.url)('js-yaml') as { load(text: string): unknown };

const duration = z.string().regex(/^\d+(s|m)$/);
/** The part of the Compose specification that the file uses; anything else is refused. */
const service = z.strictObject({
  image: z.string().optional(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
  init: z.boolean().optional(),
  shm_size: z.string().optional(),
  stop_grace_period: duration.optional(),
  security_opt: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string().regex(/^[a-z-]+:\/[\w/]+$/)),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .default({}),
  healthcheck: z.strictObject({
    test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])], z.string()),
    interval: duration,
    timeout: duration,
    retries: z.number().int(),
    start_period: duration.optional(),
  }),
});
const composeSchema = z.object({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

export type ComposeFile = z.infer<typeof composeSchema>;

/** docker-compose.yml, which holds nothing but what is named above. */
export async function readComposeFile(): Promise<{ text: string; file: ComposeFile }> {
  const text = await readFile(path.join(root, 'docker-compose.yml'), 'utf8');
  return { text, file: composeSchema.parse(yaml.load(text)) };
}

/** The environment a service gets: `${NAME:-default}` as with an .env file that holds no more than the two secrets. */
export function environmentOf(
  values: Record<string, string | number>,
  dotEnv: Record<string, string> = {},
): Record<string, string> {
  const given: Record<string, string> = {
    POSTGRES_PASSWORD: 'pw',
    PARLEY_SECRET: 'a secret of the operator',
    ...dotEnv,
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      String(value).replace(
        /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
        (_, key: string, kind?: string, rest?: string) => given[key] ?? (kind === '-' ? (rest ?? '') : ''),
      ),
    ]),
  );
}
