/*
 * Imported before all else by what a deployment runs: without a mode of its own a process would skip the guards on weak
 * secrets and missing variables. The demo, development and tests set NODE_ENV themselves; `npm start` knows production alone.
 */
const { NODE_ENV = '' } = process.env as Record<string, string | undefined>;
if (NODE_ENV.trim() === '') Object.assign(process.env, { NODE_ENV: 'production' });
export {};
