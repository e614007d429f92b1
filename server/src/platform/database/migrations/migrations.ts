import { Foundation1700000000001 } from './0001-foundation.migration.js';
import { Tasks1700000000004 } from './0004-tasks.migration.js';
import { LeanIndexes1700000000005 } from './0005-lean-indexes.migration.js';
import { Search1700000000006 } from './0006-search.migration.js';
import { AssignedOnly1700000000007 } from './0007-assigned-only.migration.js';
import { TaskErrors1700000000008 } from './0008-task-errors.migration.js';
import { LiveChat1700000000009 } from './0009-live-chat.migration.js';
import { People1700000000010 } from './0010-people.migration.js';
import { Snippets1700000000011 } from './0011-snippets.migration.js';
import { SavedViews1700000000012 } from './0012-saved-views.migration.js';
import { LaterAndNotices1700000000013 } from './0013-later-and-notices.migration.js';
import { WhatChannelsShare1700000000014 } from './0014-what-channels-share.migration.js';
import { FollowedMerges1700000000015 } from './0015-followed-merges.migration.js';
import { Comments1700000000016 } from './0016-comments.migration.js';
import { Posts1700000000017 } from './0017-posts.migration.js';
import { Reports1700000000018 } from './0018-reports.migration.js';
import { NowAlerts1700000000019 } from './0019-now-alerts.migration.js';
import { EpisodeDigests1700000000020 } from './0020-episode-digests.migration.js';
import { VolumeDigests1700000000021 } from './0021-volume-digests.migration.js';
import { TurnsOfMergedEpisodes1700000000022 } from './0022-turns-of-merged-episodes.migration.js';
import { AlertsInHours1700000000023 } from './0023-alerts-in-hours.migration.js';

/** All migrations in order. They only go forward; a released one is never edited. */
export const migrations = [
  Foundation1700000000001,
  Tasks1700000000004,
  LeanIndexes1700000000005,
  Search1700000000006,
  AssignedOnly1700000000007,
  TaskErrors1700000000008,
  LiveChat1700000000009,
  People1700000000010,
  Snippets1700000000011,
  SavedViews1700000000012,
  LaterAndNotices1700000000013,
  WhatChannelsShare1700000000014,
  FollowedMerges1700000000015,
  Comments1700000000016,
  Posts1700000000017,
  Reports1700000000018,
  NowAlerts1700000000019,
  EpisodeDigests1700000000020,
  VolumeDigests1700000000021,
  TurnsOfMergedEpisodes1700000000022,
  AlertsInHours1700000000023,
];
