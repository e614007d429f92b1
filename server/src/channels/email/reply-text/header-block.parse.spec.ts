import { describe, expect, it } from '@jest/globals';
import { extractReply } from './reply-text.format.js';

/** Labels of who, when, to whom and about what, and a date as programs of that language write it. */
const HEADERS: [from: string, sent: string, date: string, to: string, subject: string][] = [
  ['From', 'Sent', 'Monday, March 3, 2025 9:12 AM', 'To', 'Subject'],
  ['From', 'Date', 'Mon, 3 Mar 2025 09:12:44 +0100', 'To', 'Subject'],
  ['Von', 'Gesendet', 'Montag, 3. März 2025 09:12', 'An', 'Betreff'],
  ['Von', 'Datum', 'Montag, 3. März 2025 um 09:12', 'An', 'Betreff'],
  ['Absender', 'Verschickt', 'Montag, 3. März 2025 09:12', 'Empfänger', 'Betreff'],
  ['De', 'Envoyé', 'lundi 3 mars 2025 09:12', 'À', 'Objet'],
  ['De ', 'Date ', '3 mars 2025 à 09:12:44 UTC+1', 'À ', 'Objet '],
  ['De', 'Enviado', 'lunes, 3 de marzo de 2025 9:12', 'Para', 'Asunto'],
  ['De', 'Enviado el', 'lunes, 3 de marzo de 2025 9:12', 'Para', 'Asunto'],
  ['Da', 'Inviato', 'lunedì 3 marzo 2025 09:12', 'A', 'Oggetto'],
  ['Van', 'Verzonden', 'maandag 3 maart 2025 09:12', 'Aan', 'Onderwerp'],
  ['De', 'Enviado', 'segunda-feira, 3 de março de 2025 09:12', 'Para', 'Assunto'],
  ['De', 'Enviada em', 'segunda-feira, 3 de março de 2025 09:12', 'Para', 'Assunto'],
  ['Fra', 'Sendt', '3. marts 2025 09:12', 'Til', 'Emne'],
  ['Fra', 'Dato', 'mandag 3. mars 2025 kl. 09:12', 'Til', 'Emne'],
  ['Från', 'Skickat', 'den 3 mars 2025 09:12', 'Till', 'Ämne'],
  ['Lähettäjä', 'Lähetetty', 'maanantai 3. maaliskuuta 2025 9.12', 'Vastaanottaja', 'Aihe'],
  ['Od', 'Wysłano', 'poniedziałek, 3 marca 2025 09:12', 'Do', 'Temat'],
  ['Od', 'Odesláno', 'pondělí 3. března 2025 9:12', 'Komu', 'Předmět'],
  ['Od', 'Odoslané', 'pondelok 3. marca 2025 9:12', 'Komu', 'Predmet'],
  ['Feladó', 'Elküldve', '2025. március 3., hétfő 9:12', 'Címzett', 'Tárgy'],
  ['De la', 'Trimis', 'luni, 3 martie 2025 09:12', 'Către', 'Subiect'],
  ['От', 'Изпратено', 'понеделник, 3 март 2025 г. 09:12', 'До', 'Относно'],
  ['От', 'Отправлено', '3 марта 2025 г. 9:12', 'Кому', 'Тема'],
  ['Від', 'Надіслано', 'понеділок, 3 березня 2025 р. 09:12', 'Кому', 'Тема'],
  ['Από', 'Στάλθηκε', 'Δευτέρα, 3 Μαρτίου 2025 9:12 πμ', 'Προς', 'Θέμα'],
  ['Kimden', 'Gönderildi', '3 Mart 2025 Pazartesi 09:12', 'Kime', 'Konu'],
  ['Šalje', 'Poslano', 'ponedjeljak, 3. ožujka 2025. 09:12', 'Prima', 'Predmet'],
  ['Od', 'Poslano', 'ponedeljek, 3. marec 2025 09:12', 'Za', 'Zadeva'],
  ['Saatja', 'Saadetud', 'esmaspäev, 3. märts 2025 09:12', 'Adressaat', 'Teema'],
  ['Nuo', 'Išsiųsta', '2025 m. kovo 3 d. 09:12', 'Kam', 'Tema'],
  ['No', 'Nosūtīts', 'pirmdiena, 2025. gada 3. marts 09:12', 'Kam', 'Tēma'],
  ['发件人', '发送时间', '2025年3月3日 9:12', '收件人', '主题'],
  ['寄件者', '寄件日期', '2025年3月3日 上午 09:12', '收件者', '主旨'],
  ['差出人', '送信日時', '2025年3月3日 9:12', '宛先', '件名'],
  ['보낸 사람', '보낸 날짜', '2025년 3월 3일 월요일 오전 9:12', '받는 사람', '제목'],
  ['Từ', 'Đã gửi', '03 Tháng Ba 2025 9:12 SA', 'Đến', 'Chủ đề'],
  ['מאת', 'נשלח', 'יום שני 03 מרץ 2025 09:12', 'אל', 'נושא'],
  ['من', 'تم الإرسال', '03/مارس/2025 09:12 ص', 'إلى', 'الموضوع'],
  ['จาก', 'ส่ง', '3 มีนาคม 2568 9:12', 'ถึง', 'เรื่อง'],
  ['De', 'Enviat', 'dilluns, 3 de març de 2025 9:12', 'Per a', 'Assumpte'],
  ['Dari', 'Dikirim', '03 Maret 2025 9:12', 'Kepada', 'Perihal'],
  ['Van', 'Gestuur', '3 Maart 2025 09:12', 'Aan', 'Onderwerp'],
];

