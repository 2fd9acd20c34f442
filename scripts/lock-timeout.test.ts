import { expect, it } from 'vitest';
import { waitsBriefly } from './lock-timeout.ts';

it.each([
  ['0009_x.sql', "SET lock_timeout = '5s';--> statement-breakpoint\nCREATE TABLE x ();", true],
  [
    '0009_x.sql',
    "-- Why.\n\nSET lock_timeout = '500ms';\n--> statement-breakpoint\nCREATE TABLE x ();",
    true,
  ],
  ['0008_x.sql', 'CREATE INDEX x ON y (z);', true],
  ['0009_x.sql', 'CREATE INDEX x ON y (z);', false],
  ['0010_x.sql', "ALTER TABLE x ADD y int;\nSET lock_timeout = '5s';", false],
  ['0010_x.sql', 'SET lock_timeout = 0;', false],
  ['0010_x.sql', "-- SET lock_timeout = '5s';\nCREATE INDEX x ON y (z);", false],
])('%s: %j is %s', (name, sql, expected) => {
  expect(waitsBriefly(name, sql)).toBe(expected);
});
