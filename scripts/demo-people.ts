import postgres from 'postgres';

/**
 * Names and roles that can be chosen on the sign-in page of the demo, oldest first; after those who work here the owners of
 * connected accounts, who see the portal alone.
 */
export async function readDemoPeople(databaseUrl: string): Promise<{ name: string; role: string }[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const operators = await sql<{ name: string; role: string }[]>`
      select name, replace(role::text, '_', ' ') as role from operators
      where is_demo_persona and disabled_at is null order by created_at, operator_id`;
    const owners = await sql<{ name: string; role: string }[]>`
      select owner.name, format('owner of %s: the portal, /portal', coalesce(display_name, connected_account_id)) as role
      from connected_account_owners as owner join connected_accounts using (connected_account_id)
      where is_demo_persona and disabled_at is null order by owner.created_at, owner_id`;
    return [...operators, ...owners];
  } finally {
    await sql.end({ timeout: 5 });
  }
}
