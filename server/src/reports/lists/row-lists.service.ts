import { Injectable } from '@nestjs/common';
import type {
  ReportEpisodePage,
  ReportEpisodesCsvQuery,
  ReportEpisodesQuery,
  ReportLeftOut,
  ReportLeftOutQuery,
  ReportMessagePage,
  ReportMessagesCsvQuery,
  ReportMessagesQuery,
  ReportPeopleCsvQuery,
  ReportPeopleQuery,
  ReportPersonPage,
} from '@parley/shared/report-lists.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { periodOf } from '../cohort/local-days.js';
import { type ReportScope, ReportScopes } from '../report-scope.service.js';
import { countedPage, type ListSource } from './counted-page.js';
import { EpisodeListRepository, type ListedEpisode } from './episode-list.repository.js';
import { presentEpisode, presentMessage, presentPerson } from './list-rows.presenter.js';
import { type ListedMessage, MessageListRepository } from './message-list.repository.js';
import { type ListedPerson, PeopleListRepository } from './people-list.repository.js';

/** A list, and whose it is. */
interface Listed<Row> {
  source: ListSource<Row>;
  scope: ReportScope;
}

/** The very messages, episodes and people behind figures that are not about single answers; none of them by member. */
@Injectable()
export class RowLists {
  constructor(
    private readonly scopes: ReportScopes,
    private readonly messageList: MessageListRepository,
    private readonly episodeList: EpisodeListRepository,
    private readonly peopleList: PeopleListRepository,
  ) {}

  async messagePage(seat: CallerSeat, query: ReportMessagesQuery): Promise<ReportMessagePage> {
    const { source } = await this.messages(seat, query);
    return countedPage(source, query, presentMessage);
  }

  async episodePage(seat: CallerSeat, query: ReportEpisodesQuery): Promise<ReportEpisodePage> {
    const { source, scope } = await this.episodes(seat, query);
    return countedPage(source, query, presentEpisode(scope.now));
  }

  async personPage(seat: CallerSeat, query: ReportPeopleQuery): Promise<ReportPersonPage> {
    const { source } = await this.people(seat, query);
    return countedPage(source, query, presentPerson);
  }

  async messages(seat: CallerSeat, query: ReportMessagesCsvQuery): Promise<Listed<ListedMessage>> {
    const scope = await this.scopes.of(seat, query);
    return {
      scope,
      source: {
        read: (after, limit) => this.messageList.messages(scope, query, after, limit),
        count: () => this.messageList.count(scope, query),
        place: ({ at, id }) => ({ at, id }),
      },
    };
  }

  async episodes(seat: CallerSeat, query: ReportEpisodesCsvQuery): Promise<Listed<ListedEpisode>> {
    const scope = await this.scopes.of(seat, query);
    return {
      scope,
      source: {
        read: (after, limit) => this.episodeList.episodes(scope, query, after, limit),
        count: () => this.episodeList.count(scope, query),
        place: ({ opened_at, id }) => ({ at: opened_at, id }),
      },
    };
  }

  async people(seat: CallerSeat, query: ReportPeopleCsvQuery): Promise<Listed<ListedPerson>> {
    const scope = await this.scopes.of(seat, query);
    return {
      scope,
      source: {
        read: (after, limit) => this.peopleList.people(scope, query, after, limit),
        count: () => this.peopleList.count(scope, query),
        place: ({ opened_at, id }) => ({ at: opened_at, id }),
      },
    };
  }

  /** What opened no turn, so that it is said and not hidden. */
  async leftOut(seat: CallerSeat, query: ReportLeftOutQuery): Promise<ReportLeftOut> {
    const scope = await this.scopes.of(seat, query);
    const rows = await this.messageList.leftOut(scope, query);
    const of = (reason: string) => rows.find((row) => row.reason === reason)?.count ?? 0;
    const thrown = rows.filter(({ reason }) => reason !== 'automatic');
    return {
      period: periodOf(scope.range),
      thrownAway: {
        count: thrown.reduce((sum, { count }) => sum + count, 0),
        unanswered: thrown.reduce((sum, { unanswered }) => sum + unanswered, 0),
        spam: of('spam'),
        trashed: of('trashed'),
        removed: of('removed'),
      },
      automatic: of('automatic'),
    };
  }
}
