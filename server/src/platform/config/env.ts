import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { StartupError } from '../errors/startup-error.js';

const flagOr = (fallback: '0' | '1') =>
  z
    .enum(['0', '1', 'true', 'false', ''])
    .default(fallback)
    .transform((value) => value === '1' || value === 'true');
const flag = flagOr('0');

const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

/** `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const optional = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional();

/** Every setting Parley reads from its environment. The README's configuration table follows it. */
export const envSchema = z.object({
  NODE_ENV: z.string().default('production'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  PARLEY_HOST: z.string().default('0.0.0.0'),
  PARLEY_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  /** Where people reach Parley; used in links and endpoint addresses. Default: http://localhost:PORT */
  PARLEY_PUBLIC_URL: optional.pipe(z.url().optional()),
  PARLEY_DATA_DIR: z.string().default('.parley'),
  PARLEY_SECRET: optional.pipe(z.string().min(16).optional()),
  DATABASE_URL: optional,
  DATABASE_POOL: z.coerce.number().int().min(4).max(200).default(16),
  REDIS_URL: optional,
  PARLEY_OWNER_EMAIL: optional,
  PARLEY_OWNER_PASSWORD: optional,
  PARLEY_BRAND_NAME: optional,
  PARLEY_ALLOW_NETWORKS: list,
  /** Addresses of proxies whose X-Forwarded-For is believed (CIDR list). */
  PARLEY_TRUST_PROXY: list.pipe(z.array(z.string().refine(isNetwork, 'each is an address or a CIDR range'))),
  PARLEY_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  PARLEY_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  PARLEY_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Whether browsers keep the console's shell; off, they drop what they keep. */
  PARLEY_SERVICE_WORKER: flagOr('1'),
  PARLEY_DEMO: flag,
  /** How much the demo is filled with, and how long it lets pass on average between two who write. */
  PARLEY_DEMO_CONVERSATIONS: z.coerce.number().int().min(12).max(20_000).default(300),
  PARLEY_DEMO_PAUSE_SECONDS: z.coerce.number().min(0.1).max(86_400).default(40),
  /** For tests only, see platform/faults. */
  PARLEY_TEST_FAULTS: optional,
  /** For tests only: chores that come every few seconds come after so many milliseconds, see platform/queue/ticker. */
  PARLEY_TEST_CHORES_MS: z.coerce.number().int().min(1).optional(),
  PARLEY_MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .default(5 * 1024 * 1024),
  /** Deliveries one endpoint may send per second, averaged over ten; faster ones get 429. */
  PARLEY_HOOKS_PER_SECOND: z.coerce.number().int().min(1).max(1_000_000).default(500),
  PARLEY_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .default(25 * 1024 * 1024),
  /** A worker's own small port for /healthz and /readyz; 0 switches it off. */
  PARLEY_WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  PARLEY_S3_ENDPOINT: optional,
  PARLEY_S3_REGION: z.string().default('us-east-1'),
  PARLEY_S3_BUCKET: optional,
  PARLEY_S3_ACCESS_KEY_ID: optional,
  PARLEY_S3_SECRET_ACCESS_KEY: optional,
  PARLEY_S3_FORCE_PATH_STYLE: flag,
  PARLEY_GOOGLE_CLIENT_ID: optional,
  PARLEY_GOOGLE_CLIENT_SECRET: optional,
  PARLEY_MICROSOFT_CLIENT_ID: optional,
  PARLEY_MICROSOFT_CLIENT_SECRET: optional,
});

export interface S3Settings {
  endpoint: string | undefined;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  forcePathStyle: boolean;
}

/** The validated environment. Injectable; nothing else reads `process.env`. */
export class Env {
  readonly nodeEnv: string;
  readonly port: number;
  readonly host: string;
  readonly role: 'all' | 'api' | 'worker';
  readonly dataDir: string;
  readonly secret: string | undefined;
  /** Undefined in embedded mode. */
  readonly databaseUrl: string | undefined;
  readonly databasePool: number;
  readonly redisUrl: string | undefined;
  readonly owner: { email: string; password: string; brandName: string } | undefined;
  readonly allowNetworks: string[];
  readonly trustProxy: string[];
  readonly retentionDays: number;
  readonly workerConcurrency: number;
  readonly logLevel: string;
  readonly serviceWorker: boolean;
  readonly demo: boolean;
  readonly demoConversations: number;
  readonly demoPauseMs: number;
  readonly testFaults: string | undefined;
  readonly testChoresMs: number | undefined;
  readonly maxBodyBytes: number;
  readonly hooksPerSecond: number;
  readonly uploadBytes: number;
  readonly workerPort: number;
  readonly s3: S3Settings | undefined;
  readonly oauthClients: Record<'google' | 'microsoft', { id: string; secret: string } | undefined>;
  private readonly configuredPublicUrl: string | undefined;

  constructor(raw: z.infer<typeof envSchema>) {
    this.nodeEnv = raw.NODE_ENV;
    this.port = raw.PORT;
    this.host = raw.PARLEY_HOST;
    this.role = raw.PARLEY_ROLE;
    this.dataDir = resolve(raw.PARLEY_DATA_DIR);
    this.secret = raw.PARLEY_SECRET;
    this.databaseUrl = raw.DATABASE_URL;
    this.databasePool = raw.DATABASE_POOL;
    this.redisUrl = raw.REDIS_URL;
    this.owner =
      raw.PARLEY_OWNER_EMAIL !== undefined && raw.PARLEY_OWNER_PASSWORD !== undefined
        ? {
            email: raw.PARLEY_OWNER_EMAIL,
            password: raw.PARLEY_OWNER_PASSWORD,
            brandName: raw.PARLEY_BRAND_NAME ?? 'My brand',
          }
        : undefined;
    // The demo sends to itself, and to nobody else.
    this.allowNetworks = raw.PARLEY_DEMO ? ['127.0.0.1/32'] : raw.PARLEY_ALLOW_NETWORKS;
    this.trustProxy = raw.PARLEY_TRUST_PROXY;
    this.retentionDays = raw.PARLEY_RETENTION_DAYS;
    this.workerConcurrency = raw.PARLEY_WORKER_CONCURRENCY;
    this.logLevel = raw.PARLEY_LOG_LEVEL;
    this.serviceWorker = raw.PARLEY_SERVICE_WORKER;
    this.demo = raw.PARLEY_DEMO;
    this.demoConversations = raw.PARLEY_DEMO_CONVERSATIONS;
    this.demoPauseMs = raw.PARLEY_DEMO_PAUSE_SECONDS * 1_000;
    this.testFaults = raw.PARLEY_TEST_FAULTS;
    this.testChoresMs = raw.PARLEY_TEST_CHORES_MS;
    this.maxBodyBytes = raw.PARLEY_MAX_BODY_BYTES;
    this.hooksPerSecond = raw.PARLEY_HOOKS_PER_SECOND;
    this.uploadBytes = raw.PARLEY_UPLOAD_BYTES;
    this.workerPort = raw.PARLEY_WORKER_PORT;
    this.configuredPublicUrl = raw.PARLEY_PUBLIC_URL?.replace(/\/+$/, '');
    this.s3 =
      raw.PARLEY_S3_BUCKET !== undefined
        ? {
            endpoint: raw.PARLEY_S3_ENDPOINT,
            region: raw.PARLEY_S3_REGION,
            bucket: raw.PARLEY_S3_BUCKET,
            accessKeyId: raw.PARLEY_S3_ACCESS_KEY_ID ?? '',
            secretAccessKey: raw.PARLEY_S3_SECRET_ACCESS_KEY ?? '',
            forcePathStyle: raw.PARLEY_S3_FORCE_PATH_STYLE,
          }
        : undefined;
    const client = (id: string | undefined, secret: string | undefined) =>
      id !== undefined && secret !== undefined ? { id, secret } : undefined;
    this.oauthClients = {
      google: client(raw.PARLEY_GOOGLE_CLIENT_ID, raw.PARLEY_GOOGLE_CLIENT_SECRET),
      microsoft: client(raw.PARLEY_MICROSOFT_CLIENT_ID, raw.PARLEY_MICROSOFT_CLIENT_SECRET),
    };
  }

  get embedded(): boolean {
    return this.databaseUrl === undefined;
  }

  /** Without a trailing slash. */
  get publicUrl(): string {
    return this.configuredPublicUrl ?? `http://localhost:${this.port}`;
  }
}

/** Settings that only work together, and what neither of them means. */
const PAIRS = [
  ['PARLEY_OWNER_EMAIL', 'PARLEY_OWNER_PASSWORD', ' for a set-up link'],
  ['PARLEY_GOOGLE_CLIENT_ID', 'PARLEY_GOOGLE_CLIENT_SECRET', ''],
  ['PARLEY_MICROSOFT_CLIENT_ID', 'PARLEY_MICROSOFT_CLIENT_SECRET', ''],
] as const;

/**
 * Reads and checks the environment.
 * @throws StartupError naming every setting that does not fit.
 */
export function loadEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const parsed = envSchema.safeParse(source);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new StartupError(`The configuration does not fit: ${faults}.`);
  }
  const env = new Env(parsed.data);
  if (env.role !== 'all' && (env.redisUrl === undefined || env.databaseUrl === undefined)) {
    throw new StartupError(
      `PARLEY_ROLE=${env.role} needs DATABASE_URL and REDIS_URL: separate processes meet in PostgreSQL and Redis.`,
    );
  }
  if (env.databaseUrl === undefined && env.redisUrl !== undefined) {
    throw new StartupError(
      'REDIS_URL is set but DATABASE_URL is not: set both, or neither for the embedded mode.',
    );
  }
  for (const [one, other, otherwise] of PAIRS) {
    if ((parsed.data[one] === undefined) === (parsed.data[other] === undefined)) continue;
    const [given, missing] = parsed.data[one] === undefined ? [other, one] : [one, other];
    throw new StartupError(`${given} is set but ${missing} is not: set both, or neither${otherwise}.`);
  }
  return env;
}
