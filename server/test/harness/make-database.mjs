// Makes a database as the first start of what is built would leave it: with every migration, and stopped if it is the
// built-in one. Usage: node make-database.mjs <data directory | postgres://…>
const [place = ''] = process.argv.slice(2);
const built = (file) => import(new URL(`../../dist/platform/database/${file}`, import.meta.url).href);
const { createDataSource } = await built('data-source.js');

async function migrate(url) {
  const source = createDataSource({ url, poolSize: 2, entities: [], applicationName: 'parley-test' });
  await source.initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}

if (/^postgres(?:ql)?:/.test(place)) {
  await migrate(place);
} else {
  const { startEmbeddedPostgres } = await built('embedded/embedded-postgres.js');
  const postgres = await startEmbeddedPostgres({ dataDir: place, log: () => {} });
  try {
    await migrate(postgres.url);
  } finally {
    await postgres.stop();
  }
}
process.exit(0);
