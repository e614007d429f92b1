import type { Page } from 'playwright-core';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { Dovecot } from '../../server/test/harness/dovecot.js';
import { Smtp } from '../../server/test/harness/smtp.js';
import { RealBrowser, type Visitor } from './browser.js';
import { connectMailbox, mailboxAt } from './mails.js';

interface Mailbox {
  address: string;
  password: string;
}

/** Parley with the brand's mailbox connected, real mail servers around it, and its owner before a browser. */
export class MailHouse {
  private constructor(
    readonly parley: Parley,
    readonly dovecot: Dovecot,
    readonly smtp: Smtp,
    readonly browser: RealBrowser,
    readonly owner: ApiClient,
    readonly visitor: Visitor,
  ) {}

  /** @param people whose mailboxes stand beside the brand's on the same servers */
  static async open(brand: Mailbox, people: Mailbox[] = []): Promise<MailHouse> {
    const opened: (() => Promise<unknown>)[] = [];
    try {
      const dovecot = await Dovecot.start({ users: [brand, ...people] });
      opened.unshift(() => dovecot.remove());
      const smtp = await Smtp.start({
        users: { [brand.address]: brand.password },
        deliver: (recipient, mail) => dovecot.deliver(recipient, mail.raw),
      });
      opened.unshift(() => smtp.stop());
      const parley = await Parley.start({ mode: 'embedded' });
      opened.unshift(() => parley.remove());
      const owner = await parley.signedIn();
      await connectMailbox(owner, mailboxAt(dovecot, smtp, brand.address, brand.password));
      const browser = await RealBrowser.start();
      opened.unshift(() => browser.stop());
      const visitor = await browser.visit(parley.baseUrl, { as: owner });
      return new MailHouse(parley, dovecot, smtp, browser, owner, visitor);
    } catch (error) {
      for (const close of opened) await close();
      throw error;
    }
  }

  get page(): Page {
    return this.visitor.page;
  }

  async close(): Promise<void> {
    await this.browser.stop();
    await this.parley.remove();
    await this.smtp.stop();
    await this.dovecot.remove();
  }
}
