import { jest } from '@jest/globals';

// Flows and browser tests run real processes; the limit only matters when something hangs.
jest.setTimeout(240_000);
