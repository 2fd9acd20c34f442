/** The object inside a stored event. @throws Error when the body is not there */
export function snapshotOf(body: string | null): Record<string, unknown> {
  if (body === null) throw new Error('The body of the event is not stored');
  const event = JSON.parse(body) as { data: { object: Record<string, unknown> } }; // shape checked before it was stored
  return event.data.object;
}
