import type { Language } from './script.js';

/** What machines write: kept apart, answered by nobody. */
export interface MachineMail {
  from: { name: string; address: string };
  subject: string;
  text: string;
  headers: Readonly<Record<string, string>>;
}

export const machineMails: readonly MachineMail[] = [
  {
    from: { name: 'Green Bean Weekly', address: 'letter@greenbean.example.net' },
    subject: 'This week: freight, frost and a new varietal',
    text:
      'Good morning, roasters!\n\nFreight from the south is up again, the frost everybody talked about did not come, and a small farm ' +
      'has planted something nobody can pronounce yet. All of it below.\n\nYou get this letter because you asked for it. Unsubscribe: ' +
      'https://greenbean.example.net/unsubscribe',
    headers: {
      'List-Id': 'Green Bean Weekly <weekly.greenbean.example.net>',
      'List-Unsubscribe': '<https://greenbean.example.net/unsubscribe>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      Precedence: 'bulk',
    },
  },
  {
    from: { name: 'Handwerk und Bohne', address: 'rundbrief@handwerk-bohne.example.org' },
    subject: 'Rundbrief: Kassensysteme im Vergleich, Termine im Frühjahr',
    text:
      'Liebe Mitglieder,\n\nin diesem Rundbrief: fünf Kassen, die wir einen Monat lang gequält haben; die Termine der Regionaltreffen; ' +
      'und ein Nachruf auf die gute alte Siebträgermaschine von 1962.\n\nAbmelden: https://handwerk-bohne.example.org/ab',
    headers: {
      'List-Id': '<rundbrief.handwerk-bohne.example.org>',
      'List-Unsubscribe': '<https://handwerk-bohne.example.org/ab>',
      Precedence: 'list',
    },
  },
  {
    from: { name: 'Parcel service', address: 'no-reply@parcels.example.com' },
    subject: 'Your collection for tomorrow is confirmed',
    text:
      'Hello,\n\nwe will collect 14 parcels tomorrow between 15:00 and 17:00 at your yard door.\n\n' +
      'This message was created automatically. Please do not reply to it.',
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  },
  {
    from: { name: 'Webshop', address: 'no-reply@shop.example.com' },
    subject: 'Nightly backup of your shop finished',
    text: 'The backup of your shop finished without errors.\n\nProducts: 48\nOrders: 2,317\nDuration: 41 seconds',
    headers: { 'Auto-Submitted': 'auto-generated' },
  },
  {
    from: { name: 'Cups & Lids', address: 'offers@cups-lids.example.net' },
    subject: '20 % off paper cups, this week only',
    text:
      'Dear coffee friends,\n\nthis week every paper cup is 20 % off, lids included. From 5,000 pieces on we print your hummingbird on them for free.' +
      '\n\nNo more letters? https://cups-lids.example.net/stop',
    headers: {
      'List-Unsubscribe': '<https://cups-lids.example.net/stop>, <mailto:stop@cups-lids.example.net>',
      Precedence: 'bulk',
    },
  },
];

/** What an absent person's mailbox answers to a reply of ours. */
export const awayNotes: Record<Language, { subject: string; text: string }> = {
  en: {
    subject: 'Out of office: {subject}',
    text:
      'Thank you for your message. I am away until the {date} and will read it when I am back. ' +
      'In urgent cases please ring the office.\n\nKind regards\n{name}',
  },
  de: {
    subject: 'Abwesenheitsnotiz: {subject}',
    text:
      'Vielen Dank für Ihre Nachricht. Ich bin bis zum {date} nicht im Haus und lese sie nach meiner Rückkehr. ' +
      'In dringenden Fällen rufen Sie bitte im Büro an.\n\nMit freundlichen Grüßen\n{name}',
  },
};
