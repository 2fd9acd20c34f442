/** Whoever connects as the login role: owner of everything, and here a superuser. */
export type Attacker = 'owner' | 'application' | 'holder of acct_1A';

/** One thing that the database itself holds: what it refuses, and the statement that would take it away. */
export type Guard = {
  name: string;
  as: Attacker;
  /** Taken away beforehand, because another guard would refuse the attack as well. */
  without?: string;
  remove: string;
  /** Run one after the other; the attack is refused when one fails or when the last touches no row. */
  attack: readonly string[];
};

export function dropTruncateTriggers(table: string): string {
  return `do $do$ declare name regclass; begin
    for name in select tgrelid::regclass from pg_trigger where tgname = 'append_only_truncate'
      and (tgrelid = '${table}'::regclass or tgrelid in (select inhrelid from pg_inherits where inhparent = '${table}'::regclass))
    loop execute format('drop trigger append_only_truncate on %s', name); end loop; end $do$`;
}

/**
 * A table whose rows stay.
 * @param change of a row that nothing else refuses, where no row changes either; null where columns may change
 */
export const keptForever = (table: string, change: string | null = null): Guard[] => {
  const guard = { as: 'owner', remove: `drop trigger append_only on ${table}` } as const;
  return [
    { ...guard, name: `trigger ${table}.append_only (delete)`, attack: [`delete from ${table}`] },
    ...(change === null
      ? []
      : [
          {
            ...guard,
            name: `trigger ${table}.append_only (update)`,
            attack: [`update ${table} set ${change}`],
          },
        ]),
    {
      name: `trigger ${table}.append_only_truncate`,
      as: 'owner',
      remove: dropTruncateTriggers(table),
      attack: [`truncate ${table}`],
    },
  ];
};

/** A table that is the application's alone: no holder sees a row, whatever is granted one day. */
export const hiddenFromHolders = (table: string): Guard => ({
  name: `row security of ${table}`,
  as: 'holder of acct_1A',
  without: `grant select on ${table} to sluice_account_holder`,
  remove: `alter table ${table} disable row level security`,
  attack: [`select 1 from ${table}`],
});

/** What a constraint or an index refuses, tried with all triggers off. @param attacks by `constraint table.name` or `index table.name` */
export const refusedByShape = (attacks: Readonly<Record<string, string>>): Guard[] =>
  Object.entries(attacks).map(([name, attack]) => {
    const [kind, table = '', own = ''] = name.split(/[ .]/);
    return {
      name,
      as: 'owner',
      without: 'set local session_replication_role = replica',
      remove: kind === 'index' ? `drop index ${own}` : `alter table ${table} drop constraint ${own}`,
      attack: [attack],
    };
  });
