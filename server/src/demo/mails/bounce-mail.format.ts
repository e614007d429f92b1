import { sampleBrand } from '../sample-brand.js';

/**
 * The report of a mail server that could not deliver one of our mails (RFC 3464): the person's mailbox is full.
 * @param of.messageId the Message-ID of ours, with angle brackets
 */
export function bounceMail(of: {
  messageId: string;
  to: string;
  subject: string;
  at: Date;
  id: string;
}): Buffer {
  const host = of.to.slice(of.to.indexOf('@') + 1);
  const boundary = `report-${of.id}`;
  const date = of.at.toUTCString().replace('GMT', '+0000');
  return Buffer.from(
    [
      `From: Mail Delivery System <mailer-daemon@${host}>`,
      `To: ${sampleBrand.mailbox}`,
      `Date: ${date}`,
      `Message-ID: <bounce-${of.id}@${host}>`,
      'Subject: Undelivered Mail Returned to Sender',
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=us-ascii',
      '',
      `This is the mail system at host ${host}.`,
      '',
      "I'm sorry to have to inform you that your message could not be delivered to one or more recipients.",
      '',
      `<${of.to}>: host ${host} said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)`,
      '',
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      `Reporting-MTA: dns; ${host}`,
      `Arrival-Date: ${date}`,
      '',
      `Final-Recipient: rfc822; ${of.to}`,
      `Original-Recipient: rfc822; ${of.to}`,
      'Action: failed',
      'Status: 5.2.2',
      `Remote-MTA: dns; ${host}`,
      'Diagnostic-Code: smtp; 552 5.2.2 Mailbox full',
      '',
      `--${boundary}`,
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${of.messageId}`,
      `From: ${sampleBrand.mailbox}`,
      `To: ${of.to}`,
      `Subject: ${/^[\x20-\x7e]*$/.test(of.subject) ? of.subject : `=?utf-8?B?${Buffer.from(of.subject).toString('base64')}?=`}`,
      '',
      `--${boundary}--`,
      '',
    ].join('\r\n'),
    'utf8',
  );
}
