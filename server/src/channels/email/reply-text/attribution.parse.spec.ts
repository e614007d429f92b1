import { describe, expect, it } from '@jest/globals';
import { extractReply } from './reply-text.format.js';

/** How programs announce what they quote: Gmail, Apple Mail, Thunderbird, Yahoo, Open-Xchange and others, by language. */
const ANNOUNCEMENTS = `
On Mon, Mar 3, 2025 at 9:12 AM Help Desk <help@shop.example> wrote:
On Mon, 3 Mar 2025 at 09:12, Help Desk <help@shop.example> wrote:
On Mon, 3 Mar 2025, 09:12 Help Desk, <help@shop.example> wrote:
On Mon, Mar 3, 2025 at 9:12 AM 'Help Desk' via Shop <help@shop.example> wrote:
2025/3/3 Help Desk <help@shop.example>
2025-03-03 9:12 GMT+01:00 Help Desk <help@shop.example>:
Am Mo., 3. März 2025 um 09:12 Uhr schrieb Hilfe <help@shop.example>:
Am Mo., 3. März 2025 um 09:12 Uhr schrieb <help@shop.example>:
Hilfe <help@shop.example> schrieb am Mo. 3. März 2025 um 09:12:
Le lun. 3 mars 2025 à 09:12, Hilfe <help@shop.example> a écrit :
Le lun. 3 mars 2025, 09:12, Hilfe <help@shop.example> a écrit :
El lun, 3 mar 2025 a las 9:12, Hilfe (<help@shop.example>) escribió:
El lun., 3 de marzo de 2025 9:12 a. m., Hilfe <help@shop.example> escribió:
Il giorno lun 3 mar 2025 alle ore 09:12 Hilfe <help@shop.example> ha scritto:
Il lun 3 mar 2025, 09:12 Hilfe <help@shop.example> ha scritto:
Em seg., 3 de mar. de 2025 às 09:12, Hilfe <help@shop.example> escreveu:
Em seg, 3 de mar de 2025 09:12, Hilfe <help@shop.example> escreveu:
Hilfe <help@shop.example> escreveu (segunda, 3/03/2025 à(s) 09:12):
Hilfe <help@shop.example> escreveu no dia segunda, 3/03/2025 à(s) 09:12:
Op ma 3 mrt 2025 om 09:12 schreef Hilfe <help@shop.example>:
Den man. 3. mar. 2025 kl. 09.12 skrev Hilfe <help@shop.example>:
man. 3. mars 2025 kl. 09:12 skrev Hilfe <help@shop.example>:
Den mån 3 mars 2025 kl 09:12 skrev Hilfe <help@shop.example>:
ma 3. maalisk. 2025 klo 9.12 Hilfe (help@shop.example) kirjoitti:
pon., 3 mar 2025 o 09:12 Hilfe <help@shop.example> napisał(a):
po 3. 3. 2025 v 9:12 odesílatel Hilfe <help@shop.example> napsal:
po 3. 3. 2025 o 9:12 Hilfe <help@shop.example> napísal(a):
Hilfe <help@shop.example> ezt írta (időpont: 2025. márc. 3., H, 9:12):
În lun., 3 mar. 2025 la 09:12, Hilfe <help@shop.example> a scris:
На пн, 3.03.2025 г. в 9:12 Hilfe <help@shop.example> написа:
пн, 3 мар. 2025 г. в 09:12, Hilfe <help@shop.example>:
пн, 3 бер. 2025 р. о 09:12 Hilfe <help@shop.example> пише:
Στις Δευ 3 Μαρ 2025 στις 9:12 π.μ., ο χρήστης Hilfe <help@shop.example> έγραψε:
Hilfe <help@shop.example>, 3 Mar 2025 Pzt, 09:12 tarihinde şunu yazdı:
pon, 3. ožu 2025. u 09:12 Hilfe <help@shop.example> napisao je:
пон, 3. мар 2025. у 09:12 Hilfe <help@shop.example> је написао/ла:
V V pon., 3. mar. 2025 ob 09:12 je oseba Hilfe <help@shop.example> napisala:
2025-03-03, pr, 09:12 Hilfe <help@shop.example> rašė:
pirmd., 2025. g. 3. marts plkst. 09:12 — lietotājs Hilfe (<help@shop.example>) rakstīja:
Kasutaja Hilfe (<help@shop.example>) kirjutas kuupäeval E, 3. märts 2025 kell 09:12:
‫בתאריך יום ב׳, 3 במרץ 2025 ב-9:12 מאת ‪Hilfe‬‏ <‪help@shop.example‬‏>:‬
في الاثنين، 3 مارس 2025 في 9:12 ص تمت كتابة ما يلي بواسطة Hilfe <help@shop.example>:
Hilfe <help@shop.example> 于2025年3月3日周一 09:12写道：
Hilfe <help@shop.example> 於 2025年3月3日 週一 上午9:12寫道：
2025年3月3日(月) 9:12 Hilfe <help@shop.example>:
2025년 3월 3일 (월) 오전 9:12, Hilfe <help@shop.example>님이 작성:
Vào Th 2, 3 thg 3, 2025 vào lúc 09:12 Hilfe <help@shop.example> đã viết:
Pada tanggal Sen, 3 Mar 2025 pukul 09.12 Hilfe <help@shop.example> menulis:
ในวันที่ จ. 3 มี.ค. 2025 เวลา 09:12 Hilfe <help@shop.example> เขียนว่า:
Missatge de Hilfe <help@shop.example> del dia dl., 3 de març 2025 a les 9:12:
On 3 Mar 2025, at 09:12, Help Desk <help@shop.example> wrote:
On Mar 3, 2025, at 9:12 AM, Help Desk wrote:
Am 03.03.2025 um 09:12 schrieb Hilfe <help@shop.example>:
Le 3 mars 2025 à 09:12, Hilfe <help@shop.example> a écrit :
El 3 mar 2025, a las 9:12, Hilfe <help@shop.example> escribió:
Il giorno 3 mar 2025, alle ore 09:12, Hilfe <help@shop.example> ha scritto:
Op 3 mrt 2025, om 09:12 heeft Hilfe <help@shop.example> het volgende geschreven:
3 mars 2025 kl. 09:12 skrev Hilfe <help@shop.example>:
3. mars 2025 kl. 09:12 skrev Hilfe <help@shop.example>:
Hilfe <help@shop.example> kirjoitti 3.3.2025 kello 9.12:
Em 3 de mar. de 2025, à(s) 09:12, Hilfe <help@shop.example> escreveu:
No dia 03/03/2025, às 09:12, Hilfe <help@shop.example> escreveu:
Wiadomość napisana przez Hilfe <help@shop.example> w dniu 3 mar 2025, o godz. 09:12:
3. 3. 2025 v 9:12, Hilfe <help@shop.example>:
3 марта 2025 г., в 9:12, Hilfe <help@shop.example> написал(а):
3 бер. 2025 р. о 09:12 Hilfe <help@shop.example> написав(ла):
Hilfe <help@shop.example> şunları yazdı (3 Mar 2025 09:12):
Hilfe <help@shop.example> írta (2025. márc. 3. dátummal, 9:12 időpontban):
2025/03/03 9:12、Hilfe <help@shop.example>のメール:
2025. 3. 3. 오전 9:12, Hilfe <help@shop.example> 작성:
在 2025年3月3日，09:12，Hilfe <help@shop.example> 写道：
Hilfe <help@shop.example> 於 2025年3月3日 上午9:12 寫道：
Pe 3 mar. 2025, la 09:12, Hilfe <help@shop.example> a scris:
Στις 3 Μαρ 2025, στις 9:12 π.μ., ο/η Hilfe <help@shop.example> έγραψε:
Hilfe <help@shop.example> je napisao 3. 3. 2025. u 9:12:
Vào 9:12, ngày 3 tháng 3, 2025, Hilfe <help@shop.example> đã viết:
El 3 març 2025, a les 9:12, Hilfe <help@shop.example> va escriure:
On 3/3/25 09:12, Help Desk wrote:
On 03.03.2025 09:12, Help Desk wrote:
Am 03.03.25 um 09:12 schrieb Hilfe:
Am 03.03.2025 09:12, schrieb Hilfe:
Le 03/03/2025 à 09:12, Hilfe a écrit :
El 3/3/25 a las 9:12, Hilfe escribió:
Il 03/03/25 09:12, Hilfe ha scritto:
Op 3-3-2025 om 09:12 schreef Hilfe:
W dniu 3.03.2025 o 09:12, Hilfe pisze:
Em 03/03/2025 09:12, Hilfe escreveu:
Às 09:12 de 03/03/2025, Hilfe escreveu:
Den 2025-03-03 kl. 09:12, skrev Hilfe:
Den 03.03.2025 kl. 09.12 skrev Hilfe:
Den 03.03.2025 09:12, skrev Hilfe:
Hilfe kirjoitti 3.3.2025 klo 9.12:
Dne 03. 03. 25 v 9:12 Hilfe napsal(a):
Dňa 3. 3. 2025 o 9:12 Hilfe napísal(a):
2025. 03. 03. 9:12 keltezéssel, Hilfe írta:
03.03.2025 9:12, Hilfe пишет:
03.03.25 09:12, Hilfe пише:
În 03.03.2025 09:12, Hilfe a scris:
3.03.2025 09:12 tarihinde Hilfe yazdı:
Στις 3/3/25 09:12, ο/η Hilfe έγραψε:
在 2025/3/3 9:12, Hilfe 写道:
Hilfe 於 2025/3/3 09:12 寫道:
25. 3. 3. 09:12에 Hilfe 이(가) 쓴 글:
Hilfe kirjutas 03.03.2025 kell 09:12:
Hilfe je 3. 03. 25 ob 9:12 napisal(a):
Dana 03. 03. 2025. u 09:12, Hilfe je napisao/la:
На 3.3.25 г. в 9:12, Hilfe написа:
El 3/3/25 a les 9:12, Hilfe ha escrit:
O 03/03/25 ás 09:12, Hilfe escribiu:
2025-03-03 09:12, Hilfe rašė:
On Monday, March 3, 2025 at 09:12:44 AM GMT+1, Help Desk <help@shop.example> wrote:
Am Montag, 3. März 2025 um 09:12:44 MEZ hat Hilfe <help@shop.example> Folgendes geschrieben:
Am Montag, 3. März 2025, 09:12:44 MEZ hat Hilfe <help@shop.example> Folgendes geschrieben:
Hilfe <help@shop.example> schrieb am 9:12 Montag, 3.März 2025:
Le lundi 3 mars 2025 à 09:12:44 UTC+1, Hilfe <help@shop.example> a écrit :
Le Lundi 3 mars 2025 9h12, Hilfe <help@shop.example> a écrit :
El lunes, 3 de marzo de 2025, 9:12:44 CET, Hilfe <help@shop.example> escribió:
Il lunedì 3 marzo 2025 alle ore 09:12:44 CET, Hilfe <help@shop.example> ha scritto:
Em segunda-feira, 3 de março de 2025 09:12:44 BRT, Hilfe <help@shop.example> escreveu:
Op maandag 3 maart 2025 om 09:12:44 CET schreef Hilfe <help@shop.example>:
On Monday, March 3rd, 2025 at 9:12 AM, Help Desk <help@shop.example> wrote:
Mar 3, 2025, 9:12 AM by help@shop.example:
Mar 3, 2025, 09:12 by help@shop.example:
3. März 2025, 09:12 von help@shop.example:
3. Mär 2025 um 09:12 von help@shop.example:
3 mars 2025 à 09:12 de help@shop.example:
On Mon, Mar 3, 2025, at 9:12 AM, Help Desk wrote:
On March 3, 2025, Help Desk <help@shop.example> wrote:
On 3/3/25, 9:12 AM, "Help Desk" <help@shop.example> wrote:
Понедельник, 3 марта 2025, 9:12 +03:00 от Hilfe <help@shop.example>:
03.03.2025, 09:12, "Hilfe" <help@shop.example>:
Hilfe <help@shop.example> schrieb am 03.03.2025 09:12:44:
Help Desk <help@shop.example> wrote on 03/03/2025 09:12:44 AM:
Help Desk wrote on 03/03/2025 09:12:44 AM:
Hilfe schrieb am 03.03.2025 um 09:12:
Zitat von Hilfe <help@shop.example>:
Quoting Help Desk <help@shop.example>:
Citando Hilfe <help@shop.example>:
Am 2025-03-03 09:12, schrieb Hilfe:
On 2025-03-03 09:12, Help Desk wrote:
On Mon, March 3, 2025 9:12 am, Help Desk wrote:
On Mon, Mar 03, 2025 at 09:12:44AM +0100, Help Desk wrote:
* Help Desk <help@shop.example> [2025-03-03 09:12]:
Help Desk <help@shop.example> writes:
On Monday, 3 March 2025 09:12:44 CET Help Desk wrote:
Am Montag, 3. März 2025, 09:12:44 MEZ schrieb Hilfe:
Am Montag, dem 03.03.2025 um 09:12 +0100 schrieb Hilfe:
On Mon, 2025-03-03 at 09:12 +0100, Help Desk wrote:
Monday, March 3, 2025, 9:12:44 AM, you wrote:
On Mar 3 2025, at 9:12 am, Help Desk <help@shop.example> wrote:
On 3 Mar 2025, 9:12 AM +0100, Help Desk <help@shop.example>, wrote:
Am 3. März 2025, 09:12 +0100 schrieb Hilfe <help@shop.example>:
On 3 March 2025 at 09:12:44, Help Desk (help@shop.example) wrote:
Am 3. März 2025, um 09:12, Hilfe <help@shop.example> schrieb:
Am 3. März 2025 09:12:44 MEZ schrieb Hilfe <help@shop.example>:
On Mon, Mar 03, 2025 at 9:12 AM, Help Desk < help@shop.example > wrote:
On 03/03/2025 9:12 AM CET Help Desk <help@shop.example> wrote:
Hilfe <help@shop.example> hat am 03.03.2025 09:12 CET geschrieben:
"Hilfe" <help@shop.example> hat am 3. März 2025 um 09:12 geschrieben:
Hilfe hat am 03.03.2025 um 09:12 geschrieben:
In a message dated 3/3/2025 9:12:44 A.M. Eastern Standard Time, help@shop.example writes:
In einer eMail vom 03.03.2025 09:12:44 Westeuropäische Normalzeit schreibt help@shop.example:
Am 03.03.25, 09:12 schrieb Hilfe <help@shop.example>:
On Mon, Mar 3, 2025 at 9:12 AM -0800, "Help Desk" <help@shop.example> wrote:
At 09:12 03/03/2025, Help Desk wrote:
At 09:12 AM 3/3/2025 +0100, you wrote:
On 3 Mar, 2025, at 9:12 PM, Help Desk, PhD. <help@shop.example> wrote:
Hilfe <help@shop.example> schrieb am Mo., 3. März 2025, 09:12:
Am 3. März 2025 um 09:12:44, Hilfe (help@shop.example) schrieb:
Am 3.3.2025 um 09:12 Uhr schrieb "Hilfe" <help@shop.example>:
Am Mon, 3 Mar 2025 09:12:44 +0100 schrieb Hilfe <help@shop.example>:
On Mon, 3 Mar 2025 09:12:44 +0100 Help Desk <help@shop.example> wrote:
On Mon, 3 Mar 2025 09:12:44 +0100, Help Desk said:
Hilfe schreef op 3-3-2025 09:12:
Hilfe schreef op ma 03-03-2025 om 09:12 [+0100]:
Hilfe skrev den 2025-03-03 09:12:
On 3. March 2025 at 9.12:44, Help Desk (help@shop.example) wrote:
On Monday, Help Desk <help@shop.example> wrote:
---- On Mon, 03 Mar 2025 09:12:44 +0100 help@shop.example wrote ----
---- Am Mo., 03 März 2025 09:12:44 +0100 Hilfe <help@shop.example> schrieb ----
---- Hilfe <help@shop.example> schrieb ----
---- Hilfe schrieb ----
----- Hilfe <help@shop.example> wrote:
---Help Desk <help@shop.example> wrote:
-----"Hilfe" <help@shop.example> schrieb: -----
-----Help Desk wrote: -----
-----<help@shop.example> schrieb: -----
On Feb 3, 2016 3:35 PM, "Max Berg" <max@shop.example> wrote:
Am 03.02.2016 15:35 schrieb "Max Berg" <max@shop.example>:
El 03/02/2016 15:35, "Max Berg" <max@shop.example> escribió:
Le 3 févr. 2016 15:35, "Max Berg" <max@shop.example> a écrit :
Il 03/feb/2016 15:35, "Max Berg" <max@shop.example> ha scritto:
Em 03/02/2016 15:35, "Max Berg" <max@shop.example> escreveu:
3 февр. 2016 г. 15:35 пользователь "Max Berg" <max@shop.example> написал:
3 lut 2016 15:35 "Max Berg" <max@shop.example> napisał(a):
Dne 3. 2. 2016 15:35 napsal uživatel "Max Berg" <max@shop.example>:
Den 3 feb 2016 15:35 skrev "Max Berg" <max@shop.example>:
3 Şub 2016 15:35 tarihinde "Max Berg" <max@shop.example> yazdı:
2016年2月3日 下午3:35，"Max Berg" <max@shop.example>写道：
2016/02/03 15:35 "Max Berg" <max@shop.example>:
2016. 2. 3. 오후 3:35에 "Max Berg" <max@shop.example>님이 작성:
2016.02.03. 15:35, "Max Berg" <max@shop.example> ezt írta:
La 3 feb. 2016 15:35, "Max Berg" <max@shop.example> a scris:
Στις 3 Φεβ 2016 3:35 μ.μ., ο χρήστης "Max Berg" <max@shop.example> έγραψε:
ב-3 בפבר׳ 2016 15:35, "Max Berg" <max@shop.example> כתב:
في 03/02/2016 3:35 م، كتب "Max Berg" <max@shop.example>:
"Max Berg" <max@shop.example> je 03.02.2016. 15:35 napisao:
Op 3 feb. 2016 15:35 schreef "Max Berg" <max@shop.example>:
Den 03/02/2016 15.35 skrev "Max Berg" <max@shop.example>:
3. feb. 2016 15:35 skrev "Max Berg" <max@shop.example>:
Vào 15:35, 3 thg 2, 2016, "Max Berg" <max@shop.example> đã viết:
On Wed, Feb 3 at 3:35 PM Max Berg <max@shop.example> wrote:
On Wed 3 Feb, 15:35 Max Berg, <max@shop.example> wrote:
Am Mi., 3. Feb. um 15:35 Uhr schrieb Max Berg <max@shop.example>:
Am Mi., 3. Feb., 15:35 schrieb Max Berg <max@shop.example>:
Max Berg <max@shop.example> schrieb am Mi., 3. Feb., 15:35 Uhr:
Le mer. 3 févr. à 15:35, Max Berg <max@shop.example> a écrit :
El mié., 3 feb. 15:35, Max Berg <max@shop.example> escribió:
On Feb 3, 2016, Max Berg <max@shop.example> wrote:
On Wednesday, February 3, 2016, Max Berg <max@shop.example> wrote:
Am 3. Februar 2016 schrieb Max Berg <max@shop.example>:
Am Mittwoch, 3. Februar 2016 schrieb Max Berg :
Le mercredi 3 février 2016, Max Berg <max@shop.example> a écrit :
Il mercoledì 3 febbraio 2016, Max Berg <max@shop.example> ha scritto:
El miércoles, 3 de febrero de 2016, Max Berg <max@shop.example> escribió:
Em quarta-feira, 3 de fevereiro de 2016, Max Berg <max@shop.example> escreveu:
среда, 3 февраля 2016 г. пользователь Max Berg <max@shop.example> написал:
Op woensdag 3 februari 2016 heeft Max Berg <max@shop.example> het volgende geschreven:
2016年2月3日水曜日、Max Berg<max@shop.example>さんは書きました:
W dniu środa, 3 lutego 2016 użytkownik Max Berg <max@shop.example> napisał:
Den onsdagen den 3:e februari 2016 skrev Max Berg<max@shop.example>:
onsdag 3. februar 2016 skrev Max Berg <max@shop.example> følgende:
středa 3. února 2016 Max Berg <max@shop.example> napsal(a):
keskiviikko 3. helmikuuta 2016 Max Berg <max@shop.example> kirjoitti:
2016. február 3., szerda dátummal Max Berg <max@shop.example> ezt írta:
3 Şubat 2016 Çarşamba tarihinde Max Berg <max@shop.example> yazdı:
miercuri, 3 februarie 2016, Max Berg <max@shop.example> a scris:
在 2016年2月3日星期三，Max Berg <max@shop.example> 写道：
On Wednesday, February 3, 2016, max_b wrote:
Em quarta-feira, 3 de fevereiro de 2016, max_b escreveu:
quarta-feira, 3 de fevereiro de 2016 15:35, max_b escreveu:
On 2016-02-03 15:35 -0500, Max Berg wrote:
On Wed, 03 Feb 2016 15:35:00 -0000, Max Berg <max@shop.example> wrote:
On 03/02/16 15:35, 'Max Berg' via Lists wrote:
On Wed, Feb 3, 2016 at 3:35 PM, Max Berg <max@shop.example [mailto:max@shop.example]> wrote:
On Wed, Feb 3, 2016 at 3:35 PM, Max Berg <max@shop.example<mailto:max@shop.example>> wrote:
On Feb 3, 2016, at 3:35 PM, max@shop.example<mailto:max@shop.example> wrote:
On Feb 3, 2016, at 3:35 PM, "max@shop.example" <max@shop.example> wrote:
On Wed, Feb 3, 2016 at 3:35 PM, Max Berg [via Forum] <ml-node+s1@n4.shop.example> wrote:
On Wed, Feb 3, 2016 at 3:35 PM Max Berg (Jira) <jira@shop.example> wrote:
On 3 Feb 2016 15:35, max@shop.example wrote:
On 3 Feb 2016, at 15:35, Max wrote:
On Wed, 3 Feb 2016 15:35:00 +0100 Max Berg <max@shop.example> wrote
On Wed, Feb 3, 2016, 3:35 PM Max Berg <max@shop.example> wrote:
On Wed, Feb 3, 2016 15:35, Max Berg max@shop.example wrote:
On Wed, Feb 3, 2016 3:35 pm, Max Berg max@shop.example  wrote:
Max Berg wrote on 3 Feb 2016:
Max Berg schrieb am 03.02.2016:
max@shop.example schrieb am 03.02.2016 15:35:
Le 03/02/2016 15:35, max@shop.example a écrit :
Le mercredi 3 février 2016 à 15:35, max@shop.example a écrit :
Il giorno mer 3 feb 2016 alle 15:35 Max Berg <max@shop.example> ha scritto:
Il giorno 03/feb/2016, alle ore 15.35, Max Berg ha scritto:
Il 3 febbraio 2016 alle 15.35 Max Berg <max@shop.example> ha scritto:
Op 3 februari 2016 om 15:35 schreef "Max Berg" <max@shop.example>:
Op wo 3 feb. 2016 om 15:35 schreef Max Berg <max@shop.example>:
Max Berg <max@shop.example> schreef op 3 februari 2016 om 15:35:
El mié, 03-02-2016 a las 15:35 +0100, Max Berg escribió:
El 03-02-2016 15:35, Max Berg escribió:
Em Quarta-feira, 3 de Fevereiro de 2016 15:35, Max Berg <max@shop.example> escreveu:
Dnia 3 lutego 2016 15:35 Max Berg <max@shop.example> napisał(a):
Dnia 3 lutego 2016 o 15:35 "Max Berg" <max@shop.example> napisał:
W dniu 2016-02-03 o 15:35, Max Berg pisze:
Użytkownik Max Berg <max@shop.example> napisał:
3 lutego 2016 15:35 Max Berg <max@shop.example> napisał(a):
3 февраля 2016 г., 15:35 пользователь Max Berg <max@shop.example> написал:
Среда, 3 февраля 2016, 15:35 +03:00 от Max Berg <max@shop.example>:
03.02.2016 15:35, Max Berg пишет:
3 лютого 2016 р. о 15:35 Max Berg <max@shop.example> пише:
ср, 3 лют. 2016 о 15:35 Max Berg <max@shop.example> пише:
Dne 3. února 2016 15:35 Max Berg <max@shop.example> napsal(a):
2016-02-03 15:35 GMT+01:00 Max Berg <max@shop.example>:
2016-02-03 15:35 GMT+01:00 max <max@shop.example>:
2016-02-03 15:35 UTC+01:00, Max Berg <max@shop.example>:
2016-02-03 15:35 keltezéssel, Max Berg írta:
2016년 2월 3일 (수) 15:35, Max Berg <max@shop.example>님이 작성:
2016년 2월 3일 오후 3:35, Max Berg <max@shop.example>님의 말:
2016年2月3日水曜日、Max Berg <max@shop.example> さんは書きました:
2016年2月3日 15:35 Max Berg <max@shop.example>:
2016-02-03 15:35 GMT+08:00 Max Berg <max@shop.example>:
在 2016年2月3日，下午3:35，Max Berg <max@shop.example> 写道：
在2016年02月03日 15:35，Max Berg写道：
At 2016-02-03 15:35:00, "Max Berg" <max@shop.example> wrote:
在 2016-02-03 15:35:00，"Max Berg" <max@shop.example> 写道：
Max Berg <max@shop.example> 于2016年2月3日周三 下午3:35写道：
Excerpts from Hilfe's message of Mon Mar 03 09:12:44 +0100 2025:
On Tuesday, 3rd of March 2025, at 9:12, Help Desk <help@shop.example> wrote:
Den tis 3 mars 2025 09:12Hilfe <help@shop.example> skrev:
Hilfe <help@shop.example> hat geschrieben:
On 2025-03-03T09:12:44+0100, Hilfe wrote:
Am Montag, den 03.03.2025, 09:12 +0100 schrieb Hilfe:
Nachricht von Hilfe <help@shop.example> am 03.03.2025 09:12:
On Mon, Mar 3, 2025 at 9:12 AM "Help; Desk: Team" <help@shop.example> wrote:
On Mon, Mar 3, 2025 at 9:12 AM Help Desk (Shop, Ltd.) <help@shop.example> wrote:
On Mon, Mar 3, 2025 at 9:12 AM ★ Help ★ <help@shop.example> wrote:
On Mon, Mar 3, 2025 at 9:12 AM =?UTF-8?Q?Help?= <help@shop.example> wrote:
Am Mo., 3. März 2025 um 09:12 Uhr schrieb Hilfe & Söhne GmbH & Co. KG <help@shop.example>:
Am 03.03.2025 um 09:12 schrieb Der Laden <help@shop.example>:
Am 03.03.25 um 09:12 schrieb Mein Laden:
Am 03.03.2025 um 09:12 schrieb wir@shop.example:
`
  .trim()
  .split('\n');

