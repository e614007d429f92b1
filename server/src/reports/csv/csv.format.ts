export type CsvCell = string | number | boolean | Date | null;

/** Spreadsheets take a cell that begins so for a formula, and run it; wide signs are taken for narrow ones. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]|^\s+[=+\-@＝＋－＠]/;
/** Where commas are decimal signs, spreadsheets begin a new cell at a semicolon, whatever the quotes say. `;-)` is no formula. */
const LATER_FORMULA = /(;\s*)(?=[=+@＝＋－＠]|-(?!\)))/g;

/**
 * One record after RFC 4180. Text that a spreadsheet would run gets an apostrophe in front; numbers are written as they are, instants in
 * ISO 8601 (UTC), what is not there as nothing.
 */
export function csvRecord(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  if (cell instanceof Date) return cell.toISOString();
  const later = cell.replace(LATER_FORMULA, "$1'");
  const harmless = FORMULA.test(cell) ? `'${later}` : later;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Without it, spreadsheets read UTF-8 as something else. */
export const CSV_MARK = '\uFEFF';
