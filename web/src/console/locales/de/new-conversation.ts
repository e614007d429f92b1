export const newConversation = {
  title: 'Jemandem schreiben',
  from: 'Von',
  text: 'Text',
  placeholder: 'Mach den Anfang …',
  blanks: 'Zuerst ist noch auszufüllen: {{name}}',
  nothingWritten: 'Es gibt noch nichts zu senden.',
  sending: 'Ist unterwegs.',
  discard: 'Verwerfen',
};
