/** Posts to an address of our own. @throws Error with the site's words when it refuses */
export async function askOwnSite<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Answer; // made by the route that the caller names
}
