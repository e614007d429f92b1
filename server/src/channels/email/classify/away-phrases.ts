/**
 * How away notes and automatic answers read. Subjects are matched at their start, without any reply prefix:
 * "Re: Out of office: …" is a human answering such a note.
 */

/** What has to follow for a program to have written it: the subject it answers, or nothing. */
const FORM_END = String.raw`\s*(?:[:：([–]|-\s|$)`;

function form(phrases: string[]): RegExp {
  return new RegExp(`^\\[?(?:${phrases.join('|')})\\]?${FORM_END}`, 'iu');
}

/** "Automatic reply", in the words of mail programs. */
const AUTOMATIC_SUBJECT = form([
  'auto(?:matic|mated)?[ -]?(?:e-?mail )?(?:reply|respon(?:se|s|der)|answer|acknowledg\\w*|confirmation of receipt)',
  '(?:automatische|automat\\.|autom\\.) (?:antwort|abwesenheits\\w+|rückantwort|rückmeldung|empfangsbestätigung|eingangsbestätigung|nachricht|e-?mail)',
  'auto-?antwort|antwort automatisch',
  '(?:réponse|message|accusé de réception) automatique',
  'respuesta autom[áa]tica|contestación automática|resposta autom[áaà]tica|risposta automatica',
  'automatisch (?:antwoord|bericht)|automatische reactie',
  'auto-?svar|automatiskt? svar|automatisk besvarelse|automaattinen vastaus',
  'automatyczna odpowiedź|odpowiedź automatyczna|autoodpowiedź|automatická odpov[eě]ď|automatikus válasz|răspuns automat|otomatik (?:yanıt|cevap)',
  'автоматический ответ|автоответ|автоматична відповідь|автовідповідь|автоматичен отговор|αυτόματη απάντηση',
  'automatski odgovor|samodejni odgovor|automatinis atsakymas|(?:.{1,40} )?autom[aā]tisk[aā] atbilde|automaatne vastus|automaatvastus',
  '自動応答|自動返信|自动回复|自動回覆|自动答复|자동 ?회신|자동 ?응답|תשובה אוטומטית|رد تلقائي|ตอบกลับอัตโนมัติ|trả lời tự động',
]);

/** "Out of office", in the words of mail programs. */
const AWAY_PROGRAM_SUBJECT = form([
  '(?:auto(?:matic reply|reply)?\\s*[:-]\\s*)?out[ -]of[ -](?:the[ -])?office(?: (?:auto-?)?(?:reply|response|message|notice|notification|assistant))?',
  '(?:vacation|away|absence|holiday) (?:auto-?)?(?:reply|response|responder|message|notice|notification)',
  'abwesenheits(?:notiz|meldung|nachricht|assistent|agent|benachrichtigung|mail|info)|urlaubs(?:benachrichtigung|meldung|notiz|nachricht)',
  "absence du bureau|absente?\\(?e?\\)? du bureau|notification d'absence|message d'absence",
  'fuera de (?:la )?oficina|fuori (?:ufficio|sede)|avviso di assenza|fora do escritório',
  'afwezigheids(?:bericht|assistent|melding)|niet op kantoor',
  'ej på kontoret|ikke på kontoret|poissa toimistosta|poissaoloviesti',
  'poza biurem|mimo kancelář|mimo kancelárie|házon kívül|ofis dışında|în afara biroului|absent din birou',
  'нет на работе|вне офиса|εκτός γραφείου|izvan ureda|不在通知|부재 ?중',
]);

/** `AUTO: Smith, John is out of the office (returning …)`. */
const ABSENT_NAME_SUBJECT =
  /^auto(mated)?\s*:\s.{1,80}\b(out of|is away|on (vacation|leave|holiday)|absent|nicht im (büro|haus))/i;

/** Words a person may put there as well. */
const AWAY_SUBJECT: RegExp[] = [
  /^(out[ -]of[ -](the[ -])?office|ooo|oof)\b/i,
  /^(vacation|away|absence|on leave|on holiday)\b/i,
  /^(abwesend|abwesenheit\w*|urlaub\w*|nicht im (büro|haus)|außer haus|ausser haus|im urlaub|bin im urlaub)/iu,
  /^(absen(ce|te?)|en congés?|ausencia|ausente|assenza|assente|ausência|férias|afwezig|buiten kantoor|met vakantie)/iu,
  /^(frånvar|fravær|ikke til stede|poissa|lomalla|nieobecn|nepřítomn|neprítomn|távollét|odsut|odsot|в отпуске|отсутств|外出|不在|休暇|부재)/iu,
];

