import { describe, expect, it } from '@jest/globals';
import { extractReply } from './reply-text.format.js';

/** What programs put above a mail that is passed on; its header follows. */
const FORWARDS = `
---------- Forwarded message ---------
---------- Forwarded message ----------
-------- Forwarded Message --------
----- Forwarded Message -----
-----Forwarded Message-----
---- Forwarded message ----
============ Forwarded message ============
------- Forwarded Message -------
Begin forwarded message:
Forwarded message:
> Begin forwarded message:
-------- Weitergeleitete Nachricht --------
---------- Weitergeleitete Nachricht ---------
-----Weitergeleitete Nachricht-----
Anfang der weitergeleiteten Nachricht:
Beginn der weitergeleiteten Nachricht:
Beginn der weitergeleiteten E-Mail:
----- Weitergeleitet von Anna Roth/Firma/DE am 03.03.2025 09:12 -----
----- Forwarded by Anna Roth/ACME on 03/03/2025 09:12 AM -----
---------------------- Forwarded by Anna Roth/ACME on 03/03/2025 09:12 AM ---------------------------
---------- Message transféré ---------
-------- Message transféré --------
-------- Message transmis --------
Début du message transféré :
Début du message réexpédié :
---------- Mensaje reenviado ---------
-------- Mensaje reenviado --------
Inicio del mensaje reenviado:
---------- Messaggio inoltrato ---------
-------- Messaggio Inoltrato --------
Inizio messaggio inoltrato:
---------- Mensagem encaminhada ---------
-------- Mensagem reencaminhada --------
Início da mensagem encaminhada:
Início da mensagem reencaminhada:
---------- Doorgestuurd bericht ---------
-------- Doorgestuurd bericht --------
Begin doorgestuurd bericht:
---------- Videresendt meddelelse ---------
Start på videresendt besked:
---------- Videresendt melding ---------
Videresendt melding:
Start på videresendt melding:
---------- Vidarebefordrat meddelande ---------
Vidarebefordrat brev:
Börja vidarebefordrat meddelande:
---------- Välitetty viesti ---------
Välitetty viesti alkaa:
-------- Välitetty viesti / Fwd.Msg --------
---------- Wiadomość przekazana dalej ---------
-------- Przekazana wiadomość --------
Początek przekazywanej wiadomości:
---------- Přeposlaná zpráva ---------
-------- Přeposlaná zpráva --------
Začátek přeposlané zprávy:
---------- Preposlaná správa ---------
---------- Továbbított üzenet ---------
-------- Továbbított üzenet --------
Továbbított levél kezdete:
---------- Mesaj redirecționat ---------
Începutul mesajului redirecționat:
---------- Пересылаемое сообщение ---------
-------- Перенаправленное сообщение --------
Начало переадресованного сообщения:
---------- Переслане повідомлення ---------
Початок листа, що пересилається:
---------- Препратено съобщение ---------
---------- Προωθημένο μήνυμα ---------
Αρχή προωθημένου μηνύματος:
---------- İletilen ileti ---------
-------- İletilmiş İleti --------
İletilen iletinin başlangıcı:
---------- Proslijeđena poruka ---------
---------- 转发的邮件 ---------
下面是被转发的邮件：
---------- 轉寄的郵件 ---------
---------- 転送されたメッセージ ---------
転送されたメッセージ：
---------- 전달된 메일 ---------
전달된 메시지:
---------- Thư được chuyển tiếp ---------
---------- Pesan yang diteruskan ---------
---------- הודעה שהועברה ---------
---------- رسالة معاد توجيهها ---------
`
  .trim()
  .split('\n');

