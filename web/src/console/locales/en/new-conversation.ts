export const newConversation = {
  title: 'Write to someone',
  from: 'From',
  text: 'Text',
  placeholder: 'Write the first word …',
  nothingWritten: 'There is nothing to send yet.',
  sending: 'It is on its way.',
  discard: 'Discard',
};
