import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  type ReportEpisodesCsvQuery,
  type ReportEpisodesQuery,
  type ReportLeftOutQuery,
  type ReportMessagesCsvQuery,
  type ReportMessagesQuery,
  type ReportPeopleCsvQuery,
  type ReportPeopleQuery,
  reportEpisodePageSchema,
  reportEpisodesCsvQuerySchema,
  reportEpisodesQuerySchema,
  reportLeftOutQuerySchema,
  reportLeftOutSchema,
  reportMessagePageSchema,
  reportMessagesCsvQuerySchema,
  reportMessagesQuerySchema,
  reportPeopleCsvQuerySchema,
  reportPeopleQuerySchema,
  reportPersonPageSchema,
} from '@parley/shared/report-lists.js';
import type { FastifyReply } from 'fastify';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { sendCsv } from '../csv/csv-answer.js';
import { RowFiles } from './row-files.service.js';
import { RowLists } from './row-lists.service.js';

/** A file of rows, one per line. */
const file = (description: string) => ({ description, schema: { type: 'string' } }) as const;

@ApiTags('reports')
@Controller('api/v1/reports')
export class RowListsController {
  constructor(
    private readonly lists: RowLists,
    private readonly files: RowFiles,
  ) {}

  @Get('messages')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportMessagePageSchema })
  messages(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportMessagesQuerySchema }) query: ReportMessagesQuery,
  ) {
    return this.lists.messagePage(seat, query);
  }

  @Get('episodes')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportEpisodePageSchema })
  episodes(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportEpisodesQuerySchema }) query: ReportEpisodesQuery,
  ) {
    return this.lists.episodePage(seat, query);
  }

  @Get('people')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportPersonPageSchema })
  people(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportPeopleQuerySchema }) query: ReportPeopleQuery,
  ) {
    return this.lists.personPage(seat, query);
  }

  @Get('left-out')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportLeftOutSchema })
  leftOut(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportLeftOutQuerySchema }) query: ReportLeftOutQuery,
  ) {
    return this.lists.leftOut(seat, query);
  }

  @Get('messages.csv')
  @Access('reports.read')
  @ApiProduces('text/csv')
  @ApiOkResponse(file('The messages behind a figure, one per line.'))
  async messagesCsv(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportMessagesCsvQuerySchema }) query: ReportMessagesCsvQuery,
    @Res() reply: FastifyReply,
  ) {
    await sendCsv(reply, `messages ${query.from} ${query.to}.csv`, await this.files.messages(seat, query));
  }

  @Get('episodes.csv')
  @Access('reports.read')
  @ApiProduces('text/csv')
  @ApiOkResponse(file('The episodes behind a figure, one per line.'))
  async episodesCsv(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportEpisodesCsvQuerySchema }) query: ReportEpisodesCsvQuery,
    @Res() reply: FastifyReply,
  ) {
    await sendCsv(reply, `episodes ${query.from} ${query.to}.csv`, await this.files.episodes(seat, query));
  }

  @Get('people.csv')
  @Access('reports.read')
  @ApiProduces('text/csv')
  @ApiOkResponse(file('The people of whom it is asked whether they went quiet, one per line.'))
  async peopleCsv(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportPeopleCsvQuerySchema }) query: ReportPeopleCsvQuery,
    @Res() reply: FastifyReply,
  ) {
    await sendCsv(reply, `people ${query.from} ${query.to}.csv`, await this.files.people(seat, query));
  }
}
