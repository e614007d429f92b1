import { describe, expect, it } from '@jest/globals';
import { extractReply } from './reply-text.format.js';

const answer = 'Guten Morgen,\n\nder Termin passt mir gut.\n\nViele Grüße\nJana Roth';

/** Announcements as German and English programs write them, above an unmarked or a marked quote. */
const below: Record<string, string> = {
  'Outlook, German': [
    'Von: Kundendienst <hilfe@laden.example>',
    'Gesendet: Montag, 3. März 2025 09:12',
    'An: Jana Roth <jana@post.example>',
    'Betreff: Ihr Termin',
    '',
    'Passt Ihnen Dienstag?',
  ].join('\n'),
  'Outlook mobile, German':
    '________________________________\nVon: Kundendienst <hilfe@laden.example>\nGesendet: Monday, March 3, 2025 9:12:01 AM\nAn: Jana Roth <jana@post.example>\nBetreff: Ihr Termin\n\nPasst Ihnen Dienstag?',
  'Outlook, bold labels':
    '*Von:* Kundendienst <hilfe@laden.example>\n*Gesendet:* Montag, 3. März 2025 09:12\n*An:* Jana Roth\n*Betreff:* Ihr Termin\n\nPasst Ihnen Dienstag?',
  'Outlook, old':
    '-----Ursprüngliche Nachricht-----\nVon: Kundendienst\nGesendet: Montag\n\nPasst Ihnen Dienstag?',
  'GMX and web.de': [
    'Gesendet: Montag, 03. März 2025 um 09:12 Uhr',
    'Von: "Kundendienst" <hilfe@laden.example>',
    'An: jana@post.example',
    'Betreff: Ihr Termin',
    'Passt Ihnen Dienstag?',
  ].join('\n'),
  'Gmail, German':
    'Am Mo., 3. März 2025 um 09:12 Uhr schrieb Kundendienst <\nhilfe@laden.example>:\n\n> Passt Ihnen Dienstag?',
  'Gmail, wrapped bracket':
    'Am Mo., 3. März 2025 um 09:12 Uhr schrieb Kundendienst <hilfe@laden.example\n>:\n\n> Passt Ihnen Dienstag?',
  'Gmail, name first':
    'Kundendienst <hilfe@laden.example> schrieb am Mo., 3. März 2025, 09:12:\n\n> Passt Ihnen Dienstag?',
  'Apple Mail, German':
    '> Am 03.03.2025 um 09:12 schrieb Kundendienst <hilfe@laden.example>:\n> \n> Passt Ihnen Dienstag?',
  'Thunderbird, German': 'Am 03.03.25 um 09:12 schrieb Kundendienst:\n> Passt Ihnen Dienstag?',
  'Thunderbird, unmarked': 'Am 03.03.2025 um 09:12 schrieb Kundendienst:\n\nPasst Ihnen Dienstag?',
  Samsung:
    '-------- Ursprüngliche Nachricht --------\nVon: hilfe@laden.example\nDatum: 03.03.25 09:12\n\nPasst?',
  'Yahoo, German':
    'Am Montag, 3. März 2025 um 09:12:44 MEZ hat Kundendienst <hilfe@laden.example> Folgendes geschrieben:\n\nPasst Ihnen Dienstag?',
  'Gmail, English':
    'On Mon, Mar 3, 2025 at 9:12 AM Help Desk <help@shop.example> wrote:\n\n> Does Tuesday suit you?',
  Zoho: '---- On Mon, 03 Mar 2025 09:12:44 +0100 Help <help@shop.example> wrote ----\n\nDoes Tuesday suit you?',
};

