export { setUp as default } from './jest-run.mjs';
