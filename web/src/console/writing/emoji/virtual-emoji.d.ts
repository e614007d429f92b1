declare module 'virtual:emoji/*' {
  /** Emoji, label, names between colons, tags, group, the five skin tones: lists of words separated by spaces. */
  const rows: [string, string, string, string, number, string?][];
  // biome-ignore lint/style/noDefaultExport: what the build makes of data is a default export
  export default rows;
}