/** The writer says: I am away. */
const AWAY_STATEMENT: RegExp[] = [
  /\b(i am|i'm|i’m|i will be|i'll be|we are|currently|is)\b[^.\n]{0,40}\b(out of (the |my )?office|on (annual |maternity |paternity |parental |sick |medical |study )?leave|on (vacation|holiday)s?|away from (the |my )?(office|desk|e-?mail)|travell?ing|unavailable)\b/i,
  /\baway (from|until|till|on)\b[^.\n]{0,40}\b(return|office|until|back)/i,
  /\b(i|we)( will|'ll|’ll| shall)? (be back|be returning|return)\b[^.\n]{0,40}\b(on|until|monday|tuesday|wednesday|thursday|friday|office|\d)/i,
  /\b(ich bin|ich befinde mich|bin ich|ich werde|wir sind|zurzeit|derzeit|momentan|aktuell)\b[^.\n]{0,60}\b(nicht (im (büro|haus|dienst|hause)|am (arbeitsplatz|platz)|erreichbar|verfügbar|da\b)|außer haus|ausser haus|abwesend|im (\w+ )?urlaub|in (elternzeit|mutterschutz|urlaub|den ferien)|auf (dienst|geschäfts)reise|krank|verreist|unterwegs)/iu,
  /\b(wieder|ab|bis)\b[^.\n]{0,40}\b(wieder )?(im (büro|haus|dienst|einsatz)|erreichbar|für sie da|persönlich erreichbar|zurück|nicht erreichbar)\b/iu,
  /\bje (suis|serai)\b[^.\n]{0,40}\b(absent|absente|en congés?|en déplacement|en vacances|hors du bureau|de retour)/iu,
  /\b(estoy|estaré|me encuentro|actualmente)\b[^.\n]{0,40}\b(fuera de (la )?oficina|de vacaciones|ausente|de viaje|de baja)/iu,
  /\b(sono|sarò)\b[^.\n]{0,40}\b(fuori (ufficio|sede)|assente|in ferie|in viaggio)/iu,
  /\b(estou|estarei|encontro-me)\b[^.\n]{0,40}\b(fora do escritório|ausente|de férias|em férias|em viagem)/iu,
  /\bik ben\b[^.\n]{0,60}\b(afwezig|niet (aanwezig|op kantoor|bereikbaar)|(op|met) vakantie|met (zwangerschaps)?verlof)/iu,
  /\b(jag är|jeg er|olen)\b[^.\n]{0,40}\b(på semester|frånvarande|inte på kontoret|ledig|på ferie|ikke på kontoret|fraværende|lomalla|poissa)/iu,
  /\b(przebywam na urlopie|jestem (poza biurem|nieobecn\w+|na urlopie)|jsem (mimo kancelář|na dovolené|nepřítom\w+)|szabadságon vagyok|nem tartózkodom|izinliyim|ofis dışındayım)/iu,
  /(нахожусь в отпуске|в отпуске (с|по|до)|отсутствую на (рабочем месте|работе)|休暇(中|を)|不在(に|と|です|の)|休假|출장 ?중|휴가 ?중)/iu,
];

/** The mail says of itself that a machine sent it. */
const MACHINE_STATEMENT: RegExp[] = [
  /\bthis is an? (automatic|automated|auto(-| )?generated|automatically generated|system[- ]generated|computer[- ]generated) (e-?mail|reply|response|message|notification|answer|acknowledg)/i,
  /\bthis (e-?mail|message|reply|response) (was|is|has been) (automatically |auto(-| )?)(generated|sent|created)/i,
  /\b(dies(e|es) (ist eine )?|diese (e-?mail|nachricht|antwort) (wurde|ist|wird) )(automatisch(e|) ?|vom system )(generiert|erstellt|erzeugt|versandt|versendet|verschickt|nachricht|antwort|e-?mail|eingangsbestätigung|abwesenheits)/iu,
  /\bautomatisch (generierte|erzeugte|erstellte|versandte|versendete) (e-?mail|nachricht|antwort|mitteilung)/iu,
  /\b(ceci est un(e)? (message|réponse|e-?mail|courriel) automatique|(message|e-?mail|courriel) (généré|envoyé) automatiquement)/iu,
  /\b(este es un (mensaje|correo) automático|(mensaje|correo) generado automáticamente)/iu,
  /\b(questo è un messaggio automatico|(messaggio|e-?mail) (generat\w|inviat\w) automaticamente)/iu,
  /\b(esta é uma (mensagem|resposta) automática|(mensagem|e-?mail) (gerad\w|enviad\w) automaticamente)/iu,
  /\bdit is een automatisch (gegenereerd |verzonden )?(bericht|antwoord|e-?mail)/iu,
  /\b(detta är ett automatiskt|dette er en automatisk|tämä on automaattinen|to jest automatyczna|wiadomość (została )?wygenerowana automatycznie|toto je automatick)/iu,
  /(это автоматическ|письмо (создано|отправлено|сгенерировано) автоматически|自動(送信|返信|配信)|此(邮件|郵件)(由|为|為)?系统?(自动|自動))/iu,
];

/** Your mail waits, or goes to nobody else; here is who stands in. */
const AWAY_CONSEQUENCE: RegExp[] = [
  /\b(will|is|are) not (be )?(automatically )?(forwarded|redirected|read|monitored)\b|\bnot being (forwarded|read)\b/i,
  /\b(limited|no|intermittent|irregular|restricted) access to (my )?(e-?mail|mails?|messages|internet)/i,
  /\b(in|for) (case of )?(an )?(urgent|emergenc\w+|immediate)\b[^.\n]{0,60}\b(contact|matters?|call|reach|enquir|inquir|requests?|issues?|assistance)/i,
  /\b(respond|reply|get back|answer)\b[^.\n]{0,40}\b(upon|on|after|when) (my|i) (return|am back|'m back|get back)/i,
  /\b(e-?mails?|nachricht(en)?|mail)\b[^.\n]{0,40}\b(wird|werden)\b[^.\n]{0,40}\b(nicht (automatisch )?(weitergeleitet|gelesen|bearbeitet|beantwortet))/iu,
  /\bin dringenden (fällen|angelegenheiten)|\bbei dringenden (fragen|anliegen|angelegenheiten|fällen)|\b(vertretung|vertritt mich|meine vertreter|mein kollege|meine kollegin)\b/iu,
  /\bnach meiner rückkehr\b|\bsobald ich (wieder|zurück)/iu,
  /\ben cas d'urgence|à mon retour|\ben caso de urgencia|\ba mi regreso|\bin caso di urgenza|\bal mio rientro|\bem caso de urgência|\bbij (dringende|spoed)|\bvid brådskande|\bved hastesaker|\bw pilnych sprawach|\bpo powrocie|в срочных случаях|по возвращени/iu,
];

export function isAutomaticSubject(subject: string): boolean {
  return AUTOMATIC_SUBJECT.test(subject);
}

/** `program`: the form of an away note before the subject it answers. `words`: about being away, by whomever. */
export function awaySubject(subject: string): 'program' | 'words' | null {
  if (ABSENT_NAME_SUBJECT.test(subject)) return 'program';
  if (AWAY_PROGRAM_SUBJECT.test(subject) && /[:：]/.test(subject)) return 'program';
  return some(AWAY_SUBJECT, subject) || AWAY_PROGRAM_SUBJECT.test(subject) ? 'words' : null;
}

/** Whether the words, above any quotation, say "I am away". */
export function saysAway(words: string): boolean {
  return some(AWAY_STATEMENT, withoutDateDots(words));
}

export function saysMachine(words: string): boolean {
  return some(MACHINE_STATEMENT, words);
}

/** An away note by its words alone: away, what follows from it, and nothing asked. */
export function readsAsAwayNote(words: string): boolean {
  if (words.length > 2500 || /[?？]/.test(words.replace(/https?:\S+/g, ''))) return false;
  if (!saysAway(words)) return false;
  return saysMachine(words) || AWAY_CONSEQUENCE.filter((one) => one.test(withoutDateDots(words))).length >= 2;
}

/** The forms end at a full stop; that of a date (`14.8. im Urlaub`) ends no sentence. */
function withoutDateDots(words: string): string {
  return words.replace(/(?<=\d)\.(?=\s?[\p{L}\d])/gu, ' ');
}

function some(forms: RegExp[], text: string): boolean {
  return forms.some((one) => one.test(text));
}
