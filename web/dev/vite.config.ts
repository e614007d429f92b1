import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { emojiColumns } from '../build/emoji-columns.js';
import { aliases, layers } from '../vite.config.js';

// The console on sample data without a server, to look at it: vite build -c dev/vite.config.ts --outDir <dir>
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: fileURLToPath(new URL('../public', import.meta.url)),
  plugins: [layers, emojiColumns, react()],
  resolve: { alias: aliases },
  build: {
    target: 'es2022',
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
  },
});
