/** Mails of the house itself, plain text. */
interface MailText {
  subject: string;
  text: string;
}

export function invitationMail(
  locale: string,
  input: { brandName: string; inviter: string; link: string },
): MailText {
  const { brandName, inviter, link } = input;
  return locale === 'de'
    ? {
        subject: `${inviter} lädt dich zu ${brandName} in Parley ein`,
        text: `Hallo,\n\n${inviter} möchte mit dir zusammen die Gespräche von ${brandName} führen. Dein Platz wartet hier (sieben Tage lang, der Link gilt einmal):\n\n${link}\n`,
      }
    : {
        subject: `${inviter} invites you to ${brandName} on Parley`,
        text: `Hello,\n\n${inviter} would like to hold the conversations of ${brandName} together with you. Your seat waits here (for seven days; the link works once):\n\n${link}\n`,
      };
}

export function passwordResetMail(locale: string, input: { link: string }): MailText {
  return locale === 'de'
    ? {
        subject: 'Neues Passwort für Parley',
        text: `Hallo,\n\nhier kannst du ein neues Passwort wählen (eine Stunde lang, der Link gilt einmal):\n\n${input.link}\n\nWenn du das nicht wolltest, ist nichts zu tun.\n`,
      }
    : {
        subject: 'A new password for Parley',
        text: `Hello,\n\nchoose a new password here (within an hour; the link works once):\n\n${input.link}\n\nIf you did not ask for this, there is nothing to do.\n`,
      };
}
