import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WebPage {
  html: string;
  headers?: Record<string, string>;
}

/** Websites of a brand, on an origin of their own. Every page it does not have is empty. */
export class Websites {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
    readonly pages: Map<string, WebPage>,
  ) {}

  static async start(): Promise<Websites> {
    const pages = new Map<string, WebPage>();
    const server = createServer((request, response) => {
      const { html, headers = {} } = pages.get((request.url ?? '').split('?')[0] ?? '') ?? { html: '' };
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new Websites(server, `http://127.0.0.1:${port}`, pages);
  }

  /** The same pages by another name: to a browser another origin. */
  get otherOrigin(): string {
    return this.origin.replace('127.0.0.1', 'localhost');
  }

  /** @returns its address */
  put(path: string, html: string, headers: Record<string, string> = {}): string {
    this.pages.set(path, { html, headers });
    return this.origin + path;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The line a brand copies into its pages. */
export const scriptTag = (
  { baseUrl, endpointId }: { baseUrl: string; endpointId: string },
  attributes = '',
): string => `<script src="${baseUrl}/widget.js" data-channel="${endpointId}" ${attributes} async></script>`;

/** An ordinary page of a brand. */
export const ordinaryPage = (
  tag: string,
  { lang = 'en', title = 'Shoes', body = '<h1>Shoes</h1>' } = {},
): string =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"></head><body><main>${body}</main>${tag}</body></html>`;
