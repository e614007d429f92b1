import { isIP, connect as netConnect, type Socket } from 'node:net';
import { type SecureContextOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { AddressGuard, CheckedAddress } from './address-guard.js';
import { OutboundError } from './outbound-error.js';

/** How long one address may take to answer while there are others to try. */
const ATTEMPT_MS = 2_500;

export interface ConnectionTarget {
  /** Name or IP address, IPv6 without brackets. */
  host: string;
  port: number;
  secure: boolean;
  timeoutMs: number;
  signal: AbortSignal;
  /** Certificates to trust; default: the machine's. */
  tls?: SecureContextOptions | undefined;
}

/**
 * A connection to an address that was checked, resolved once; tries the host's addresses in order. TLS speaks to,
 * and verifies, the host by its name.
 * @throws {OutboundError} nothing has been sent then
 */
export async function connectChecked(guard: AddressGuard, target: ConnectionTarget): Promise<Socket> {
  const endsAt = performance.now() + target.timeoutMs;
  const left = () => Math.max(1, endsAt - performance.now());
  const addresses = await guard.resolveAllAllowed(target.host, {
    timeoutMs: target.timeoutMs,
    signal: target.signal,
  });
  const socket = await connectFirst(addresses, target, left);
  if (!target.secure) return socket;
  return secure(socket, target, left());
}

async function connectFirst(
  addresses: CheckedAddress[],
  target: ConnectionTarget,
  left: () => number,
): Promise<Socket> {
  let failure: unknown;
  for (const [index, { address, family }] of addresses.entries()) {
    const last = index === addresses.length - 1;
    const socket = netConnect({ host: address, port: target.port, family, noDelay: true });
    try {
      await established(socket, 'connect', last ? left() : Math.min(left(), ATTEMPT_MS), target.signal);
      return socket;
    } catch (error) {
      failure = error;
      if (target.signal.aborted || left() <= 1) break;
    }
  }
  if (failure instanceof OutboundError) throw failure;
  const code = (failure as NodeJS.ErrnoException).code;
  throw new OutboundError('connect', `${target.host} ${connectReason(code, target.port)}`, {
    cause: failure,
  });
}

function connectReason(code: string | undefined, port: number): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `does not accept connections on port ${port}.`;
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return 'cannot be reached from here.';
    case 'ETIMEDOUT':
      return `does not answer on port ${port}.`;
    default:
      return `cannot be connected to on port ${port} (${code ?? 'unknown reason'}).`;
  }
}

async function secure(socket: Socket, target: ConnectionTarget, timeoutMs: number): Promise<TLSSocket> {
  const name = target.host.replace(/\.$/, '');
  const wrapped = tlsConnect({
    ...target.tls,
    socket,
    host: name, // whom the certificate has to name
    ...(isIP(name) === 0 ? { servername: name } : {}), // RFC 6066, 3: no addresses in SNI
    ALPNProtocols: ['http/1.1'],
  });
  try {
    await established(wrapped, 'secureConnect', timeoutMs, target.signal);
    return wrapped;
  } catch (error) {
    socket.destroy();
    if (error instanceof OutboundError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new OutboundError(
      'tls',
      `The secure connection to ${target.host} failed: ${code ?? message ?? 'unknown reason'}.`,
      { cause: error },
    );
  }
}

/** Waits for the event; otherwise destroys the socket and throws. */
function established(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => fail(new OutboundError('timeout_before_send', 'The connection took too long.')),
      timeoutMs,
    );
    const onAbort = () => fail(new OutboundError('aborted_before_send', 'The connection was given up.'));
    const onClose = () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', fail).off('close', onClose).off(event, onReady);
    };
    const fail = (error: Error) => {
      settle();
      socket.on('error', () => {}); // it is over, and has been reported
      socket.destroy();
      reject(error);
    };
    const onReady = () => {
      settle();
      resolve();
    };
    socket.once('error', fail).once('close', onClose).once(event, onReady);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
