/** Why a mail was not delivered, in the words the console explains and translates. */
export type BounceCause =
  | 'address_unknown'
  | 'host_unknown'
  | 'mailbox_full'
  | 'mailbox_disabled'
  | 'too_large'
  | 'spam'
  | 'virus'
  | 'authentication'
  | 'blocked'
  | 'policy'
  | 'relay_denied'
  | 'expired'
  | 'network'
  | 'system'
  | 'unknown';

/** What receiving servers write, most telling first. Servers use fixed phrases, mostly English. */
const PHRASES: [BounceCause, RegExp][] = [
  ['virus', /\b(virus|malware|infected)\b/i],
  [
    'authentication',
    /\b(spf|dkim|dmarc)\b|unauthenticated (mail|email|sender)|authentication (required|failed|checks?)|sender (id|policy)/i,
  ],
  [
    'too_large',
    /message (size|is too (big|large)|too (big|large)|length exceeds)|(exceed(s|ed|ing)?|over|maximum|larger than).{0,40}(message|file|size) ?(size|limit)|size (limit|exceeds)|too large|mail is too big/i,
  ],
  [
    'mailbox_full',
    /over ?quota|quota (exceed|full|limit|reach)|(exceed(ed|s)?|over).{0,40}(quota|storage|disk|allocation|mailbox size)|(mailbox|inbox|mail ?folder|mail box|account|storage)( for \S+| \S+@\S+)? (is |has )?(currently )?(full|out of (disk )?space)|mailbox full|insufficient (system )?(storage|disk|resources)|not enough (disk )?space|disk (quota|full)|no space left|out of storage|user is over|превыш.{0,20}квот|ящик.{0,20}переполн|容量/i,
  ],
  [
    'mailbox_disabled',
    /(account|mailbox|user|recipient|address|box)\b.{0,40}\b(has been |is |been |was )?(temporarily |currently |administratively )?(disabled|suspended|deactivated|locked|frozen|inactive|blocked|not active|discontinued|on hold)/i,
  ],
  [
    'spam',
    /\b(spam|junk|uce|unsolicited|bulk mail|spamassassin|phish)|content.{0,30}(reject|block|filter|restrict)|blacklisted (url|uri|content)/i,
  ],
  [
    'blocked',
    /block ?list|black ?list|\b(rbl|dnsbl|rdns|ptr)\b|spamhaus|spamcop|barracuda|reputation|reverse dns|too many (connections|messages|recipients)|rate limit|throttl|greylist|gr[ae]y.?list|try again later|banned|\bip\b.{0,60}(block|reject|listed|refus|denied)|(block|reject|refus|den)\w*.{0,40}\b(ip|host)\b/i,
  ],
  [
    'policy',
    /domain of sender|sender (address|domain)( \S+)? (does not|rejected|verif|not|is)|after mail from:/i,
  ],
  [
    'address_unknown',
    /user.{0,40}(unknown|not (found|known|listed|exist)|doesn.?t (exist|have)|does not (exist|have))|(unknown|no such|invalid|bad|nonexistent|non-existent) (user|recipient|mailbox|address|local|person|account|login|destination mailbox|final delivery userid|destination address)|(mailbox|recipient|address|account|alias|mail ?box)\b.{0,60}(unknown|not found|unavailable|not available|does ?n.?t exist|does not exist|not exist|no longer|invalid|not recognized|not valid|undeliverable|not listed|not known)|recipient address rejected: (user|undeliver|unknown|address|access denied)|no mailbox|addressee unknown|unrouteable address|not a (valid|known) (user|mailbox|recipient|address)|no (user|account|recipient|one) (here )?(by|with) (that|this) name|recipnotfound|not our customer|(has|have) moved|moved to|no valid recipient|n'existe pas|unbekannt|existiert nicht|no existe|non esiste|неизвест|не существует|нет такого|宛先.{0,20}(不明|存在)|見つか|見当たりません|ありません/i,
  ],
  [
    'host_unknown',
    /(host|domain)( name)?( \S+)? (unknown|not found|does not exist|lookup fail)|host.{0,30}name lookup failure|unknown (host|domain)|no such (host|domain)|name or service not known|nxdomain|(couldn.?t|could not|unable to|cannot|can.?t) (find|resolve|look up|locate).{0,40}(host|domain|mail (server|exchanger)|\bmx\b)|no (valid )?(mx|mail exchanger)|null mx|nullmx|does not accept mail|no route to domain|unrouteable mail domain|all relevant mx records point to non-existent|bad destination host|malformed address/i,
  ],
  [
    'relay_denied',
    /relay(ing)?( access)? (denied|not permitted|not allowed|prohibited)|unable to relay|not (permitted|allowed) to relay|(doesn.?t|does not|won.?t) relay|rcpthosts/i,
  ],
  [
    'expired',
    /retry (timeout|time) (not reached|exceeded)|too long|(message|delivery|time).{0,20}expired|giv(en|ing) up|multiple retries|for (the )?(past|last) .{0,20}(hour|day)|for \d+ (hour|day)s?|undeliverable for|delay/i,
  ],
  [
    'network',
    /connection (timed out|refused|reset|dropped|lost|failed|closed)|connect to .{0,80}(timed out|refused)|timed? ?out|(couldn.?t|could not|unable to|cannot) (establish|connect)|network (is )?unreachable|no route to host|mail (for|loops?)|routing loop|loop(s)? back|hop count|too many hops|starttls|tls/i,
  ],
  [
    'policy',
    /polic(y|ies)|not (authorized|allowed|permitted|accepted)|access denied|denied|prohibited|restricted|refused|rejected|administrative|forbidden|violat|complian/i,
  ],
  [
    'system',
    /(system|local|internal|configuration|server|service) (error|failure|unavailable|problem)|temporar(y|ily)|pipe to|unable to (create|open|write)|i\/o error/i,
  ],
];

