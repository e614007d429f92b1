import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

const MIN_PART = 5 * 1024 * 1024;
const PAGE = 3;

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
const etagOf = (body: Buffer) => `"${createHash('md5').update(body).digest('hex')}"`;
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** What the store refuses, by the names and statuses of the S3 API. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

interface Reply {
  status: number;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

/**
 * A small, strict S3 in memory (path style): it checks every signature (AWS Signature Version 4) and body hash, wants
 * a length, refuses small and missing parts, and lists three keys a page.
 */
export class S3Server {
  readonly bucket = 'parley-test';
  readonly accessKeyId = 'AKTEST';
  readonly secretAccessKey = 'secret of the test store';
  readonly region = 'eu-test-1';
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>();
  /** The operation of every request with a right signature. */
  readonly log: string[] = [];
  /** Called before each operation; throw `S3Server.refusal` to fail it. */
  before: (operation: string) => void = () => {};
  static refusal = (status: number, code: string) => new Refusal(status, code);

  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<S3Server> {
    const s3 = new S3Server();
    s3.#server.on('connection', (socket) =>
      s3.#sockets.add(socket.on('close', () => s3.#sockets.delete(socket))),
    );
    await new Promise<void>((resolve) => s3.#server.listen(0, '127.0.0.1', resolve));
    return s3;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    try {
      const url = new URL(request.url!, this.endpoint);
      this.#authenticate(request, url, body);
      const [, bucket, ...rest] = decodeURIComponent(url.pathname).split('/');
      if (bucket !== this.bucket) throw new Refusal(404, 'NoSuchBucket');
      const reply = this.#operate(request, { key: rest.join('/'), query: url.searchParams, body });
      response.writeHead(reply.status, reply.headers).end(reply.body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.writeHead(error.status, { 'content-type': 'application/xml' });
      response.end(
        request.method === 'HEAD' ? '' : `<Error><Code>${error.code}</Code><Message>no</Message></Error>`,
      );
    }
  }

  #authenticate(request: IncomingMessage, url: URL, body: Buffer): void {
    const form =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d+)\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/;
    const match = form.exec(request.headers.authorization ?? '');
    if (match === null) throw new Refusal(403, 'AccessDenied');
    const [, id, day, region, signed, signature] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if (id !== this.accessKeyId || region !== this.region) throw new Refusal(403, 'InvalidAccessKeyId');
    const payload = String(request.headers['x-amz-content-sha256']);
    if (payload !== sha256(body)) throw new Refusal(400, 'XAmzContentSHA256Mismatch');
    const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
    const headers = signed.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
    const canonical = [request.method, url.pathname, query.join('&'), headers.join(''), signed, payload].join(
      '\n',
    );
    const scope = `${day}/${region}/s3/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
    const key = ['aws4_request', 's3', region, day].reduceRight(
      (k: string | Buffer, part) => hmac(k, part),
      `AWS4${this.secretAccessKey}`,
    );
    if (hmac(key, toSign).toString('hex') !== signature) throw new Refusal(403, 'SignatureDoesNotMatch');
  }

  #operate(
    request: IncomingMessage,
    { key, query, body }: { key: string; query: URLSearchParams; body: Buffer },
  ): Reply {
    const begin = (operation: string) => {
      this.before(operation);
      this.log.push(operation);
    };
    const found = () => {
      const object = this.objects.get(key);
      if (object === undefined) throw new Refusal(404, 'NoSuchKey');
      return object;
    };
    const xml = (text: string): Reply => ({
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: text,
    });
    const uploadId = query.get('uploadId');
    const upload = uploadId === null ? undefined : this.uploads.get(uploadId);
    if (uploadId !== null && upload?.key !== key) throw new Refusal(404, 'NoSuchUpload');
    if (request.method === 'PUT' && request.headers['content-length'] === undefined) {
      throw new Refusal(411, 'MissingContentLength');
    }
    switch (
      `${request.method}${upload ? ' upload' : query.has('uploads') ? ' uploads' : key === '' ? ' bucket' : ''}`
    ) {
      case 'PUT':
        begin('put');
        this.objects.set(key, body);
        return { status: 200, headers: { etag: etagOf(body) } };
      case 'HEAD':
        begin('head');
        return { status: 200, headers: { 'content-length': found().length } };
      case 'GET': {
        begin('get');
        const object = found();
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
        if (range === null)
          return { status: 200, headers: { 'content-length': object.length }, body: object };
        const part = object.subarray(Number(range[1]), Number(range[2]) + 1);
        if (part.length === 0) throw new Refusal(416, 'InvalidRange');
        return { status: 206, headers: { 'content-length': part.length }, body: part };
      }
      case 'DELETE':
        begin('delete');
        this.objects.delete(key);
        return { status: 204 };
      case 'POST uploads': {
        begin('create');
        const id = `upload-${this.log.length}`;
        this.uploads.set(id, { key, parts: new Map() });
        return xml(
          `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
        );
      }
      case 'PUT upload':
        begin('part');
        upload!.parts.set(Number(query.get('partNumber')), body);
        return { status: 200, headers: { etag: etagOf(body) } };
      case 'DELETE upload':
        begin('abort');
        this.uploads.delete(uploadId!);
        return { status: 204 };
      case 'POST upload': {
        begin('complete');
        const named = [...body.toString().matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
          number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
          etag: /<ETag>(.*?)</.exec(part)?.[1]?.replaceAll('&quot;', '"'),
        }));
        const parts = named.map(({ number, etag }, index) => {
          const part = upload!.parts.get(number);
          if (part === undefined || etagOf(part) !== etag || number !== index + 1)
            throw new Refusal(400, 'InvalidPart');
          if (part.length < MIN_PART && index < named.length - 1) throw new Refusal(400, 'EntityTooSmall');
          return part;
        });
        if (parts.length === 0) throw new Refusal(400, 'MalformedXML');
        this.objects.set(key, Buffer.concat(parts));
        this.uploads.delete(uploadId!);
        return xml(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`);
      }
      case 'GET bucket': {
        begin('list');
        const prefix = query.get('prefix') ?? '';
        const after = query.get('continuation-token') ?? '';
        const keys = [...this.objects.keys()]
          .filter((name) => name.startsWith(prefix) && name > after)
          .sort();
        const page = keys.slice(0, PAGE);
        const contents = page.map(
          (name) => `<Contents><Key>${name}</Key><Size>${this.objects.get(name)!.length}</Size></Contents>`,
        );
        const more =
          keys.length > PAGE ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
        return xml(
          `<ListBucketResult><IsTruncated>${keys.length > PAGE}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`,
        );
      }
      default:
        throw new Refusal(405, 'MethodNotAllowed');
    }
  }
}
