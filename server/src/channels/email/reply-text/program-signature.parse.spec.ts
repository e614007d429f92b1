import { describe, expect, it } from '@jest/globals';
import { extractReply } from './reply-text.format.js';

/** What phones, mail programs and virus scanners put under a mail. */
const LINES = `
Sent from my iPhone
Sent from my iPad
Sent from my Galaxy S23
Sent from my Samsung Galaxy smartphone.
Sent from my T-Mobile 5G Device
Sent from my Verizon, Samsung Galaxy smartphone
Sent from my Windows Phone
Sent from my BlackBerry 10 smartphone on the Telekom network.
Sent from my mobile device
Sent from my mobile
Sent from my phone
Sent from my Huawei Mobile
Sent from my HTC
Sent from my Sony Xperia™ smartphone
Sent from Mail for Windows
Sent from Mail for Windows 10
Sent from Outlook for iOS
Sent from Outlook
Sent from Outlook for Android<https://aka.ms/x>
Sent from Yahoo Mail for iPhone
Sent from Yahoo Mail on Android
Sent from Yahoo Mail. Get the app
Sent from AOL Mobile Mail
Sent from AOL on Android
Sent from ProtonMail mobile
Sent from Proton Mail for iOS
Sent with Proton Mail secure email.
Sent with [Proton Mail](https://proton.me/) secure email.
Sent with ProtonMail Secure Email.
Sent from Gmail Mobile
Sent from my Xiaomi
Sent from Samsung Mobile
Sent from TypeApp
Sent from BlueMail
Sent from Blue
Sent from Nine
Sent from Spark
Sent via Superhuman
Sent via Superhuman ( https://sprh.mn/?vip=a@b.example )
Sent with Spark
Sent from Polymail
Sent from Mailspring (https://getmailspring.com/), the best free email app for work
Sent with Airmail
Sent with Sparrow
Sent with Unibox
Sent with Mailtrack
Sent using Zoho Mail
Sent via the Samsung Galaxy S21 5G, an AT&T 5G smartphone
Sent from my Android phone with Mail.com Mail. Please excuse my brevity.
Sent from my Android device with K-9 Mail. Please excuse my brevity.
Sent from my android device.
Sent from Workspace ONE Boxer
Sent from Alto
Sent from Canary
Sent from Front
Sent from Tutanota
Sent with Tutanota, enjoy secure & ad-free emails.
Sent from myMail for iOS
Sent from Mail.ru app for Android
Sent from iCloud
Sent from Fastmail
Sent from eM Client
Sent by Spike
Securely sent with Tutanota.
Get Outlook for Android
Get Outlook for iOS<https://aka.ms/o0ukef>
Get Outlook for Mac
Get BlueMail for Android
Get Outlook for Android [https://aka.ms/AAb9ysg]
Sent from Outlook Mobile
Sent from my Surface
Sent on the go
Sent on the go, excuse typos
Sent via mobile
Sent via mobile device
Excuse typos, sent from mobile
Please excuse brevity, sent from my phone.
Von meinem iPhone gesendet
Von meinem iPad gesendet
Von meinem iPhone gesendet.
Von meinem Samsung Galaxy Smartphone gesendet.
Von meinem Samsung Gerät gesendet.
Von meinem Android-Gerät mit K-9 Mail gesendet.
Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.
Von meinem/meiner Galaxy gesendet
Von meinem Huawei-Mobiltelefon gesendet
Von meinem Windows Phone gesendet
Von meinem BlackBerry 10-Smartphone gesendet.
Von meinem Handy gesendet
Vom iPhone gesendet
Vom Handy gesendet
Vom Mobiltelefon gesendet
Von unterwegs gesendet
Von iPhone gesendet
Von Samsung-Tablet gesendet
Gesendet von meinem iPhone
Gesendet von iPhone
Gesendet von Mail für Windows 10
Gesendet von Mail für Windows
Gesendet von Outlook Mobile
Gesendet von Outlook für iOS
Gesendet von Yahoo Mail auf Android
Gesendet von Yahoo Mail für iPhone
Gesendet von Yahoo Mail. App herunterladen
Gesendet mit der GMX Mail App
Gesendet mit der WEB.DE Mail App
Gesendet mit der WEB.DE Mail-App für iOS
Gesendet mit der Telekom Mail App
Gesendet mit der mobilen Mail App
Gesendet mit BlueMail
Gesendet mit AquaMail für Android
Gesendet mit Proton Mail
Gesendet mit [Proton Mail](https://proton.me/mail/home) E-Mail.
Gesendet aus Proton Mail für Android
Gesendet von Proton Mail für iOS
Gesendet vom iPhone
Gesendet vom Handy
Gesendet von unterwegs
Gesendet über mein Handy
Mobil gesendet
Mit Tutanota gesendet
Sicher versendet mit Tutanota
Sicher gesendet mit Proton Mail
Gesendet mit Tutanota, verschlüsselt
Holen Sie sich Outlook für Android
Outlook für Android herunterladen
Outlook für iOS beziehen
Hol dir Outlook für iOS
Envoyé de mon iPhone
Envoyé depuis mon iPhone
Envoyé de mon iPad
Envoyé depuis Outlook pour iOS
Envoyé à partir de Outlook pour Android
Envoyé à partir de Courrier pour Windows 10
Envoyé de mon téléphone Samsung
Envoyé depuis mon appareil mobile Samsung Galaxy
Envoyé depuis mon smartphone Samsung Galaxy.
Envoyé depuis l'application Mail Orange
Envoyé depuis Yahoo Mail pour Android
Envoyé avec Proton Mail
Télécharger Outlook pour iOS
Téléchargez Outlook pour Android
Obtenir Outlook pour iOS
Provenance : Courrier pour Windows 10
Enviado desde mi iPhone
Enviado desde mi Samsung Mobile
Enviado desde Outlook para Android
Enviado desde Correo para Windows 10
Enviado desde mi smartphone Samsung Galaxy.
Enviado desde Yahoo Mail para Android
Enviado de meu iPhone
Enviado do meu iPhone
Enviado do meu smartphone Samsung Galaxy.
Enviado do Yahoo Mail no Android
Enviado do Outlook para iOS
Enviado do Email para Windows 10
Obtener Outlook para iOS
Obtenha o Outlook para Android
Obter o Outlook para iOS
Inviato da iPhone
Inviato dal mio iPhone
Inviato da Outlook per iOS
Inviato da Posta per Windows 10
Inviato da smartphone Samsung Galaxy.
Inviato da Yahoo Mail su Android
Ottieni Outlook per iOS
Scarica Outlook per Android
Verstuurd vanaf mijn iPhone
Verzonden vanaf mijn iPhone
Verzonden vanaf mijn Galaxy-smartphone
Verzonden vanuit Outlook voor Android
Verzonden vanuit Mail voor Windows 10
Download Outlook voor Android
Outlook voor iOS downloaden
Outlook voor Android downloaden
Sendt fra min iPhone
Sendt fra Outlook til iOS
Sendt fra Mail til Windows 10
Sendt fra min Samsung Galaxy-smarttelefon.
Hent Outlook til iOS
Få Outlook for iOS
Skickat från min iPhone
Skickat från Outlook för iOS
Skickat från E-post för Windows 10
Hämta Outlook för iOS
Lähetetty iPhonesta
Lähetetty iPhonesta.
Lähetetty Outlookin iOS-versiosta
Hanki Outlook for iOS
Wysłane z iPhone'a
Wysłano z iPhone'a
Wysłane z mojego iPhone'a
Wysłane z programu Outlook dla systemu Android
Pobierz aplikację Outlook dla systemu iOS
Odesláno z iPhonu
Odesláno z mého iPhonu
Odoslané z iPhonu
Stáhnout Outlook pro Android
Odesláno z aplikace Seznam Email
iPhone'umdan gönderildi
iPhone'dan gönderildi
Отправлено с iPhone
Отправлено с моего iPhone
Отправлено из мобильной Яндекс.Почты
Отправлено из Почты Mail.ru
Отправлено из Outlook для Android
Надіслано з iPhone
Надіслано з мого iPhone
Надіслано з Outlook для iOS
Изпратено от моя iPhone
Trimis de pe iPhone
Trimis de pe iPhone-ul meu
Poslano iz mog iPhonea
Poslano s mog iPhonea
Elküldve az iPhone-omról
iPhone-ról küldve
Στάλθηκε από το iPhone μου
iPhoneから送信
iPhoneから送信されました
iPadから送信
发自我的iPhone
发自我的 iPhone
从我的 iPhone 发送
從我的 iPhone 傳送
傳送自我的 iPhone
나의 iPhone에서 보냄
Đã gửi từ iPhone của tôi
Dikirim dari iPhone saya
Enviat des del meu iPhone
נשלח מה-iPhone שלי
أُرسلت من الـ iPhone
Sendt fra min mobil
Yahoo Mail: Search, Organize, Conquer
Yahoo Mail: Búsqueda, organización y control
Enviado con Proton Mail
Inviato con Proton Mail
Virus-free.www.avast.com
Virenfrei.www.avast.com
Diese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.
`
  .trim()
  .split('\n');

