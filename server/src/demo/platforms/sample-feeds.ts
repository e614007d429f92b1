import { Injectable } from '@nestjs/common';
import { SampleFeed } from './sample-feed.js';

/** The feeds of all sample platforms, by kind. */
@Injectable()
export class SampleFeeds {
  private readonly feeds = new Map<string, SampleFeed>();

  of(kind: string): SampleFeed {
    const known = this.feeds.get(kind);
    if (known !== undefined) return known;
    const feed = new SampleFeed();
    this.feeds.set(kind, feed);
    return feed;
  }

  /** Everything put in has been handed over. */
  get empty(): boolean {
    return [...this.feeds.values()].every((feed) => feed.empty);
  }
}
