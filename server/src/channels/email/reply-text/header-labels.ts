/** What a line of a quoted header block says. */
export type HeaderField = 'from' | 'date' | 'to' | 'copy' | 'subject' | 'other';

/**
 * Labels of the header block above a quoted mail, by language, as Outlook, Apple Mail, Thunderbird, Gmail's
 * forwards, GMX, Yahoo, Notes and the phones write them. Lower case; `|` between labels.
 */
const LABELS: Readonly<Record<HeaderField, string>> = {
  from:
    'from|sender|von|absender|de|expéditeur|envoyé par|remitente|da|mittente|van|afzender|fra|från|avsändare|afsender|' +
    'avsender|od|nadawca|odesílatel|odosielateľ|pošiljatelj|šalje|от|от кого|від|від кого|отправитель|подател|од|' +
    'lähettäjä|saatja|kellelt|no|nuo|siuntėjas|kimden|gönderen|feladó|expeditor|de la|από|αποστολέας|מאת|من|از|' +
    '发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|발신|từ|dari|จาก|remetente|igorlea|nork|od koho',
  date:
    'sent|date|sent at|sent on|date sent|on|gesendet|gesendet am|datum|verschickt|verschickt am|envoyé|envoyé le|date d’envoi|' +
    "date d'envoi|enviado|enviado el|enviado en|enviada|enviada em|enviado em|enviat|enviat el|gestuur|datum gestuur|sent date|fecha|data|data de envio|inviato|inviato il|inviata|" +
    'verzonden|verzonden op|verstuurd|verzenddatum|sendt|dato|skickat|skickades|sänt|wysłano|wysłane|data wysłania|отправлено|' +
    'дата|дата отправки|надіслано|дата надсилання|изпратено|послато|датум|lähetetty|päivämäärä|päiväys|saadetud|kuupäev|' +
    'nosūtīts|datums|išsiųsta|tarih|gönderme tarihi|gönderildi|gönderilen|elküldve|dátum|küldve|küldés dátuma|trimis|trimisă|ημερομηνία|' +
    'στάλθηκε|odesláno|odoslané|dátum odoslania|poslano|poslato|נשלח|נשלח ב|תאריך|تاريخ|التاريخ|تم الإرسال|تاریخ|发送时间|发送日期|日期|' +
    '寄件日期|傳送時間|送信日時|日時|日付|보낸 날짜|날짜|보낸날짜|ngày|đã gửi|tanggal|dikirim|วันที่|ส่ง|bidalia',
  to:
    'to|an|empfänger|à|pour|destinataire|para|destinatario|destinatário|destinatari|a|per|aan|till|til|do|dla|per a|' +
    'odbiorca|кому|до|за|получатель|vastaanottaja|kellele|kam|kam adresuota|kime|alıcı|címzett|către|προς|παραλήπτης|' +
    'komu|pro|prima|за кого|אל|إلى|به|收件人|收件者|宛先|받는 사람|받는사람|수신|đến|tới|kepada|untuk|ถึง|nori',
  copy:
    'cc|bcc|c.c|kopie|kopie an|blindkopie|copie|copie à|copia|copia a|con copia|cópia|kopia|kopi|dw|udw|do wiadomości|копия|' +
    'копія|копие|kopio|koopia|kopija|bilgi|másolatot kap|másolat|κοιν|κοινοποίηση|kopie pro|kópia|עותק|نسخة|抄送|副本|참조|tembusan|สำเนา',
  subject:
    'subject|betreff|betr|objet|sujet|asunto|assumpte|oggetto|assunto|onderwerp|emne|ämne|temat|тема|předmět|predmet|' +
    'aihe|otsikko|teema|tēma|tema|konu|tárgy|subiect|θέμα|относно|наслов|zadeva|naslov|נושא|الموضوع|موضوع|主题|主旨|件名|題名|' +
    '제목|chủ đề|tiêu đề|subjek|perihal|เรื่อง|gaia|temats',
  other:
    'reply-to|reply to|antwort an|antworten an|répondre à|responder a|rispondi a|beantwoorden|svar till|svar til|' +
    'importance|wichtigkeit|importancia|priority|priorität|priorité|prioriteit|attachments|attachment|anlagen|anlage|anhänge|anhang|' +
    'pièces jointes|pièce jointe|datos adjuntos|adjuntos|allegati|bijlagen|bijlage|anexos|bilagor|vedhæftede filer|vedlegg|załączniki|' +
    'вложения|sensitivity|vertraulichkeit|organization|organisation|newsgroups|message-id|signed by|mailed by|when|where|' +
    'wann|wo|categories|kategorien|flag|cancelled|required attendees|security|list-id|ccn|risposta|reference|ref',
};

/** Label (lower case, without colon and emphasis) to what it says. */
export const HEADER_FIELD_BY_LABEL: ReadonlyMap<string, HeaderField> = new Map(
  (Object.entries(LABELS) as [HeaderField, string][]).flatMap(([field, labels]) =>
    labels.split('|').map((label) => [label, field] as const),
  ),
);
