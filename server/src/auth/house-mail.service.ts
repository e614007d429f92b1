import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../platform/events/events.js';
import { SYSTEM_MAIL_REQUESTED } from './auth.events.js';

interface HouseMailText {
  brandId: string;
  to: string;
  subject: string;
  text: string;
  /** How long it is worth sending, in ms. */
  worthMs: number;
}

/** Mails of the house that other domains write to members; asked for in the ambient transaction. */
@Injectable()
export class HouseMail {
  constructor(private readonly events: DomainEvents) {}

  request(mail: HouseMailText): Promise<void> {
    return this.events.publish(SYSTEM_MAIL_REQUESTED, mail);
  }
}