/** What programs and helpdesks put above the mail that is answered. */
const ORIGINALS = `
-----Original Message-----
----- Original Message -----
---Original Message---
-------- Original Message --------
*-------- Original Message --------*
-------- Original message --------
----- Original Appointment-----
-----Ursprüngliche Nachricht-----
-------- Ursprüngliche Nachricht --------
-----Original-Nachricht-----
-------- Original-Nachricht --------
----- Original Nachricht ----
----- Originalnachricht -----
---- Original-Mail ----
-----Ursprünglicher Termin-----
----- Ursprüngliche Mail -----
----- Ursprüngliche E-Mail -----
-----Message d'origine-----
-----Message d’origine-----
-------- Message original --------
----- Mail original -----
-------- Message d'origine --------
-----Mensaje original-----
-------- Mensaje original --------
-----Messaggio originale-----
-------- Messaggio originale --------
----- Messaggio Originale -----
-----Mensagem original-----
-------- Mensagem original --------
-----Oorspronkelijk bericht-----
-------- Oorspronkelijk bericht --------
-----Oprindelig meddelelse-----
-------- Oprindelig besked --------
-----Opprinnelig melding-----
-------- Opprinnelig melding --------
-----Ursprungligt meddelande-----
-------- Originalmeddelande --------
-----Alkuperäinen viesti-----
-------- Alkuperäinen viesti --------
-------- Oryginalna wiadomość --------
-----Wiadomość oryginalna-----
-------- Wiadomość oryginalna --------
----- Původní zpráva -----
---------- Původní e-mail ----------
-----Původní zpráva-----
-----Pôvodná správa-----
-------- Pôvodná správa --------
-----Eredeti üzenet-----
-------- Eredeti üzenet --------
-----Mesaj original-----
-------- Mesaj original --------
-----Исходное сообщение-----
-------- Исходное сообщение --------
----- Исходное письмо -----
-------- Оригінальне повідомлення --------
-----Оригинално съобщение-----
-----Özgün İleti-----
-------- Orijinal mesaj --------
-----Αρχικό μήνυμα-----
-----Izvorna poruka-----
-----Izvirno sporočilo-----
-----邮件原件-----
------------------ 原始邮件 ------------------
-------- 原始邮件 --------
-----原始郵件-----
-----元のメッセージ-----
-----원본 메시지-----
-------- Thư gốc --------
-------- Pesan asli --------
-----הודעה מקורית-----
-----الرسالة الأصلية-----
_____ Original Message _____
====== Original Message ======
______________________ Původní zpráva: ________________________
‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐
─────── Original Message ───────
##- Please type your reply above this line -##
--- Please reply above this line ---
-- reply above this line --
=-=-= Please reply above this line =-=-=
[Please reply above this line]
*** Reply above this line ***
----- Reply above this line -----
Please reply above this line.
## Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein ##
---- Bitte antworten Sie oberhalb dieser Linie ----
--- Bitte schreiben Sie Ihre Antwort über diese Linie ---
-- Bitte oberhalb dieser Zeile antworten --
Antworten Sie bitte oberhalb dieser Zeile
--- Merci de répondre au-dessus de cette ligne ---
##- Por favor, escriba su respuesta por encima de esta línea -##
##- Escreva sua resposta acima desta linha -##
##- Si prega di rispondere sopra questa riga -##
##- Typ je antwoord boven deze regel -##
##- Skriv ditt svar ovanför den här raden -##
`
  .trim()
  .split('\n');

const own = 'Guten Morgen,\n\ndas passt mir gut.\n\nJana';

describe('separators', () => {
  it.each(FORWARDS)('a mail is passed on: %s', (line) => {
    const mark = line.startsWith('>') ? '> ' : '';
    const mail = ['', 'Von: A <a@shop.example>', 'Datum: 3.3.2025', 'Betreff: X', '', 'Text'];
    for (const gap of ['\n\n', '\n']) {
      const reply = extractReply({ text: own + gap + [line, ...mail.map((one) => mark + one)].join('\n') });
      expect(reply.text).toBe(own);
      expect(reply.forwarded).toContain('Text');
      expect(reply.quoted).toBeNull();
    }
  });

  it.each(ORIGINALS)('the mail answered follows: %s', (line) => {
    for (const gap of ['\n\n', '\n']) {
      const reply = extractReply({ text: `${own}${gap}${line}\n\nText\nText` });
      expect(reply.text).toBe(own);
      expect(reply.quoted).toContain('Text\nText');
    }
  });
});
