import { sampleMastodon } from './sample-mastodon.js';
import type { SamplePlatform } from './sample-platform.js';
import { sampleTelegram } from './sample-telegram.js';
import { sampleWordPress } from './sample-wordpress.js';

/** Those the sample brand is on; a kind that has a demo adds its own here. */
export const samplePlatforms: readonly SamplePlatform[] = [sampleTelegram, sampleMastodon, sampleWordPress];
