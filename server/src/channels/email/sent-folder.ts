import type { ImapFlow } from 'imapflow';

const NAMES = [
  'sent',
  'sent items',
  'sent messages',
  'sent mail',
  'gesendet',
  'gesendete objekte',
  'gesendete elemente',
  'postausgang',
];

interface Folder {
  path: string;
  name: string;
  specialUse?: string | undefined;
}

/** The mailbox's folders that can be opened. */
export async function listFolders(client: ImapFlow): Promise<Folder[]> {
  const folders = await client.list();
  return folders
    .filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'))
    .map(({ path, name, specialUse }) => ({ path, name, specialUse }));
}

/** The folder of sent mail: the one that is set, or marked (RFC 6154), or called so; null where there is none. */
export function findSentFolder(folders: readonly Folder[], wanted: string | null): string | null {
  if (wanted !== null) return findFolder(folders, wanted);
  const marked = folders.find(({ specialUse }) => specialUse === '\\Sent');
  if (marked !== undefined) return marked.path;
  return folders.find(({ name }) => NAMES.includes(name.toLowerCase()))?.path ?? null;
}

/** A folder by its path as a person writes it. */
export function findFolder(folders: readonly Folder[], wanted: string): string | null {
  const exact = folders.find(({ path }) => path === wanted);
  if (exact !== undefined) return exact.path;
  const loose = (path: string) => path.toLowerCase().replaceAll('.', '/');
  return folders.find(({ path }) => loose(path) === loose(wanted))?.path ?? null;
}

/** The folder that holds everything, where there is one (RFC 6154). */
export const findAllMail = (folders: readonly Folder[]): string | null =>
  folders.find(({ specialUse }) => specialUse === '\\All')?.path ?? null;
