export const newConversation = {
  title: 'Write to someone',
  from: 'From',
  text: 'Text',
  placeholder: 'Write the first word …',
  blanks: 'Fill in first what is missing: {{name}}',
  nothingWritten: 'There is nothing to send yet.',
  sending: 'It is on its way.',
  discard: 'Discard',
};
