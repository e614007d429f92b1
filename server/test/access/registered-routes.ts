import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Every route the server answers, as `GET /api/v1/tags/:id`, read from the tree Fastify prints: also those no
 * controller has made. HEAD, which Fastify adds to every GET, is left out.
 */
export function registeredRoutes(app: NestFastifyApplication): string[] {
  const tree = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const prefixes: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const match = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (match === null) return [];
    const [, indent = '', part = '', methods = ''] = match;
    const depth = indent.length / 4;
    const path = (prefixes[depth - 1] ?? '') + part;
    prefixes.splice(depth, prefixes.length, path);
    return methods
      .split(', ')
      .flatMap((method) => (method === '' || method === 'HEAD' ? [] : `${method} ${path}`));
  });
}
