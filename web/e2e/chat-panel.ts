import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The widget as a visitor finds it on a page or in a frame of it: by what it is called. */
export class ChatPanel {
  constructor(readonly place: Page | FrameLocator) {}

  get launcher(): Locator {
    return this.place.getByRole('button', { name: /^(Open chat|Chat öffnen)/ });
  }
  get dialog(): Locator {
    return this.place.getByRole('dialog', { name: /^Chat (with|mit) / });
  }
  get field(): Locator {
    return this.dialog.getByRole('textbox', { name: /^(Write a message|Nachricht schreiben)/ });
  }
  get log(): Locator {
    return this.dialog.getByRole('log');
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await this.dialog.waitFor();
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** A message with these words, on either side. */
  message(text: string): Locator {
    return this.log.getByText(text, { exact: true });
  }

  /** What stands in the conversation, from the first to the last. */
  texts(): Promise<string[]> {
    return this.log.locator('.bubble').allTextContents();
  }
}