const own = 'Guten Morgen,\n\ndas passt mir gut.\n\nJana';
const quote = 'On Mon, Mar 3, 2025 at 9:12 AM Help <help@shop.example> wrote:\n> Does Tuesday suit you?';

describe('lines of programs under a mail', () => {
  it.each(LINES)('%s', (line) => {
    for (const text of [`${own}\n\n${line}`, `${own}\n\n${line}\n\n${quote}`]) {
      const reply = extractReply({ text });
      expect(reply.text).toBe(own);
      expect(reply.signature).toBe(line);
    }
  });

  it.each([
    'Sent with DHL Express',
    'Gesendet mit DHL.',
    'Versendet mit Hermes am Montag',
    'Sent the parcel yesterday.',
    'Sent from Berlin yesterday, should arrive tomorrow.',
    'Gesendet wurde das Paket am Montag.',
    'Ich habe es von meinem iPhone gesendet, aber es kam nicht an.',
    'Von meinem Handy aus habe ich die Nachricht gesendet, die Sie nicht bekommen haben.',
    'Get Outlook for iOS is what it says at the bottom of your mails. Why?',
    'Sent from my heart, with love to all of you, and many more words that make this a sentence.',
  ])('leaves what a person says: %s', (line) => {
    expect(extractReply({ text: `${own}\n\n${line}` }).text).toBe(`${own}\n\n${line}`);
  });

  it('takes a postscript below the signature for the writer’s words', () => {
    const text = 'Ja.\n\n-- \nJana\n\nPS: Bitte bis Freitag.';
    expect(extractReply({ text }).text).toBe(text);
  });
});
