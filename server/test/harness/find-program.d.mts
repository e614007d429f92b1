/** The oldest PostgreSQL Parley runs on. */
export const OLDEST_POSTGRES: number;

/** Full path of the first of these programs found on PATH or in the usual places, or undefined. */
export function lookUpProgram(...names: string[]): string | undefined;
/** Full path of Chromium or Chrome, or undefined. */
export function lookUpChromium(): string | undefined;
/** Folder with initdb, pg_ctl and postgres of the oldest supported PostgreSQL of the system, or undefined. */
export function lookUpPostgres(): string | undefined;

/** @throws Error naming what is missing */
export function findProgram(...names: string[]): string;
/** @throws Error naming what is missing */
export function findSystemPostgres(): string;
/** @throws Error naming what is missing */
export function findChromium(): string;
