export const newConversation = {
  title: 'Jemandem schreiben',
  from: 'Von',
  text: 'Text',
  placeholder: 'Mach den Anfang …',
  nothingWritten: 'Es gibt noch nichts zu senden.',
  sending: 'Ist unterwegs.',
  discard: 'Verwerfen',
};
