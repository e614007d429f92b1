import { Injectable } from '@nestjs/common';
import { rolePermissions } from '@parley/shared/permissions.js';
import { UsersService } from '../../auth/users.service.js';
import { BrandsService } from '../../brands/brands.service.js';
import { CalendarsService } from '../../brands/calendars.service.js';
import { MembersService } from '../../brands/members.service.js';
import { TagsService } from '../../brands/tags.service.js';
import { TargetsService } from '../../brands/targets.service.js';
import type { Channel } from '../../channels/channel.js';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ChannelsService } from '../../channels/channels.service.js';
import { Database } from '../../platform/database/database.js';
import type { Member } from '../../platform/http/caller.js';
import {
  type MemberKey,
  sampleBrand,
  sampleHours,
  sampleMembers,
  sampleTags,
  sampleTargets,
} from '../sample-brand.js';
import type { TagName } from '../texts/script.js';
import type { HookChannel, SampleHouse } from './sample-house.js';

const NAMES = {
  mailbox: sampleBrand.mailbox,
  chat: 'Website chat',
  pictures: 'Picture page',
  website: 'Kolibri & Kessel',
};

/** Where the sample brand's mails and answers go to: ports of this machine. */
export interface SinkPorts {
  smtp: number;
  webhooks: number;
}

