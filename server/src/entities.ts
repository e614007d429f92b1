/** Every TypeORM entity of the domains, for the data source. Each domain adds its own list here. */
// biome-ignore lint/complexity/noBannedTypes: TypeORM's own type of entity classes
export const entities: Function[] = [];