const sender = 'Hilfe <hilfe@shop.example>';
const reader = 'Jana Roth <jana@post.example>';
const topic = 'AW: Ihr Termin';
const body = 'Passt Dienstag?\n\nGruß';
const own = 'Guten Morgen,\n\ndas passt mir gut.\n\nJana';

type Fields = (typeof HEADERS)[number];

const forms: Record<string, (fields: Fields) => string> = {
  plain: ([f, d, date, t, s]) => `${f}: ${sender}\n${d}: ${date}\n${t}: ${reader}\n${s}: ${topic}\n\n${body}`,
  'close to the body': ([f, d, date, t, s]) =>
    `${f}: ${sender}\n${d}: ${date}\n${t}: ${reader}\n${s}: ${topic}\n${body}`,
  bold: ([f, d, date, t, s]) =>
    `*${f}:* ${sender}\n*${d}:* ${date}\n*${t}:* ${reader}\n*${s}:* ${topic}\n\n${body}`,
  'below a rule': ([f, d, date, t, s]) =>
    `________________________________\n${f}: ${sender}\n${d}: ${date}\n${t}: ${reader}\n${s}: ${topic}\n\n${body}`,
  'without addresses': ([f, d, date, t, s]) =>
    `${f}: Hilfe\n${d}: ${date}\n${t}: Jana Roth\n${s}: ${topic}\n\n${body}`,
  'subject second': ([f, d, date, t, s]) =>
    `${f}: ${sender}\n${s}: ${topic}\n${d}: ${date}\n${t}: ${reader}\n\n${body}`,
  'date first': ([f, d, date, t, s]) =>
    `${d}: ${date}\n${f}: "Hilfe" <hilfe@shop.example>\n${t}: ${reader}\n${s}: ${topic}\n${body}`,
  'subject first': ([f, d, date, t, s]) =>
    `${s}: ${topic}\n${f}: hilfe@shop.example\n${t}: jana@post.example\n${d}: ${date}\n\n${body}`,
  'wrapped addressees': ([f, d, date, t, s]) =>
    `${f}: ${sender}\n${d}: ${date}\n${t}: ${reader}; Max <max@post.example>;\n Otto <otto@post.example>\nCc: Ida <ida@post.example>\n${s}: ${topic}\n\n${body}`,
  'a blank before the colon': ([f, d, date, t, s]) =>
    `${f} : ${sender}\n${d} : ${date}\n${t} : ${reader}\n${s} : ${topic}\n\n${body}`,
  'blank lines between': ([f, d, date, t, s]) =>
    `${f}: ${sender}\n\n${d}: ${date}\n\n${t}: ${reader}\n\n${s}: ${topic}\n\n${body}`,
  aligned: ([f, d, date, t, s]) =>
    `${f}:        ${sender}\n${t}:        ${reader}\n${d}:        ${date}\n${s}:        ${topic}\n\n${body}`,
  'full-width colons': ([f, d, date, t, s]) =>
    `${f}：${sender}\n${d}：${date}\n${t}：${reader}\n${s}：${topic}\n\n${body}`,
  'marked as quoted': ([f, d, date, t, s]) =>
    `> ${s}: ${topic}\n> ${f}: hilfe@shop.example\n> ${t}: jana@post.example\n> ${d}: ${date}\n> \n> Passt Dienstag?`,
  'without addressee': ([f, d, date, , s]) => `${f}: ${sender}\n${d}: ${date}\n${s}: ${topic}\n\n${body}`,
  'with direction marks': ([f, d, date, t, s]) =>
    `${f}: ${sender}\n${d}: \u200e${date}\u200e\n${t}: ${reader}\n${s}: ${topic}\n\n${body}`,
  'values below their labels': ([f, d, date, t, s]) =>
    `${f}:\n${sender}\n${d}:\n${date}\n${t}:\n${reader}\n${s}:\n${topic}\n\n${body}`,
  'in one line': ([f, d, date, t, s]) =>
    `${f}: ${sender} ${d}: ${date} ${t}: ${reader} ${s}: ${topic}\n\n${body}`,
  'below an announcement': ([f, d, date, t, s]) =>
    `----- Original -----\n${f}: ${sender}\n${d}: ${date}\n${t}: ${reader}\n${s}: ${topic}\n\n${body}`,
};

