import { mark } from './memory.js';
import { fromJson } from './natives.js';

/**
 * Whose visit a signed identity says this is. Only the server can tell whether that is true; here it decides which
 * drawer of this browser's memory is opened, so that two people at one machine never see each other's words.
 */
export function subjectOf(jwt: string | null): string | null {
  const payload = jwt?.split('.')[1];
  if (!payload) return null;
  try {
    const bytes = atob(payload.replace(/-/g, '+').replace(/_/g, '/'));
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
    const { sub } = fromJson<{ sub?: unknown }>(text);
    return typeof sub === 'string' && sub !== '' ? sub : null;
  } catch {
    return null;
  }
}

export const drawerOf = (endpointId: string, subject: string | null): string =>
  `parley.${endpointId}.${subject === null ? 'a' : `s${mark(subject)}`}.`;
