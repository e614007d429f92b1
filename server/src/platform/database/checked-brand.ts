/**
 * The brand as a check of rows found by other columns, never as the way to them. The planner, who knows little of a young or
 * fast growing table, would rather walk through all of the brand's rows than look up the few that are asked for; it finds no
 * index behind `IS TRUE`.
 * @param alias of the table; the brand is the statement's first parameter
 */
export const checkedBrand = (alias?: string): string =>
  `(${alias === undefined ? '' : `${alias}.`}brand_id = $1) IS TRUE`;
