/**
 * Stems of the phrases that announce the mail answered ("Original Message") and a mail passed on
 * ("Forwarded message"), by language. A phrase is a mail word with one of the others, in few words: programs
 * vary them endlessly. Lower case, `|` between stems.
 */

/** The thing announced. */
export const MAIL_STEMS =
  'message|messag|nachricht|e-?mail|mail|brief|termin|appointment|text|mensaje|missatge|mezu|messaggio|' +
  'mensagem|mensaxe|correo|courriel|bericht|meddelelse|besked|melding|meddelande|skeyti|brev|viesti|kiri|teade|ziņojum|laišk|pranešim|' +
  'wiadomoś|zpráv|správ|sporočil|poruk|порук|üzenet|levél|mesaj|ileti|posta|сообщени|письм|повідомлен|лист|съобщени|μήνυμα|μηνύματ|' +
  '邮件|郵件|信息|訊息|メッセージ|メール|메시지|메일|thư|tin nhắn|pesan|ข้อความ|הודעה|رسالة|الرسالة|پیام';

/** … is the one answered. */
export const ORIGINAL_STEMS =
  'origin|ursprüngl|urspruengl|ursprung|oorspronk|oprindelig|opprinnelig|upprunal|jatorri|alkuper|algne|sākotnēj|pradin|' +
  'oryginaln|pierwotn|původní|pôvodn|izvorn|prvotn|izvirn|изворн|оригинал|eredeti|исходн|первоначальн|оригінальн|початков|вихідн|' +
  "orijinal|orjinal|özgün|αρχικό|initial|d[’']origine|原始|原件|原文|元の|オリジナル|원본|원래|gốc|asli|ต้นฉบับ|המקורית|מקורית|الأصلية|اصلی|" +
  'reply|antwort|replied';

/** … is passed on. */
export const FORWARD_STEMS =
  'forward|transmi[st]|iletilmiş|weitergeleitet|weiterleit|transf[ée]r|réexp[ée]di|reenvi|reexp|inoltrat|encaminhad|doorgestuurd|' +
  'doorgezonden|videresend|vidarebefordr|framsen[dt]|välitet|edelleenl[äa]h|edastatud|pārsūtīt|persiųst|przekaz|przesłan|přeposlan|' +
  'preposlan|posredovan|proslijeđ|prosleđ|прослеђ|препратен|továbbít|redirecți|redirection|пересыла|пересла|переадрес|перенаправл|' +
  'пересила|iletilen|yönlendir|προωθ|转发|轉寄|轉發|転送|전달|chuyển tiếp|diteruskan|ส่งต่อ|הועבר|مُعاد توجيه|معاد توجيه|المحولة|begin forward';

/** "Please reply above this line", as helpdesks print it at the top of what they send. */
const REPLY_ABOVE: readonly (readonly [reply: string, above: string, line: string])[] = [
  ['reply|respond|write|type|enter', 'above', 'this (?:line|marker|text|message)|(?:dotted|dashed) line'],
  [
    'antwort\\p{L}*|schreib\\p{L}*|geben sie',
    'oberhalb|über|ueber',
    'diese[rn]? (?:linie|zeile|markierung|text\\p{L}*)',
  ],
  ['répon\\p{L}*|écri\\p{L}*', 'au[- ]dessus', 'cette ligne'],
  [
    'respon\\p{L}*|escrib\\p{L}*|escrev\\p{L}*|contest\\p{L}*',
    'encima|arriba|acima',
    'd?est[ae] (?:línea|linea|linha|texto)',
  ],
  ['rispond\\p{L}*|rispost\\p{L}*|scriv\\p{L}*', 'sopra|al di sopra', 'questa (?:riga|linea)'],
  ['antwoord\\p{L}*|reageer|reactie|typ', 'boven', 'deze (?:lijn|regel)'],
  [
    'svar\\p{L}*|skriv\\p{L}*',
    'over|ovenfor|ovanför',
    '(?:denn[ae]|den h[äe]r|den her) (?:linje|linjen|rad|raden)',
  ],
  ['odpowi\\p{L}*|odpis\\p{L}*', 'powyżej|nad', 't[eą]j? (?:linii|linią|linia)'],
];

const word = (words: string) => `(?<!\\p{L})(?:${words})(?!\\p{L})`;

/** In either order: "oberhalb dieser Linie antworten". */
export const ABOVE_THIS_LINE_SOURCE = REPLY_ABOVE.map(([reply, above, line]) => {
  const where = `${word(above)}.{0,30}${word(line)}`;
  return `${word(reply)}.{0,50}${where}|${where}.{0,30}${word(reply)}`;
}).join('|');
