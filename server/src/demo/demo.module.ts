import { Module } from '@nestjs/common';
import { Demo } from './demo.service.js';
import { DemoMailbox } from './feed/demo-mailbox.js';
import { Desk } from './feed/desk.service.js';
import { Filler } from './feed/filler.service.js';
import { HookDoor } from './feed/hook-door.service.js';
import { Settled } from './feed/settled.service.js';
import { Threads } from './feed/threads.service.js';
import { Voices } from './feed/voices.service.js';
import { WebsiteVisitors } from './feed/website-visitors.service.js';
import { DemoNetwork } from './house/demo-network.service.js';
import { DemoState } from './house/demo-state.service.js';
import { SampleHouseService } from './house/sample-house.service.js';
import { PlatformLife } from './platforms/platform-life.service.js';
import { SampleFeeds } from './platforms/sample-feeds.js';
import { Colleagues } from './stream/colleagues.service.js';
import { LiveStream } from './stream/live-stream.service.js';
import { Strangers } from './stream/strangers.service.js';

/** Only there with PARLEY_DEMO: a sample brand, fed through the same doors as any other. */
@Module({
  providers: [
    Colleagues,
    Demo,
    DemoMailbox,
    DemoNetwork,
    DemoState,
    Desk,
    Filler,
    HookDoor,
    LiveStream,
    PlatformLife,
    SampleFeeds,
    SampleHouseService,
    Settled,
    Strangers,
    Threads,
    Voices,
    WebsiteVisitors,
  ],
})
export class DemoModule {}