/** Sets up the sample brand through the same services that members use, and finds it again. */
@Injectable()
export class SampleHouseService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly brands: BrandsService,
    private readonly members: MembersService,
    private readonly calendars: CalendarsService,
    private readonly targets: TargetsService,
    private readonly tags: TagsService,
    private readonly channels: ChannelsService,
    private readonly directory: ChannelDirectory,
  ) {}

  /** Brand, seats, hours, promises, tags and channels, as of the clock's time. */
  async create(ports: SinkPorts): Promise<SampleHouse> {
    const [owner, ...others] = sampleMembers;
    const { password } = sampleBrand;
    const first = await this.users.create({ ...owner!, password });
    const { brandId, memberId } = await this.brands.create({
      name: sampleBrand.name,
      ownerId: first.id,
      color: sampleBrand.color,
      locale: sampleBrand.locale,
      timezone: sampleBrand.timezone,
      sample: true,
    });
    for (const member of others) {
      const user = await this.users.create({ ...member, password });
      await this.members.join({ brandId, userId: user.id, role: member.role });
    }
    const seats = await this.members.list(brandId);
    for (const { email, signature } of sampleMembers) {
      const seat = seats.find((one) => one.email === email);
      if (seat !== undefined) await this.members.setSignature(brandId, seat.id, signature);
    }
    await this.brands.update(brandId, { signature: sampleBrand.signature });
    await this.calendars.replace(brandId, memberId, sampleHours);
    await this.targets.replace(brandId, memberId, sampleTargets);
    for (const [name, color] of Object.entries(sampleTags)) await this.tags.create(brandId, { name, color });
    const callers = await this.callers(brandId);
    await this.connect(callers.anna, ports);
    return this.assemble(brandId);
  }

  /** The sample brand there is, its channels leading to these ports. */
  async find(ports: SinkPorts): Promise<SampleHouse> {
    const brand = await this.database.one<{ id: string }>('SELECT id FROM brand WHERE sample');
    if (brand === undefined) throw new Error('the sample brand is gone');
    const { anna } = await this.callers(brand.id);
    const channels = await this.directory.list(brand.id);
    // One that was filled before there were chats on websites.
    if (!channels.some(({ name }) => name === NAMES.website)) {
      const mailbox = channels.find(({ name }) => name === NAMES.mailbox);
      await this.connectWebsite(anna, mailbox?.id ?? '');
    }
    for (const channel of channels) {
      const settings = {
        ...channel.settings,
        ...(channel.settings.smtpPort === undefined ? {} : { smtpPort: ports.smtp }),
        ...(channel.settings.webhookUrl === undefined ? {} : { webhookUrl: webhookUrl(ports, channel.name) }),
      };
      if (JSON.stringify(settings) === JSON.stringify(channel.settings)) continue;
      await this.channels.update(anna, channel.id, { settings });
    }
    return this.assemble(brand.id);
  }

  /** The ports the channels led to when the demo ran last. */
  async ports(): Promise<SinkPorts> {
    const brand = await this.database.one<{ id: string }>('SELECT id FROM brand WHERE sample');
    const channels = brand === undefined ? [] : await this.directory.list(brand.id);
    const url = channels.map(({ settings }) => settings.webhookUrl).find((one) => typeof one === 'string');
    const smtp = channels.map(({ settings }) => settings.smtpPort).find((one) => typeof one === 'number');
    return {
      smtp: typeof smtp === 'number' ? smtp : 0,
      webhooks: typeof url === 'string' && URL.canParse(url) ? Number(new URL(url).port) : 0,
    };
  }

  private async connect(owner: Member, ports: SinkPorts): Promise<void> {
    const { channel: mailbox } = await this.channels.connect(owner, {
      kind: 'email',
      name: NAMES.mailbox,
      settings: {
        address: sampleBrand.mailbox,
        password: 'nobody checks it',
        sender: 'member_brand',
        sentCopy: 'never',
        // Nothing is fetched from there: the demo brings the mails (see DemoMailbox).
        imapHost: '127.0.0.1',
        imapPort: 143,
        imapSecurity: 'none',
        smtpHost: '127.0.0.1',
        smtpPort: ports.smtp,
        smtpSecurity: 'none',
      },
    });
    await this.connectWebsite(owner, mailbox.id);
    for (const name of [NAMES.chat, NAMES.pictures]) {
      const settings = { webhookUrl: webhookUrl(ports, name) };
      await this.channels.connect(owner, { kind: 'api', name, settings });
    }
  }

  private async connectWebsite(owner: Member, mailboxId: string): Promise<void> {
    await this.channels.connect(owner, {
      kind: 'livechat',
      name: NAMES.website,
      settings: {
        origins: [sampleBrand.website],
        colour: sampleBrand.color,
        languages: 'de,en',
        greetingDe: 'Hallo! Fragen zu Kaffee, Kursen oder einer Bestellung?',
        greetingEn: 'Hello! Any questions about coffee, courses or an order?',
        followUpChannel: mailboxId,
      },
    });
  }

  private async assemble(brandId: string): Promise<SampleHouse> {
    const channels = await this.directory.list(brandId);
    const named = (name: string): Channel => {
      const channel = channels.find((one) => one.name === name);
      if (channel === undefined) throw new Error(`the sample brand has no channel "${name}" any more`);
      return channel;
    };
    const hook = async (channel: Channel): Promise<HookChannel> => {
      const { endpoint } = await this.directory.open(channel);
      if (endpoint == null) throw new Error(`the channel "${channel.name}" has no endpoint`);
      return { id: channel.id, path: new URL(endpoint.url).pathname, secret: endpoint.secrets[0] ?? '' };
    };
    const tags = await this.tags.list(brandId);
    return {
      brandId,
      members: await this.callers(brandId),
      tagIds: new Map(tags.map(({ name, id }) => [name as TagName, id])),
      mailbox: named(NAMES.mailbox),
      chat: await hook(named(NAMES.chat)),
      pictures: await hook(named(NAMES.pictures)),
      website: await hook(named(NAMES.website)),
    };
  }

  private async callers(brandId: string): Promise<Record<MemberKey, Member>> {
    const seats = await this.members.list(brandId);
    const caller = (key: MemberKey): Member => {
      const { email } = sampleMembers.find((one) => one.key === key)!;
      const seat = seats.find((one) => one.email === email);
      if (seat === undefined) throw new Error(`${email} sits in the sample brand no more`);
      return {
        userId: seat.user_id,
        name: seat.name,
        sessionId: null,
        tokenId: null,
        seat: { memberId: seat.id, brandId, role: seat.role },
        permissions: new Set(rolePermissions[seat.role]),
        ip: '127.0.0.1',
      };
    };
    return { anna: caller('anna'), jonas: caller('jonas'), mia: caller('mia') };
  }
}

const webhookUrl = (ports: SinkPorts, channelName: string) =>
  `http://127.0.0.1:${ports.webhooks}/${channelName === NAMES.chat ? 'chat' : 'pictures'}`;
