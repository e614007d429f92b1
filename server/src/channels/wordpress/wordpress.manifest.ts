import type { ChannelManifest } from '@parley/shared/channel-manifest.js';
import { PLUGIN_NAME } from './plugin-file.js';
import { MOST_BYTES } from './reply.format.js';

const byPassword = { field: 'login', values: ['password'] };

export const wordpressManifest: ChannelManifest = {
  kind: 'wordpress',
  name: { en: 'WordPress', de: 'WordPress' },
  summary: {
    en: 'The comments under the posts of a blog or website: answer, approve and put away spam from here.',
    de: 'Die Kommentare unter den Beiträgen eines Blogs oder einer Website: von hier beantworten, freigeben, Spam aussortieren.',
  },
  icon: 'globe',
  media: ['comment'],
  capabilities: [
    'receives_webhooks',
    'polls',
    'sends',
    'replies_publicly',
    'rich_text',
    'approves',
    'marks_spam',
    'trashes',
    'backfill',
    'test_connection',
    'oauth',
  ],
  limits: {
    textLength: MOST_BYTES,
    textUnit: 'bytes',
    attachments: 0,
    attachmentBytes: 0,
    totalBytes: 0,
    attachmentTypes: [],
  },
  replyWindowMs: null,
  steps: [
    {
      text: {
        en: 'Choose the user of the site who answers. It needs the role Editor or Administrator: only they may moderate comments.',
        de: 'Wähle, welcher Benutzer der Website antwortet. Er braucht die Rolle Redakteur oder Administrator: Nur diese dürfen Kommentare moderieren.',
      },
    },
    {
      text: {
        en: 'In WordPress open Users → Profile of that user, and scroll to “Application Passwords”.',
        de: 'Öffne in WordPress Benutzer → Profil dieses Benutzers und gehe zu „Anwendungspasswörter“.',
      },
      showWhen: byPassword,
    },
    {
      text: {
        en: 'Enter “Parley” as the name, press “Add New Application Password”, and copy the password: WordPress shows it only once.',
        de: 'Gib als Namen „Parley“ ein, drücke „Neues Anwendungspasswort hinzufügen“ und kopiere das Passwort: WordPress zeigt es nur einmal.',
      },
      showWhen: byPassword,
    },
    {
      text: {
        en: 'Sign in to WordPress as that user in this browser. The next page is one of your own site: there you approve the connection.',
        de: 'Melde dich in diesem Browser als dieser Benutzer bei WordPress an. Die nächste Seite ist eine deiner eigenen Website: Dort bestätigst du die Verbindung.',
      },
      showWhen: { field: 'login', values: ['consent'] },
    },
    {
      text: {
        en: 'Optional, afterwards: to have comments at once instead of within a minute, put this file into wp-content/mu-plugins of the site. Its first lines say where the address and the secret belong that are shown once the site is connected.',
        de: 'Optional, hinterher: Damit Kommentare sofort statt binnen einer Minute da sind, lege diese Datei in wp-content/mu-plugins der Website. In ihren ersten Zeilen steht, wohin die Adresse und das Geheimnis gehören, die erscheinen, sobald die Website verbunden ist.',
      },
      file: `/hooks/wordpress/${PLUGIN_NAME}`,
    },
  ],
  settings: [
    {
      name: 'siteUrl',
      type: 'text',
      label: { en: 'Address of the site', de: 'Adresse der Website' },
      help: {
        en: 'As visitors know it, with the folder if it lives in one.',
        de: 'So, wie Besucher sie kennen; mit dem Ordner, falls sie in einem liegt.',
      },
      placeholder: 'https://example.org/blog',
      required: true,
      secret: false,
      advanced: false,
    },
    {
      name: 'login',
      type: 'select',
      label: { en: 'How Parley signs in', de: 'Wie Parley sich anmeldet' },
      required: true,
      secret: false,
      advanced: false,
      defaultValue: 'password',
      options: [
        {
          value: 'password',
          label: { en: 'With an application password', de: 'Mit einem Anwendungspasswort' },
        },
        {
          value: 'consent',
          label: { en: 'By approval on the site', de: 'Mit Bestätigung auf der Website' },
        },
      ],
    },
    {
      name: 'username',
      type: 'text',
      label: { en: 'User name in WordPress', de: 'Benutzername in WordPress' },
      required: true,
      secret: false,
      advanced: false,
      showWhen: byPassword,
    },
    {
      name: 'password',
      type: 'password',
      label: { en: 'Application password', de: 'Anwendungspasswort' },
      help: {
        en: 'Not the password of the user: the one WordPress made for Parley.',
        de: 'Nicht das Passwort des Benutzers, sondern das von WordPress für Parley erzeugte.',
      },
      placeholder: 'abcd EFGH 1234 ijkl MNOP 6789',
      required: true,
      secret: true,
      advanced: false,
      showWhen: byPassword,
    },
    {
      name: 'replyName',
      type: 'select',
      label: { en: 'Name under replies', de: 'Name unter Antworten' },
      help: {
        en: 'People talk with people: by default with the name of whoever writes.',
        de: 'Menschen reden mit Menschen: Voreingestellt ist der Name derjenigen, die schreiben.',
      },
      required: false,
      secret: false,
      advanced: true,
      defaultValue: 'member',
      options: [
        {
          value: 'member',
          label: { en: 'Of the member who writes', de: 'Der des Teammitglieds, das schreibt' },
        },
        { value: 'user', label: { en: 'Of the WordPress user', de: 'Der des WordPress-Benutzers' } },
      ],
    },
    {
      name: 'postAuthorsAreUs',
      type: 'checkbox',
      label: { en: 'Authors of posts are us', de: 'Autorinnen und Autoren der Beiträge sind wir' },
      help: {
        en: 'What they write under their own posts answers people, and is no question to us. Switch it off where guests write posts.',
        de: 'Was sie unter eigenen Beiträgen schreiben, beantwortet Fragen und ist keine an uns. Schalte es aus, wo Gäste Beiträge schreiben.',
      },
      required: false,
      secret: false,
      advanced: true,
      defaultValue: true,
    },
    {
      name: 'ourAuthors',
      type: 'list',
      label: { en: 'Further users who are us', de: 'Weitere Benutzer, die wir sind' },
      help: {
        en: 'Mail addresses, names or numbers of users of the site, one a line. Guests never count, whatever they call themselves.',
        de: 'E-Mail-Adressen, Namen oder Nummern von Benutzern der Website, je Zeile einer. Gäste zählen nie, wie auch immer sie sich nennen.',
      },
      required: false,
      secret: false,
      advanced: true,
    },
  ],
};
