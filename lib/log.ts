import { pino, type DestinationStream, type Logger } from 'pino';
import { now } from './clock.ts';
import { wantedLogLevel } from './log-level.ts';
import { toEcsFields } from './observability/ecs.ts';
import { processState } from './observability/process-state.ts';
import { scrubText } from './observability/scrub.ts';
import { logFields, traceFields } from './observability/trace.ts';

const ECS_VERSION = '8.17.0';
const ERROR_LEVEL = 50;
const FATAL_LEVEL = 60;

/** The first of pino's arguments is the fields, or the message when there are none. */
function split(args: readonly unknown[]): { fields: Record<string, unknown>; message: string } {
  const [first, second] = args;
  if (first instanceof Error)
    return { fields: { err: first }, message: typeof second === 'string' ? second : first.message };
  if (typeof first === 'object' && first !== null)
    return { fields: { ...first }, message: typeof second === 'string' ? second : '' };
  return { fields: {}, message: String(first) };
}

/**
 * JSON lines in Elastic Common Schema names. Log ids; keys, bodies, bank numbers and addresses of people are withheld by
 * name and by pattern, and an `error` or `fatal` line goes to the error reporter as well.
 */
export function createLog(destination?: DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level: wantedLogLevel(process.env['LOG_LEVEL']),
    base: { 'ecs.version': ECS_VERSION, 'process.pid': process.pid },
    messageKey: 'message',
    timestamp: () => `,"@timestamp":"${now().toISOString()}"`,
    formatters: { level: (label) => ({ 'log.level': label }) },
    mixin: () => ({ 'service.name': processState().service, ...traceFields() }),
    hooks: {
      logMethod(args, method, level) {
        const { fields, message } = split(args);
        const ecs = toEcsFields({ ...logFields(), ...fields });
        method.apply(this, [ecs, scrubText(message)]);
        if (level < ERROR_LEVEL) return;
        const { err } = fields;
        processState().reportError?.({
          error: err instanceof Error ? err : new Error(scrubText(message)),
          message: scrubText(message),
          level: level >= FATAL_LEVEL ? 'fatal' : 'error',
          fields: { ...traceFields(), ...ecs },
        });
      },
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** JSON lines on standard output. */
export const log = createLog();