/** Codes of RFC 3463 and its registry, where they say more than the text. */
const BY_STATUS: [RegExp, BounceCause][] = [
  [/^[45]\.1\.(0|1|3|6|10)$/, 'address_unknown'],
  [/^[45]\.1\.2$/, 'host_unknown'],
  [/^[45]\.1\.[78]$/, 'policy'],
  [/^[45]\.2\.1$/, 'mailbox_disabled'],
  [/^[45]\.2\.2$/, 'mailbox_full'],
  [/^[45]\.(2|3)\.(3|4)$/, 'too_large'],
  [/^5\.4\.4$/, 'host_unknown'],
  [/^[45]\.4\.7$/, 'expired'],
  [/^[45]\.4\./, 'network'],
  [/^[45]\.3\./, 'system'],
  [/^[45]\.7\.(2[0-9]|509|8|9)$/, 'authentication'],
  [/^[45]\.7\./, 'policy'],
];

/** These leave no doubt; whatever the text adds is commentary. */
const CERTAIN = /^([45]\.1\.(1|2|6|10)|[45]\.2\.2|[45]\.7\.26)$/;

export function bounceCause(status: string | null, diagnostic: string | null): BounceCause {
  const byStatus = status ? (BY_STATUS.find(([code]) => code.test(status))?.[1] ?? null) : null;
  const byText = diagnostic ? (PHRASES.find(([, phrase]) => phrase.test(diagnostic))?.[0] ?? null) : null;
  if (byStatus && status && CERTAIN.test(status) && !contradicts(byStatus, byText)) return byStatus;
  return byText ?? byStatus ?? 'unknown';
}

/** Servers send 5.1.1 for a full mailbox, too; the text says so. */
function contradicts(byStatus: BounceCause, byText: BounceCause | null): boolean {
  return byStatus === 'address_unknown' && (byText === 'mailbox_full' || byText === 'blocked');
}

/** The address itself is of no use any more: writing there again cannot succeed. */
export function addressIsDead(cause: BounceCause): boolean {
  return cause === 'address_unknown' || cause === 'host_unknown';
}