describe('plain text', () => {
  for (const [program, quote] of Object.entries(below)) {
    it(`keeps the answer above the quote of ${program}`, () => {
      const reply = extractReply({ text: `${answer}\n\n${quote}\n` });
      expect(reply.text).toBe(answer);
      expect(reply.quoted).toMatch(/Passt|Tuesday/);
      expect(reply.html).toBeNull();
    });
    it(`does the same with CRLF (${program})`, () => {
      expect(extractReply({ text: `${answer}\n\n${quote}\n`.replace(/\n/g, '\r\n') }).text).toBe(answer);
    });
  }

  it('keeps the answer below the quote', () => {
    const text = 'Am 03.03.25 um 09:12 schrieb Kundendienst:\n> Passt Ihnen Dienstag?\n\nJa, gern.';
    expect(extractReply({ text }).text).toBe('Ja, gern.');
  });

  it.each([
    'Viele Grüße\nJana',
    'Met vriendelijke groet,\nJana',
    'С уважением,\nЯна',
    'Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt.',
  ])('folds a quote between the answer and what is no answer to it: %j', (end) => {
    const quote = 'Am 03.03.25 um 09:12 schrieb Kundendienst:\n> Passt Ihnen Dienstag?';
    const reply = extractReply({ text: `Ja, gern.\n\n${quote}\n\n${end}` });
    expect(reply.text).toBe(`Ja, gern.\n\n${end}`);
    expect(reply.quoted).toContain('Dienstag');
  });

  it('takes a link that broke out of the quote for a part of it', () => {
    const quote = 'Am 03.03.25 um 09:12 schrieb Kundendienst:\n> Siehe\n<https://laden.example/lang>\n> Gruß';
    expect(extractReply({ text: `Ja, gern.\n\n${quote}` }).text).toBe('Ja, gern.');
  });

  it('keeps quoted lines that are answered one by one', () => {
    const text =
      'Am 03.03.25 um 09:12 schrieb Kundendienst:\n> Welche Farbe?\n\nBlau.\n\n> Welche Größe?\n\nM.';
    expect(extractReply({ text }).text).toBe('> Welche Farbe?\n\nBlau.\n\n> Welche Größe?\n\nM.');
  });

  it.each([
    'Am 12.05.2024 schrieb ich Ihnen Folgendes:\n\nDie Lampe ist defekt.',
    'Bitte ändern Sie:\nVon: Berlin\nNach: Hamburg\nDatum: 12.03.2025\n\nDanke!',
    'Anfrage über das Formular\n\nVon: Jana\nTelefon: 030 1234\nNachricht: Bitte rufen Sie mich an.',
    'Die Punkte:\n-- Lieferung fehlt\n-- Rechnung fehlt\n\nGruß\nJana',
    'Teil eins.\n\n-----\n\nTeil zwei, in dem ich erkläre, was passiert ist.\n\nGruß Jana',
    'Gesendet habe ich das Paket von meinem Büro aus, am Telefon hieß es, es sei da.',
    'On Monday at 10:30 I went to your shop and this is what the man wrote:\n\nNo refunds.',
    'From: Berlin\nTo: Hamburg\nDate: Monday',
    'x <y>\nist kleiner als z',
    'Neue Anfrage:\n-----\nName: Jana Roth\nTelefon: 030 1234567',
    'Wie hier beschrieben [1].\n\n---\n[1] https://laden.example/hilfe',
    'Der Server meldet:\n<jana@post.example>: host mx.post.example said:\n550 unbekannt',
  ])('takes nothing from the own words: %j', (text) => {
    const reply = extractReply({ text });
    expect(reply.text).toBe(text);
    expect([reply.quoted, reply.forwarded, reply.signature]).toEqual([null, null, null]);
  });

  it.each([
    'Von meinem iPhone gesendet',
    'Gesendet von Outlook für Android<https://app.example/x>',
    'Outlook für iOS beziehen',
    'Gesendet mit der GMX Mail App',
    'Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.',
    'Von meinem Samsung Galaxy Smartphone gesendet.',
    'Sent from my iPhone, please excuse typos',
    'Get Outlook for iOS',
    '-- \nJana Roth\nMusterweg 3\n12345 Berlin',
    '--\nJana Roth',
    '_____________\nJana Roth, Einkauf\nTel.: +49 30 1234567',
  ])('sets the signature apart: %j', (signature) => {
    const reply = extractReply({ text: `${answer}\n\n${signature}\n\n${below['Outlook, German']}` });
    expect(reply.text).toBe(answer);
    expect(reply.signature).toBe(signature);
    const kept = extractReply({ text: `${answer}\n\n${signature}` }, { keepSignature: true });
    expect(kept.text).toBe(`${answer}\n\n${signature}`);
  });

  it('shows a mail passed on apart from the words above it', () => {
    const passedOn = 'Von: Max <max@post.example>\nBetreff: Rechnung\n\nHier die Rechnung.';
    const reply = extractReply({
      text: `Zur Info.\n\n-------- Weitergeleitete Nachricht --------\n${passedOn}`,
    });
    expect(reply.text).toBe('Zur Info.');
    expect(reply.forwarded).toContain('Hier die Rechnung.');
    expect(reply.quoted).toBeNull();
  });

  it.each([
    `-------- Weitergeleitete Nachricht --------\nVon: Max <max@post.example>\n\nHier die Rechnung.`,
    below['Outlook, German']!,
    '> nur ein Zitat',
    'Am 03.03.25 um 09:12 schrieb Kundendienst:\n> Passt Ihnen Dienstag?',
    `Von meinem iPhone gesendet\n\n${below['Outlook, German']}`,
  ])('keeps everything when there is nothing else: %j', (text) => {
    expect(extractReply({ text }).text).toBe(text);
  });

  it('has nothing for nothing', () => {
    const nothing = { text: '', html: null, quoted: null, forwarded: null, signature: null };
    expect(extractReply({})).toEqual(nothing);
    expect(extractReply({ text: ' \n', html: null })).toEqual(nothing);
  });
});