const own = 'Guten Morgen,\n\ndas passt mir gut.\n\nJana';

/** The announcement between the answer and the quote, in the ways it is set. */
const layouts: Record<string, (line: string) => string> = {
  'above marked lines': (line) => `${own}\n\n${line}\n\n> Passt Dienstag?\n> Gruß`,
  'above unmarked lines': (line) => `${own}\n\n${line}\n\nPasst Dienstag?\n\nGruß`,
  'wrapped above marked lines': (line) => `${own}\n\n${wrapped(line)}\n\n> Passt Dienstag?`,
  'wrapped above unmarked lines': (line) => `${own}\n\n${wrapped(line)}\n\nPasst Dienstag?`,
  'marked itself': (line) => `${own}\n\n> ${line}\n> \n> Passt Dienstag?`,
  'without a blank line above': (line) => `${own}\n${line}\n> Passt Dienstag?`,
  'above the quote, the answer below': (line) => `${line}\n> Passt Dienstag?\n\n${own}`,
};

describe('announcements of a quote', () => {
  for (const [layout, set] of Object.entries(layouts)) {
    it.each(ANNOUNCEMENTS)(`${layout}: %s`, (line) => {
      const reply = extractReply({ text: set(line) });
      expect(reply.text).toBe(own);
      expect(reply.quoted).toContain('Passt Dienstag?');
    });
  }

  it.each(ANNOUNCEMENTS)('in HTML: %s', (line) => {
    const shown = line.replace(/&/g, '&amp;').replace(/</g, '&lt;');
    const answer = '<div>Guten Morgen,</div><div>das passt mir gut.</div>';
    const reply = extractReply({
      html: `${answer}<div>${shown}</div><blockquote>Passt Dienstag?</blockquote>`,
    });
    expect(reply.text).toBe('Guten Morgen,\ndas passt mir gut.');
    expect(reply.html).toBe(answer);
  });

  it.each([
    ['Jana', '>>> Hilfe <help@shop.example> 03.03.2025 09:12 >>>'],
    ['2 lamps, please', 'Help Desk wrote:'],
  ])('a short line above stays the writer’s: %s', (above, line) => {
    expect(extractReply({ text: `Hallo,\n${above}\n${line}\n> Passt Dienstag?` }).text).toBe(
      `Hallo,\n${above}`,
    );
  });

  it.each([
    'Am 03.03.25 um 09:12 schrieb Hilfe',
    'On Feb 3, 2016, at 3:35 PM, Max Berg wrote',
    '2011-04-07 Max Berg <max@shop.example>',
  ])('without a colon, but right above marked lines: %s', (line) => {
    expect(extractReply({ text: `${own}\n\n${line}\n\n> Passt Dienstag?` }).text).toBe(own);
    expect(extractReply({ text: `${own}\n\n${line}\n\nPasst Dienstag?` }).quoted).toBeNull();
  });

  it('sets an announcement apart that shares a line with the answer', () => {
    const line = 'Am Mo., 3. März 2025 um 09:12 Uhr schrieb Hilfe <help@shop.example>:';
    expect(extractReply({ text: `Passt gut. ${line}\n> Passt Dienstag?` }).text).toBe('Passt gut.');
  });
});

function wrapped(line: string): string {
  return line.replace(/(.{1,48})(?: |$)/g, '$1\n').trimEnd();
}
