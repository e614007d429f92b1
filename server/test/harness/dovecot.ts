import { randomUUID } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Child } from './child.js';
import { findProgram } from './find-program.mjs';
import { freePort } from './free-port.js';
import { findUser, isRoot } from './system-user.js';
import { removeDir, tempDir } from './temp-dir.js';
import type { Certificate } from './throwaway-ca.js';
import type { TokenServer } from './token-server.js';

export interface DovecotUser {
  address: string;
  password: string;
}

export interface DovecotOptions {
  users: DovecotUser[];
  /** Accepts XOAUTH2 and OAUTHBEARER with the tokens this server holds valid. */
  tokens?: TokenServer;
  /** Mailboxes beside INBOX and the special ones. */
  folders?: string[];
  /** Capabilities to leave out, e.g. `IDLE` or `MOVE`, as poorer servers do. */
  without?: string[];
  /** How many connections a user may have at once; default 200. */
  connectionsPerUser?: number;
  /** Offers STARTTLS on `port`, and TLS from the first byte on `tlsPort`. */
  tls?: Certificate;
}

export interface StoredMail {
  folder: string;
  file: string;
  raw: Buffer;
  /** Maildir flag letters, e.g. `S` for seen. */
  flags: string;
}

/** RFC 6154 special-use mailboxes every user has. */
const SPECIAL = { Sent: '\\Sent', Drafts: '\\Drafts', Junk: '\\Junk', Trash: '\\Trash' } as const;

/** What Dovecot 2.3 offers before login and after; `without` takes from it. */
const CAPABILITIES =
  'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ SORT THREAD=REFERENCES MULTIAPPEND UNSELECT ' +
  'CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN ' +
  'CONTEXT=SEARCH LIST-STATUS BINARY MOVE SPECIAL-USE';

/** A real Dovecot with mailboxes of its own, on a free port that it keeps over restarts. */
export class Dovecot {
  readonly host = '127.0.0.1';
  #child: Child | undefined;

  private constructor(
    readonly port: number,
    readonly tlsPort: number,
    readonly dir: string,
    readonly options: DovecotOptions,
    readonly owner: { uid: number; gid: number } | undefined,
  ) {}

  static async start(options: DovecotOptions): Promise<Dovecot> {
    const owner = isRoot() ? findUser('nobody') : undefined;
    const dovecot = new Dovecot(
      await freePort(),
      await freePort(),
      await tempDir('dovecot', owner),
      options,
      owner,
    );
    await dovecot.#configure();
    await dovecot.resume();
    return dovecot;
  }