describe('HTML', () => {
  const own = '<p>Der Termin passt mir gut.</p>';
  const quotes: Record<string, string> = {
    Gmail:
      '<div class="gmail_quote"><div class="gmail_attr">Am Mo., 3. März 2025 um 09:12 Uhr schrieb Hilfe &lt;<a href="mailto:h@l.example">h@l.example</a>&gt;:<br></div><blockquote class="gmail_quote">Passt Dienstag?</blockquote></div>',
    Thunderbird:
      '<div class="moz-cite-prefix">Am 03.03.25 um 09:12 schrieb Hilfe:<br></div><blockquote type="cite">Passt Dienstag?</blockquote>',
    'Apple Mail':
      '<div><blockquote type="cite"><div>Am 03.03.2025 um 09:12 schrieb Hilfe:</div><div>Passt Dienstag?</div></blockquote></div>',
    'Outlook on the web':
      '<hr><div id="divRplyFwdMsg"><b>Von:</b> Hilfe<br><b>Gesendet:</b> Montag<br><b>Betreff:</b> Termin</div><div>Passt Dienstag?</div>',
    'Outlook desktop':
      '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>Von:</b> Hilfe <br><b>Gesendet:</b> Montag, 3. März 2025 09:12<br><b>An:</b> Jana</p></div></div><p>Passt Dienstag?</p>',
    'GMX and web.de':
      '<div name="quote" style="border-left:2px solid"><b>Gesendet:</b> Montag<br><b>Von:</b> h@l.example<div>Passt Dienstag?</div></div>',
    Yahoo:
      '<div class="yahoo_quoted"><div>Am Montag, 3. März 2025 um 09:12:44 MEZ hat Hilfe Folgendes geschrieben:</div><div>Passt Dienstag?</div></div>',
  };

  for (const [program, quote] of Object.entries(quotes)) {
    it(`keeps the answer above the quote of ${program}`, () => {
      const reply = extractReply({ html: `<html><body>${own}${quote}</body></html>` });
      expect(reply.text).toBe('Der Termin passt mir gut.');
      expect(reply.html).toContain(own);
      expect(reply.html).not.toContain('Dienstag');
      expect(reply.quoted).toContain('Passt Dienstag?');
    });
  }

  it('returns the HTML untouched when there is nothing to take away', () => {
    const html = '<P>Hallo &amp; guten Tag<br>Zeile';
    expect(extractReply({ html }).html).toBe(html);
  });

  it("keeps a passage the writer quoted between their own lines, and Gmail's indentation", () => {
    const html =
      '<p>Sie schrieben:</p><blockquote>kostenlos</blockquote><p>Das stimmt nicht.</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">Eingerückt.</blockquote>';
    const reply = extractReply({ html });
    expect(reply.html).toBe(html);
    expect(reply.text).toContain('kostenlos');
    expect(reply.text).toContain('Eingerückt.');
  });

  it('prefers the plain part, unless only the HTML tells the quote', () => {
    const html = `${own}${quotes.Yahoo}`;
    const marked = extractReply({ text: `Der Termin passt.\n\n${below['Yahoo, German']}`, html });
    expect(marked.text).toBe('Der Termin passt.');
    expect(marked.html).not.toContain('Dienstag');
    const unmarked = extractReply({ text: 'Der Termin passt mir gut.\nPasst Dienstag?', html });
    expect(unmarked.text).toBe('Der Termin passt mir gut.');
  });
});

