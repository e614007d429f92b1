/** What a chart shows, as a table: the first cell of a row names it. */
export type ChartTable = { columns: string[]; rows: { key: string; cells: string[] }[] };

export function ChartTableView({ label, table }: { label: string; table: ChartTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="chart-table-scroll" tabIndex={0} aria-label={`${label}: ${table.columns.join(', ')}`}>
      <table className="chart-table">
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ key, cells: [head, ...rest] }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {rest.map((cell, at) => (
                <td key={table.columns[at + 1]} className="tabular">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
