import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { emojiColumns } from './build/emoji-columns.js';
import { shellList, WORKER } from './build/shell-list.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const aliases = [
  { find: /^@parley\/shared\/(.*)\.js$/, replacement: `${here('../shared/src')}/$1.ts` },
];

/** Chunks load in any order: each style sheet states the order of the layers, so that it always holds. */
export const layers = {
  name: 'css-layers',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /\.css($|\?)/.test(id) ? { code: `@layer reset, tokens, base, ui, app;\n${code}`, map: null } : undefined,
};

/** The server that `vite dev` forwards API, hook and socket traffic to. */
const backend = process.env.PARLEY_BACKEND ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: here('.'),
  plugins: [layers, emojiColumns, react(), shellList()],
  resolve: { alias: aliases },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // Relative colours, light-dark() and nesting are left as they are.
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    sourcemap: true,
    // No inlined assets: the console runs under a CSP without data: for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Which file loads which: the budget of the first load is held against it.
    manifest: true,
    rollupOptions: {
      input: { index: here('index.html'), [WORKER]: here('src/worker/shell-worker.ts') },
      // The service worker keeps its name, so that a newer one is found under it.
      output: {
        entryFileNames: ({ name }) => (name === WORKER ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: backend, changeOrigin: false },
      '/hooks': { target: backend, changeOrigin: false },
      '/realtime': { target: backend, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.spec.{ts,tsx}', 'dev/**/*.spec.ts'],
    restoreMocks: true,
  },
});
