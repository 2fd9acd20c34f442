import { log } from '#lib/log.ts';
import { printIntoLog } from '#lib/observability/console-lines.ts';
import { processState } from '#lib/observability/process-state.ts';

/* Before the web server, in its process: `--import` it, or import it first. */
processState().service = 'sluice-web';
printIntoLog(log, console);
