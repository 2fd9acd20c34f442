import postgres from 'postgres';

/** Names and roles that can be chosen on the sign-in page of the demo, oldest first. */
export async function readDemoPeople(databaseUrl: string): Promise<{ name: string; role: string }[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    return await sql<{ name: string; role: string }[]>`
      select name, replace(role::text, '_', ' ') as role from operators
      where is_demo_persona and disabled_at is null order by created_at, operator_id`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