describe('header blocks above a quoted mail', () => {
  for (const [form, write] of Object.entries(forms)) {
    it.each(HEADERS)(`${form}: %s, %s`, (...fields) => {
      for (const gap of ['\n\n', '\n']) {
        const reply = extractReply({ text: `${own}${gap}${write(fields)}` });
        expect(reply.text).toBe(own);
        expect(reply.quoted).toContain('Passt Dienstag?');
      }
    });
  }

  it.each(HEADERS)('in HTML: %s, %s', (f, d, date, t, s) => {
    const answer = '<p>das passt mir gut</p>';
    const line = (label: string, value: string) => `<b>${label}:</b> ${value.replace('<', '&lt;')}`;
    const fields = [line(f, sender), line(d, date), line(t, reader), line(s, topic)];
    for (const block of [
      `<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>${fields.join('<br>')}</p></div>`,
      `<hr>${fields.join('<br>')}<br><br>`,
      fields.map((field) => `<div>${field}</div>`).join(''),
    ]) {
      const reply = extractReply({ html: `${answer}${block}<p>Passt Dienstag?</p>` });
      expect(reply.text).toBe('das passt mir gut');
      expect(reply.html).toBe(answer);
    }
  });

  it('below a drawn rule, in a language it has no words for', () => {
    const fields =
      'Xfrom: Hilfe &lt;h@shop.example&gt;<br>Xsent: 3 xmonth 2025 09:12<br>Xto: Jana<br>Xtopic: Re';
    const reply = extractReply({
      html: `<p>passt</p><div style="border-top:1px solid #ccc">${fields}</div><p>Passt Dienstag?</p>`,
    });
    expect(reply.text).toBe('passt');
  });
});