describe('hostile size', () => {
  const megabytes = 5_000_000;
  it.each([
    ['colons', 'On Monday 2012 we wrote:\n'],
    ['delimiters', 'x\n--\n'],
    ['labels', 'From: a@b.example\n'],
    ['brackets', `${'<'.repeat(390)}\n`],
    ['rules', `${'- '.repeat(190)}x\n`],
    ['one line', 'word '],
    ['dashes that lead nowhere', `${'-'.repeat(390)}x)\n`],
    ['gaps that lead nowhere', `--x${' '.repeat(390)}y--z --\n`],
  ])('loses no word of five megabytes of %s', (_, unit) => {
    const text = unit.repeat(Math.ceil(megabytes / unit.length));
    const reply = extractReply({ text });
    const shown = [reply.text, reply.quoted, reply.forwarded, reply.signature]
      .join('\n')
      .replace(/\s/g, '').length;
    expect(shown).toBe(text.replace(/\s/g, '').length);
  });

  // Each of these once had no end.
  it.each([
    [
      'beginnings run together',
      `Hallo\na ${'ama'.repeat(120)}!\n2025-03-03 9:12 Anna <anna@example.org>:\n> x`,
    ],
    ['blanks before a word', `Hallo\n${' '.repeat(megabytes)}x\nAnna`],
    ['a long name of a program', `Hallo\n\n${`sent from A${'a'.repeat(65)}!\n\n`.repeat(2_000)}`],
    [
      'announcements far above their quote',
      `Hallo\n${'2025-03-03 9:12 Anna <anna@example.org>:\n'.repeat(19_000)}${'\n'.repeat(megabytes / 10)}> x`,
    ],
  ])('comes to an end with %s', (_, text) => {
    expect(extractReply({ text }).text).toMatch(/^Hallo/);
  });

  it('comes to an end with a style that has none', () => {
    const style = `border:none ${'margin:'.repeat(megabytes / 7)}`;
    expect(extractReply({ html: `<p>Hallo</p><blockquote style="${style}">x</blockquote>` }).text).toBe(
      'Hallo',
    );
  });

  it('survives nesting no program writes', () => {
    expect(extractReply({ html: `${'<div>'.repeat(1_000_000)}Hallo` }).text).toBe('Hallo');
    expect(extractReply({ html: `${'<div>'.repeat(2000)}Hallo${'</div>'.repeat(2000)}` }).text).toBe('Hallo');
  });
});
