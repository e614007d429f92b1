import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';
import { aliases } from './vite.config.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a website embeds, and the same on a page of the console's that shows it: each one file that needs no other. */
const entries: Record<string, string> = { widget: 'main.ts', 'widget-preview': 'preview/main.ts' };

/** What websites embed comes small, also where no proxy compresses. */
const compressed = (file: string) => ({
  name: 'compressed',
  closeBundle: async () => {
    const code = await readFile(file);
    await writeFile(`${file}.gz`, gzipSync(code, { level: 9 }));
    await writeFile(`${file}.br`, brotliCompressSync(code));
  },
});

// vite build -c vite.widget.config.ts --mode widget | widget-preview
export default defineConfig(({ mode }) => ({
  root: here('.'),
  publicDir: false,
  plugins: mode === 'widget' ? [compressed(here('dist/widget.js'))] : [],
  resolve: { alias: aliases },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    cssTarget: ['chrome111', 'firefox113', 'safari16.4'],
    sourcemap: false,
    lib: {
      entry: here(`src/widget/${entries[mode] ?? entries.widget}`),
      formats: ['iife'],
      name: 'parley',
      fileName: () => `${mode}.js`,
    },
    rollupOptions: {
      output: {
        // Pages replace Promise with works of their own; an async function always gives the real one.
        intro: 'var Promise=(async()=>{})().constructor;',
      },
    },
  },
}));
