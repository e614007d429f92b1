/**
 * The tag to format by: the member's language as it is written where they are. A browser set to `en-GB` shows
 * 24 hours and the day before the month; English read in a German browser does as well (`en-DE`).
 * @param language what the console speaks to the member, `en` or `de`
 * @param browser the browser's languages, most wanted first
 */
export function regional(language: string, browser: readonly string[]): string {
  const wanted = browser.flatMap((tag) => {
    try {
      return [new Intl.Locale(tag)];
    } catch {
      return [];
    }
  });
  const same = wanted.find((locale) => locale.language === language && locale.region);
  if (same) return `${language}-${same.region}`;
  const first = wanted[0];
  if (!first || first.language === language) return language;
  const region = first.maximize().region;
  return region ? `${language}-${region}` : language;
}
