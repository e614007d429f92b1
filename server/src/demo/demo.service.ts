import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, MovableClock } from '../platform/clock/clock.js';
import { Env } from '../platform/config/env.js';
import { Filler } from './feed/filler.service.js';
import { Voices } from './feed/voices.service.js';
import { WebsiteVisitors } from './feed/website-visitors.service.js';
import { DemoNetwork } from './house/demo-network.service.js';
import { DemoState } from './house/demo-state.service.js';
import type { SampleHouse } from './house/sample-house.js';
import { SampleHouseService, type SinkPorts } from './house/sample-house.service.js';
import { PlatformLife } from './platforms/platform-life.service.js';
import { sampleBrand, sampleMembers } from './sample-brand.js';
import { LiveStream } from './stream/live-stream.service.js';
import { planTimeline } from './timeline/plan-timeline.js';

/** Of the weeks before the demo was filled; any number would do. */
const SEED = 20_260_117;

/** The demo: a sample brand whose past is lived through before the port opens, and whose people go on writing. */
@Injectable()
export class Demo implements OnApplicationBootstrap {
  private house: SampleHouse | undefined;

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly network: DemoNetwork,
    private readonly state: DemoState,
    private readonly houses: SampleHouseService,
    private readonly filler: Filler,
    private readonly voices: Voices,
    private readonly visitors: WebsiteVisitors,
    private readonly stream: LiveStream,
    private readonly platforms: PlatformLife,
  ) {}

  onApplicationBootstrap(): void {
    // Before the network, which knows when what is sent was accepted.
    this.platforms.plugIn();
    this.network.plugIn();
  }

  /** Fills an empty data folder; a filled one is left as it is. Before the port opens. @throws StartupError */
  async prepare(): Promise<void> {
    const filled = await this.state.filled();
    const ports = await this.network.listen(await this.houses.ports());
    this.house = filled ? await this.houses.find(ports) : await this.fill(ports);
    this.network.connect(this.house);
  }

  /** From here on people write as time goes by. */
  begin(): void {
    if (this.house === undefined) throw new Error('the demo is not prepared');
    this.stream.begin(this.house);
    console.log(
      [
        `This is a demo with sample data: ${sampleBrand.name}, a coffee roastery that does not exist. Nothing leaves this machine.`,
        ...sampleMembers.map(({ email, role }) => `  ${email} (${role}), password: ${sampleBrand.password}`),
      ].join('\n'),
    );
  }

  private async fill(ports: SinkPorts): Promise<SampleHouse> {
    const { clock } = this;
    if (!(clock instanceof MovableClock)) throw new Error('the demo needs a clock that can be moved');
    const now = Date.now();
    const timeline = planTimeline({ seed: SEED, now, conversations: this.env.demoConversations });
    await this.state.begin();
    this.voices.countFrom(now);
    clock.stop();
    clock.set(timeline.start);
    const house = await this.houses.create(ports);
    this.network.connect(house);
    await this.platforms.connect(house.members.anna);
    const progress = new Progress();
    await this.network.liveThrough(async () => {
      await this.filler.fill(house, timeline, clock, (done) => progress.tell(done));
      await this.platforms.live(house, clock, Date.now());
      await this.visitors.chat(house, clock, Date.now());
    });
    clock.set(Date.now());
    clock.run();
    await this.state.done();
    progress.end(timeline.talks.length);
    return house;
  }
}

/** One line that is written anew on a terminal, and only its beginning and end elsewhere. */
class Progress {
  private readonly startedAt = performance.now();
  private shown = -1;
  private readonly live = process.stdout.isTTY === true;

  constructor() {
    if (!this.live) console.log('Filling the demo: five weeks of conversations are lived through');
  }

  tell(done: number): void {
    const percent = Math.floor(done * 100);
    if (!this.live || percent === this.shown) return;
    this.shown = percent;
    process.stdout.write(`\rFilling the demo: five weeks of conversations are lived through, ${percent} %`);
  }

  end(conversations: number): void {
    const seconds = Math.round((performance.now() - this.startedAt) / 1_000);
    if (this.live) process.stdout.write('\n');
    console.log(`The demo has ${conversations} conversations (${seconds} s)`);
  }
}
