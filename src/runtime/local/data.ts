/** What client commands need of a data directory: where its home runs, and what a sender of its hooks must send. */
export { readHome } from '../../adapters/local/home.ts';
