/** Makes the folder of the run and names it in PARLEY_TEST_RUN_DIR. */
export function setUp(): Promise<void>;
/** Stops what the run has started and removes the folder. */
export function tearDown(): Promise<void>;
/** Ends the PostgreSQL that a killed Parley left running on its data directory. */
export function stopEmbedded(dataDir: string): Promise<void>;
