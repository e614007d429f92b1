import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  type ReportBreakdownQuery,
  type ReportQuery,
  type ReportRowsCsvQuery,
  type ReportTurnsQuery,
  reportBreakdownQuerySchema,
  reportBreakdownSchema,
  reportOverviewSchema,
  reportQuerySchema,
  reportRowsCsvQuerySchema,
  reportTurnPageSchema,
  reportTurnsQuerySchema,
} from '@parley/shared/reports.js';
import type { FastifyReply } from 'fastify';
import { Access, CurrentCaller } from '../platform/http/access.decorator.js';
import type { Member } from '../platform/http/caller.js';
import { sendCsv } from './csv/csv-answer.js';
import { CsvExports } from './csv/csv-exports.service.js';
import { BreakdownService } from './figures/breakdown.service.js';
import { OverviewService } from './figures/overview.service.js';
import { TurnListService } from './lists/turn-list.service.js';

@ApiTags('reports')
@Controller('api/v1/reports')
export class ReportsController {
  constructor(
    private readonly overviews: OverviewService,
    private readonly breakdowns: BreakdownService,
    private readonly lists: TurnListService,
    private readonly exports: CsvExports,
  ) {}

  @Get('overview')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportOverviewSchema })
  overview(@CurrentCaller() { seat }: Member, @Query({ schema: reportQuerySchema }) query: ReportQuery) {
    return this.overviews.of(seat, query);
  }

  /** The caller's own figures. */
  @Get('mine')
  @Access('reports.own')
  @ApiOkResponse({ standardSchema: reportOverviewSchema })
  mine(@CurrentCaller() { seat }: Member, @Query({ schema: reportQuerySchema }) query: ReportQuery) {
    return this.overviews.own(seat, query);
  }

  /** The very turns behind the caller's own figures. */
  @Get('mine/turns')
  @Access('reports.own')
  @ApiOkResponse({ standardSchema: reportTurnPageSchema })
  myTurns(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportTurnsQuerySchema }) query: ReportTurnsQuery,
  ) {
    return this.lists.ownPage(seat, query);
  }

  @Get('mine/turns.csv')
  @Access('reports.own')
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The turns the caller answered, one per line.', schema: { type: 'string' } })
  async myTurnsCsv(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportRowsCsvQuerySchema }) query: ReportRowsCsvQuery,
    @Res() reply: FastifyReply,
  ) {
    await sendCsv(reply, `turns ${query.from} ${query.to}.csv`, await this.exports.ownTurns(seat, query));
  }

  @Get('breakdown')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportBreakdownSchema })
  breakdown(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportBreakdownQuerySchema }) query: ReportBreakdownQuery,
  ) {
    return this.breakdowns.of(seat, query);
  }

  @Get('turns')
  @Access('reports.read')
  @ApiOkResponse({ standardSchema: reportTurnPageSchema })
  turns(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportTurnsQuerySchema }) query: ReportTurnsQuery,
  ) {
    return this.lists.page(seat, query);
  }

  @Get('figures.csv')
  @Access('reports.read')
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The figures, one per line.', schema: { type: 'string' } })
  async figuresCsv(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportQuerySchema }) query: ReportQuery,
    @Res() reply: FastifyReply,
  ) {
    await sendCsv(reply, `figures ${query.from} ${query.to}.csv`, await this.exports.figures(seat, query));
  }

  @Get('turns.csv')
  @Access('reports.read')
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'The turns behind a figure, one per line.', schema: { type: 'string' } })
  async turnsCsv(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportRowsCsvQuerySchema }) query: ReportRowsCsvQuery,
    @Res() reply: FastifyReply,
  ) {
    await sendCsv(reply, `turns ${query.from} ${query.to}.csv`, await this.exports.turns(seat, query));
  }

  @Get('conversations.csv')
  @Access('reports.read')
  @ApiProduces('text/csv')
  @ApiOkResponse({
    description: 'The conversations behind a figure, one per line.',
    schema: { type: 'string' },
  })
  async conversationsCsv(
    @CurrentCaller() { seat }: Member,
    @Query({ schema: reportRowsCsvQuerySchema }) query: ReportRowsCsvQuery,
    @Res() reply: FastifyReply,
  ) {
    const records = await this.exports.conversations(seat, query);
    await sendCsv(reply, `conversations ${query.from} ${query.to}.csv`, records);
  }
}
