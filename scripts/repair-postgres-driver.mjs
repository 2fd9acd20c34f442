// postgres.js 3.4.9 loses or invents results when a connection is cut or a statement fails half-way
// (docs/decisions/0008). Until a release mends that, this changes these places whenever a program of ours starts: four reads
// when there is nothing to do.
// Plain JavaScript without dependencies: it also runs where only production packages are installed.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const VERSION = '3.4.9';
const FOLDER = fileURLToPath(new URL('../node_modules/postgres/', import.meta.url));

/** What stands in the released file, and what must stand there. */
const REPAIRS = {
  'connection.js': [
    {
      // A statement on a connection without a socket ended the process one turn later, where nobody can catch it.
      released: `    if (stream)
      return queryError(q, Errors.generic('COPY_IN_PROGRESS'`,
      repaired: `    if (!socket)
      return queryError(q, Errors.connection('CONNECTION_CLOSED', options)), true

    if (stream)
      return queryError(q, Errors.generic('COPY_IN_PROGRESS'`,
    },
    {
      released: `  function nextWrite(fn) {
`,
      repaired: `  function nextWrite(fn) {
    if (!socket)
      return (chunk = nextWriteTimer = null, true)

`,
    },
    {
      // What was not yet written stayed, with its timer: the next connection never sent its first message.
      released: `    socket = null

    if (initial)
      return reconnect()
`,
      repaired: `    socket = chunk = nextWriteTimer = null
    rows = 0

    if (initial)
      return (query = errorResponse = null, reconnect())
`,
    },
    {
      // The dead connection's last error was given to the first query of the next one.
      released: `    closedTime = performance.now()
`,
      repaired: `    query = results = errorResponse = null
    result = new Result()
    closedTime = performance.now()
`,
    },
    {
      // Nobody awaits this question. When it fails, the query that waits for the connection is told.
      released: `        return fetchArrayTypes()
`,
      repaired: `        return fetchArrayTypes().catch(() => undefined)
`,
    },
    {
      // After a statement that failed between its rows, the next result began with as many holes.
      released: `    query = results = errorResponse = null
    result = new Result()
    connectTimer.cancel()
`,
      repaired: `    query = results = errorResponse = null
    result = new Result()
    rows = 0
    connectTimer.cancel()
`,
    },
  ],
  'index.js': [
    {
      // A transaction that lost its connection went on, outside any transaction, as soon as the pool had reconnected.
      released: `        new Promise((_, reject) => connection.onclose = reject)
`,
      repaired: `        new Promise((_, reject) => connection.onclose = error => {
          lost = error
          while (queries.length)
            queries.shift().reject(error)
          reject(error)
        })
`,
    },
    {
      released: `      , connection
      , prepare = null
`,
      repaired: `      , connection
      , lost = null
      , prepare = null
`,
    },
    {
      released: `        q.catch(e => uncaughtError || (uncaughtError = e))
        c.queue === full`,
      repaired: `        q.catch(e => uncaughtError || (uncaughtError = e))
        if (lost)
          return q.reject(lost)

        c.queue === full`,
    },
  ],
};

const occurrences = (text, part) => text.split(part).length - 1;

/** @throws Error when the installed driver is neither the known release nor its repaired form */
function repair(file, repairs) {
  const released = readFileSync(file, 'utf8');
  let text = released;
  for (const { released, repaired } of repairs) {
    if (occurrences(text, repaired) === 1) continue;
    if (occurrences(text, released) !== 1)
      throw new Error(
        `${file} is not the file of postgres ${VERSION} that scripts/repair-postgres-driver.mjs knows: read docs/decisions/0008.`,
      );
    text = text.replace(released, () => repaired);
  }
  if (text === released) return;
  // Two programs may start at once, and neither may load half a file.
  const whole = `${file}.${String(process.pid)}`;
  writeFileSync(whole, text);
  renameSync(whole, file);
}

for (const build of ['src', 'cjs/src'])
  for (const [name, repairs] of Object.entries(REPAIRS)) repair(`${FOLDER}${build}/${name}`, repairs);
