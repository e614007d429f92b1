import { Injectable } from '@nestjs/common';
import { Ticker } from '../../platform/queue/ticker.js';
import { ActsService } from './acts.service.js';

const EVERY_MS = 5_000;

/** Brings snoozed conversations back when their time has come. */
@Injectable()
export class SnoozeWake {
  constructor(ticker: Ticker, acts: ActsService) {
    ticker.every('wake-snoozed', EVERY_MS, async () => {
      while ((await acts.wakeSnoozed()) > 0);
    });
  }
}
