import { describe, expect, it } from '@jest/globals';
import { extractReply } from './reply-text.format.js';

const quote = '<div>Passt Dienstag?</div><div>Gruß vom Laden</div>';
const header =
  '<b>Von:</b> Hilfe<br><b>Gesendet:</b> Montag, 3. März 2025 09:12<br><b>An:</b> Jana<br><b>Betreff:</b> Termin<br>';
const own = '<div>Guten Morgen,</div><div>passt gut.</div>';

/** How programs set the mail they quote. "Zzz" is an announcement in a language nobody knows. */
const programs: Record<string, string> = {
  gmail_new: `${own}<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Xyz:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${quote}</blockquote></div>`,
  gmail_unknownlang: `${own}<div class="gmail_quote">Zzz 3.3. hilfe &lt;h@x.example&gt; blubb:<br><blockquote class="gmail_quote">${quote}</blockquote></div>`,
  gmail_fwd: `${own}<div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>Von: Hilfe</div>${quote}</div>`,
  apple: `${own}<div><br><blockquote type="cite"><div>Am 03.03.2025 um 09:12 schrieb Hilfe:</div><br><div>${quote}</div></blockquote></div>`,
  apple_ios: `${own}<div dir="ltr"><br><blockquote type="cite">Am 03.03.2025 um 09:12 schrieb Hilfe:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">${quote}</div></blockquote>`,
  tb: `${own}<div class="moz-cite-prefix">Zzz:<br></div><blockquote type="cite" cite="mid:x">${quote}</blockquote>`,
  tb_sig: `${own}<div class="moz-cite-prefix">Zzz:<br></div><blockquote type="cite">${quote}</blockquote><pre class="moz-signature">-- \nJana Roth</pre>`,
  owa: `${own}<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font>${header}</font><div>&nbsp;</div></div>${quote}`,
  owa_x: `${own}<div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg">Zzz</div>${quote}`,
  outlook_mob: `${own}<div id="ms-outlook-mobile-signature">Outlook</div><div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message"><hr><div><b>Zzz:</b> a</div>${quote}</div>`,
  outlook_mob2: `${own}<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>Zzz</b></div>${quote}`,
  outlook_desk_en: `<div class="WordSection1">${own}<div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b><span>Zzz:</span></b> Hilfe [mailto:h@x.example]<br><b>Yyy:</b> Monday, March 03, 2025 9:12 AM<br><b>Www:</b> Jana<br><b>Vvv:</b> Termin</p></div></div>${quote}</div>`,
  outlook_desk_left: `<div class="WordSection1">${own}<div style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt"><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>${header}</p></div></div>${quote}</div></div>`,
  outlook_mac: `${own}<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>Von: </b>Hilfe &lt;h@x.example&gt;<br><b>Datum: </b>Montag, 3. März 2025 um 09:12<br><b>An: </b>Jana<br><b>Betreff: </b>Re</p></div>${quote}`,
  olk_src: `${own}<span id="OLK_SRC_BODY_SECTION"><div>Zzz</div>${quote}</span>`,
  winmail: `${own}<div data-signatureblock="true"></div><div style="padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style: solid;"><div><font><b>Von:</b> Hilfe<br><b>Gesendet:</b> Montag, 3. März 2025 09:12<br><b>An:</b> Jana</font></div></div>${quote}`,
  winphone: `${own}<hr><div style="border:none"><span>Von: </span><span><a href="mailto:h@x.example">Hilfe</a></span><br><span>Gesendet: </span><span>‎03.‎03.‎2025 09:12</span><br><span>An: </span><span>Jana</span><br><span>Betreff: </span><span>Re</span></div>${quote}`,
  yahoo: `${own}<div id="yahoo_quoted_123" class="yahoo_quoted"><div>Zzz:</div>${quote}</div>`,
  yahoo_ydp: `<div class="ydp1yahoo-style-wrap">${own}<div id="ydpab12cyahoo_quoted_1" class="ydpab12cyahoo_quoted"><div>Zzz:</div>${quote}</div></div>`,
  yiv: `${own}<blockquote style="x"><div id="yiv123"><div class="yiv123gmail_quote">${quote}</div></div></blockquote>`,
  proton: `${own}<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Mit Proton Mail gesendet</div></div><div class="protonmail_quote">Zzz:<br><blockquote class="protonmail_quote" type="cite">${quote}</blockquote></div>`,
  tuta: `${own}<div>3. März 2025, 09:12 von h@x.example:<br></div><blockquote class="tutanota_quote" style="border-left:1px solid #93A3B8">${quote}</blockquote>`,
  zoho: `${own}<div class="zmail_extra_hr" style="border-top:1px solid rgb(204,204,204)"><br></div><div class="zmail_extra" data-zbluepencil-ignore="true"><div id="Zm-_Id_-Sgn1">---- Am Mo., 03 März 2025 09:12:44 +0100 <b>Hilfe &lt;h@x.example&gt;</b> schrieb ---</div><br><blockquote id="blockquote_zmail">${quote}</blockquote></div>`,
  zoho_unknown: `${own}<div class="zmail_extra"><div>Zzz</div><blockquote>${quote}</blockquote></div>`,
  gmx: `${own}<div name="quote" style="margin:10px 5px 5px 10px;padding:10px 0 10px 10px;border-left:2px solid #C3D9E5">${header}<div name="quoted-content">${quote}</div></div>`,
  zimbra: `${own}<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><blockquote style="border-left:2px solid #1010FF"><b>Zzz: </b>h</blockquote></div><div data-marker="__QUOTED_TEXT__"><blockquote style="x">${quote}</blockquote></div>`,
  ox: `${own}<div class="default-style">Hilfe &lt;h@x.example&gt; hat am 03.03.2025 09:12 CET geschrieben:</div><blockquote type="cite">${quote}</blockquote>`,
  ox_sig: `${own}<div class="io-ox-signature">Jana Roth<br>Laden</div><blockquote type="cite"><div>Hilfe hat am 03.03.2025 09:12 geschrieben:</div>${quote}</blockquote>`,
  spark: `<div name="messageBodySection">${own}</div><div name="messageSignatureSection"><br>Jana</div><div name="messageReplySection">Zzz:<br><blockquote type="cite">${quote}</blockquote></div>`,
  fastmail: `${own}<div>On Mon, Mar 3, 2025, at 9:12 AM, Hilfe wrote:<br></div><blockquote type="cite" id="qt">${quote}</blockquote>`,
  front: `${own}<blockquote type="cite" class="front-blockquote">Zzz:<br>${quote}</blockquote>`,
  qq: `${own}<div style="font-size:12px;font-family:Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size:12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;"Hilfe"</div></div>${quote}`,
  netease: `${own}<div>At 2025-03-03 09:12:44, "Hilfe" &lt;h@x.example&gt; wrote:</div><blockquote id="isReplyContent" style="PADDING-LEFT:1ex;MARGIN:0px 0px 0px 0.8ex;BORDER-LEFT:#ccc 1px solid">${quote}</blockquote>`,
  alimail: `<div class="__aliyun_email_body_block">${own}<div class="__aliyun_signature_wrap">Jana</div><blockquote class="__aliyun_previous_body_wrap">Zzz<br>${quote}</blockquote></div>`,
  mailru: `${own}<blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;">Понедельник, 3 марта 2025, 9:12 +03:00 от Hilfe &lt;h@x.example&gt;:<br>${quote}</blockquote>`,
  yandex: `${own}<div>03.03.2025, 09:12, "Hilfe" &lt;h@x.example&gt;:</div><blockquote>${quote}</blockquote>`,
  notes: `${own}<font size=1 color=#5f5f5f>Von:&nbsp;&nbsp;</font><font size=1>Hilfe &lt;h@x.example&gt;</font><br><font size=1 color=#5f5f5f>An:&nbsp;&nbsp;</font><font>Jana</font><br><font color=#5f5f5f>Datum:&nbsp;&nbsp;</font><font>03.03.2025 09:12</font><br><font color=#5f5f5f>Betreff:&nbsp;&nbsp;</font><font>Re</font><br><hr noshade><br>${quote}`,
  n1: `${own}<blockquote class="gmail_quote nylas-quote">On Mar 3 2025, at 9:12 am, Hilfe &lt;h@x.example&gt; wrote:<br>${quote}</blockquote>`,
  mailspring: `${own}<div class="gmail_quote_attribution">Zzz:</div><blockquote class="gmail_quote">${quote}</blockquote>`,
  bluemail: `${own}<div class="gmail_quote" >Am 3. März 2025, um 09:12, Hilfe &lt;<a href="mailto:h@x.example">h@x.example</a>&gt; schrieb:<blockquote class="gmail_quote">${quote}</blockquote></div>`,
  k9: `${own}<br><br><div class="gmail_quote"><div dir="auto">Am 3. März 2025 09:12:44 MEZ schrieb Hilfe:</div><blockquote class="gmail_quote">${quote}</blockquote></div><div class='k9mail-signature'>-- <br>Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.</div>`,
  samsung: `${own}<div id="composer_signature"><div style="font-size:85%;color:#575757">Von meinem Galaxy gesendet</div></div><div><br></div><div style="font-size:100%;color:#000000"><div>-------- Ursprüngliche Nachricht --------</div><div>Von: Hilfe </div><div>Datum: 03.03.25  09:12  (GMT+01:00) </div><div>An: Jana </div><div>Betreff: Re </div></div>${quote}`,
  bq_style: `${own}<div>Am 03.03.2025 um 09:12 schrieb Hilfe:</div><div style="border-left:1px solid #ccc;padding-left:8px">${quote}</div>`,
  ecx: `${own}<hr id="stopSpelling">Date: Mon, 3 Mar 2025 09:12:44 +0100<br>From: h@x.example<br>To: j@x.example<br>Subject: Re<br><br>${quote}`,
  outlook_hdr: `${own}<div class="OutlookMessageHeader" lang="de" dir="ltr" align="left"><hr tabindex="-1"><font size="2"><b>Zzz:</b> Hilfe</font></div>${quote}`,
  email_quote: `<div class="PlainText">${own}</div><blockquote class="email_quote">Zzz:<br>${quote}</blockquote>`,
  missive: `${own}<div class="missive_quote">Zzz:<br>${quote}</div>`,
  airmail: `${own}<div class="bloop_sign"></div><p class="airmail_on">Zzz:</p><blockquote type="cite" class="clean_bq"><span>${quote}</span></blockquote>`,
  prefixed: `${own}<div class="m_-12345gmail_quote"><div class="m_-12345gmail_attr">Zzz</div><blockquote class="m_-12345gmail_quote">${quote}</blockquote></div>`,
  hey: `${own}<div>On March 3, 2025, Hilfe &lt;h@x.example&gt; wrote:</div><blockquote>${quote}</blockquote>`,
  roundcube: `${own}<p id="reply-intro">Am 2025-03-03 09:12, schrieb Hilfe:</p><blockquote type="cite" style="padding:0 0.4em;border-left:#1010ff 2px solid">${quote}</blockquote>`,
  sogo: `${own}<blockquote type="cite" cite="h@x.example">Am Montag, März 03, 2025 09:12 CET, schrieb Hilfe &lt;h@x.example&gt;:<br>${quote}</blockquote>`,
  sogo2: `${own}Am Montag, März 03, 2025 09:12 CET, schrieb Hilfe &lt;h@x.example&gt;:<br>&nbsp;<blockquote type="cite">${quote}</blockquote>`,
  groupwise: `${own}<div>&gt;&gt;&gt; Hilfe &lt;h@x.example&gt; 03.03.2025 09:12 &gt;&gt;&gt;<br></div>${quote}`,
  horde: `${own}<p>Zitat von Hilfe &lt;<a href="mailto:h@x.example">h@x.example</a>&gt;:<br></p><blockquote style="border-left:2px solid blue;margin-left:8px;padding-left:8px;" type="cite">${quote}</blockquote>`,
  brs: `Guten Morgen,<br>passt gut.<br><br>-----Ursprüngliche Nachricht-----<br>Von: Hilfe<br>Gesendet: Montag<br><br>${quote}`,
  aol: `${own}<div>-----Original Message-----<br>From: Hilfe &lt;h@x.example&gt;<br>To: j@x.example<br>Sent: Mon, 3 Mar 2025 9:12<br>Subject: Re<br><br><div id="aolmail_x">${quote}</div></div>`,
  aol2: `${own}<div>In a message dated 3/3/2025 9:12:44 AM Eastern Standard Time, h@x.example writes:</div><blockquote>${quote}</blockquote>`,
  freshdesk: `${own}<div class="freshdesk_quote"><blockquote class="freshdesk_quote">Zzz:${quote}</blockquote></div>`,
  intercom: `${own}<div class="history_container">Am 3. März 2025, 09:12, schrieb Hilfe &lt;h@x.example&gt;:${quote}</div>`,
  spans: `${own}<span>Am 03.03.2025 um 09:12 schrieb <b>Hilfe</b> &lt;<a href="mailto:h@x.example">h@x.example</a>&gt;:</span><br><br>${quote}`,
  linebroken: `${own}<div>Am Montag, 3. März 2025 um 09:12:44 MEZ hat Hilfe\n      &lt;h@x.example&gt; Folgendes geschrieben: </div><div><br></div>${quote}`,
  splitdivs: `${own}<div>Am 03.03.2025 um 09:12 schrieb Hilfe</div><div>&lt;h@x.example&gt;:</div><blockquote>${quote}</blockquote>`,
};

describe('containers of mail programs', () => {
  for (const [program, markup] of Object.entries(programs)) {
    it.each([markup, `<html><head><style>p{}</style></head><body>${markup}</body></html>`])(
      `end the answer: ${program}`,
      (html) => {
        const reply = extractReply({ html });
        expect(reply.text).toMatch(/passt gut/);
        expect(reply.text).not.toMatch(/Dienstag|Zzz|Von:|schrieb|wrote|Hilfe|----/);
        expect(reply.html).not.toMatch(/Dienstag|Zzz/);
        expect(`${reply.quoted ?? ''}${reply.forwarded ?? ''}`).toContain('Passt Dienstag?');
      },
    );
  }
});