  /** Starts it again on the same port. */
  async resume(): Promise<void> {
    if (this.#child && !this.#child.ended) return;
    this.#child = Child.start({
      name: 'dovecot',
      command: findProgram('dovecot'),
      args: ['-F', '-c', join(this.dir, 'dovecot.conf')],
      group: true,
    });
    await this.#child
      .ready(() => greets(this.port))
      .catch(async (error: Error) => {
        const log = await readFile(join(this.dir, 'dovecot.log'), 'utf8').catch(() => '');
        throw new Error(`${error.message}\n${log}`, { cause: error });
      });
  }

  async stop(): Promise<void> {
    await this.#child?.stop('SIGTERM');
  }

  /** SIGKILL to the server and all its sessions. */
  async kill(): Promise<void> {
    await this.#child?.stop('SIGKILL');
    await rm(join(this.dir, 'base', 'master.pid'), { force: true });
  }

  async remove(): Promise<void> {
    await this.kill();
    await removeDir(this.dir);
  }

  /** What Dovecot wrote to its log so far. */
  log(): Promise<string> {
    return readFile(join(this.dir, 'dovecot.log'), 'utf8');
  }

  /**
   * Puts a mail into a mailbox the way a delivery agent does (Maildir: write below
   * tmp, rename into new). Sessions in IDLE are told by the server.
   *
   * @param options.folder default INBOX
   * @param options.receivedAt becomes INTERNALDATE; default now
   * @param options.seen stored with \Seen, as mail programs do in Sent
   */
  async deliver(
    address: string,
    raw: string | Uint8Array,
    options: { folder?: string; receivedAt?: Date; seen?: boolean } = {},
  ): Promise<void> {
    const folder = this.#folderPath(address, options.folder ?? 'INBOX');
    await this.#makeMaildir(folder);
    const received = options.receivedAt ?? new Date();
    const name = `${Math.floor(received.getTime() / 1000)}.${randomUUID()}.test`;
    const temporary = join(folder, 'tmp', name);
    await writeFile(temporary, raw);
    await utimes(temporary, received, received);
    await this.#own(temporary);
    await rename(temporary, options.seen ? join(folder, 'cur', `${name}:2,S`) : join(folder, 'new', name));
  }

  /** The mails of a mailbox, oldest delivery first, read past the server from disk. */
  async mails(address: string, folder = 'INBOX'): Promise<StoredMail[]> {
    const path = this.#folderPath(address, folder);
    const mails: (StoredMail & { at: number })[] = [];
    for (const part of ['new', 'cur']) {
      for (const file of await readdir(join(path, part)).catch(() => [] as string[])) {
        const full = join(path, part, file);
        mails.push({
          folder,
          file: full,
          raw: await readFile(full),
          flags: file.split(':2,')[1] ?? '',
          at: (await stat(full)).mtimeMs,
        });
      }
    }
    return mails.sort((a, b) => a.at - b.at).map(({ at: _, ...mail }) => mail);
  }

  /** Deletes a mail behind the server's back. */
  async discard(mail: StoredMail): Promise<void> {
    await rm(mail.file, { force: true });
  }

  /**
   * Gives the mailbox a new UIDVALIDITY and new UIDs, as after a restore of the server.
   * Restarts the server, so that no session keeps the old ones.
   */
  async changeUidValidity(address: string, folder = 'INBOX'): Promise<void> {
    await this.kill();
    const path = this.#folderPath(address, folder);
    const list = join(path, 'dovecot-uidlist');
    const before = Number(/^3 V(\d+)/.exec(await readFile(list, 'utf8'))?.[1] ?? 0);
    for (const file of await readdir(path)) if (file.startsWith('dovecot')) await rm(join(path, file));
    await writeFile(list, `3 V${before + 1000} N1000 G${randomUUID().replaceAll('-', '')}\n`);
    await this.#own(list);
    await this.resume();
  }

  /** Maildir++: INBOX is the root, every other mailbox a folder with a leading dot. */
  #folderPath(address: string, folder: string): string {
    const root = join(this.dir, 'mail', address);
    return folder.toUpperCase() === 'INBOX' ? root : join(root, `.${folder.replaceAll('/', '.')}`);
  }

  async #makeMaildir(path: string): Promise<void> {
    for (const part of ['', 'tmp', 'new', 'cur']) {
      await mkdir(join(path, part), { recursive: true });
      await this.#own(join(path, part));
    }
  }

  async #own(path: string): Promise<void> {
    if (this.owner) await chown(path, this.owner.uid, this.owner.gid);
  }

  async #configure(): Promise<void> {
    const { users, folders = [], without = [], tokens } = this.options;
    for (const part of ['base', 'state', 'mail']) await mkdir(join(this.dir, part));
    await this.#own(join(this.dir, 'mail'));
    for (const user of users) {
      await this.#makeMaildir(this.#folderPath(user.address, 'INBOX'));
      for (const folder of [...Object.keys(SPECIAL), ...folders]) {
        await this.#makeMaildir(this.#folderPath(user.address, folder));
      }
    }
    const passwords = users.map((user) => `${user.address}:{PLAIN}${user.password}`).join('\n');
    await writeFile(join(this.dir, 'passwd'), `${passwords}\n`);
    if (tokens) {
      await writeFile(
        join(this.dir, 'oauth2.conf'),
        [
          `introspection_url = ${tokens.url}/introspect`,
          'introspection_mode = post',
          'force_introspection = yes',
          'username_attribute = username',
          'active_attribute = active',
          'active_value = true',
          'timeout_msecs = 5000',
          '',
        ].join('\n'),
      );
    }
    if (this.options.tls) {
      await writeFile(join(this.dir, 'cert.pem'), this.options.tls.cert);
      await writeFile(join(this.dir, 'key.pem'), this.options.tls.key);
    }
    const offered = CAPABILITIES.split(' ').filter((name) => !without.includes(name));
    await writeFile(join(this.dir, 'dovecot.conf'), this.#config(offered));
  }

  #config(offered: string[]): string {
    const { dir, options } = this;
    const me = process.getuid?.() ?? 0;
    const user = this.owner ? 'nobody' : String(process.env.USER ?? me);
    const ids = this.owner ?? { uid: me, gid: process.getgid?.() ?? 0 };
    const special = Object.entries(SPECIAL)
      .map(([name, use]) => `  mailbox ${name} {\n    special_use = ${use}\n    auto = subscribe\n  }`)
      .join('\n');
    return `
protocols = imap
listen = 127.0.0.1
base_dir = ${dir}/base
state_dir = ${dir}/state
log_path = ${dir}/dovecot.log
${options.tls ? `ssl = yes\nssl_cert = <${dir}/cert.pem\nssl_key = <${dir}/key.pem` : 'ssl = no'}
disable_plaintext_auth = no
auth_mechanisms = plain login${options.tokens ? ' xoauth2 oauthbearer' : ''}
auth_failure_delay = 0
mail_location = maildir:${dir}/mail/%u
mail_max_userip_connections = ${options.connectionsPerUser ?? 200}
first_valid_uid = 1
default_internal_user = ${user}
${this.owner ? 'default_internal_group = nogroup' : ''}
default_login_user = ${user}
${options.without?.length ? `imap_capability = ${offered.join(' ')}` : ''}
${
  options.tokens
    ? `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${dir}/oauth2.conf
}`
    : ''
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u ${dir}/passwd
}
userdb {
  driver = static
  args = uid=${ids.uid} gid=${ids.gid} home=${dir}/mail/%u
}
service imap-login {
  chroot =
  client_limit = 1000
  inet_listener imap {
    address = 127.0.0.1
    port = ${this.port}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${options.tls ? this.tlsPort : 0}
    ssl = yes
  }
}
service anvil {
  chroot =
  # No growing delay after wrong passwords from one address.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
namespace inbox {
  inbox = yes
  separator = /
${special}
}
`;
  }
}

/** True once the server sends its greeting. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    socket.once('data', (data) => done(data.toString('latin1').startsWith('* OK')));
  });
}
