import type { Note, NoteVersion } from '#lib/connected-accounts/types.ts';
import type { FormAction } from '../ui/answered-form.tsx';
import { Badge } from '../ui/badge.tsx';
import { Time } from '../ui/time.tsx';
import { NoteForm } from './note-form.tsx';

/** What people noted about a connected account. @param actions null when the reader may not write */
export function Notes({
  connectedAccountId,
  notes,
  actions,
}: {
  connectedAccountId: string;
  notes: readonly Note[];
  actions: { add: FormAction; edit: FormAction } | null;
}) {
  return (
    <>
      {notes.length === 0 ? <p className="muted">Nobody has noted anything.</p> : null}
      <ul className="notes">
        {notes.map((note) => (
          <li key={note.noteId}>
            {note.isPinned ? <Badge tone="info">At the top</Badge> : null}
            <p className="written">
              <bdi>{note.now.text}</bdi>
            </p>
            <Signature version={note.now} isEdited={note.before.length > 0} />
            <div className="note-acts">
              {note.before.length === 0 ? null : <Before versions={note.before} />}
              {actions === null ? null : (
                <details className="fold">
                  <summary>
                    Edit<span className="vh"> the note “{note.now.text.slice(0, 40)}”</span>…
                  </summary>
                  <NoteForm
                    // A version that somebody else wrote meanwhile starts a form of its own.
                    key={note.now.version}
                    action={actions.edit}
                    fields={{ connectedAccountId, noteId: note.noteId, version: String(note.now.version) }}
                    text={note.now.text}
                    isPinned={note.isPinned}
                    label="Save note"
                  />
                </details>
              )}
            </div>
          </li>
        ))}
      </ul>
      {actions === null ? null : (
        <details className="fold">
          <summary>Add a note…</summary>
          <NoteForm action={actions.add} fields={{ connectedAccountId }} label="Add note" />
        </details>
      )}
    </>
  );
}

function Signature({ version, isEdited }: { version: NoteVersion; isEdited: boolean }) {
  return (
    <p className="small muted">
      <bdi>{version.writtenByName}</bdi>, {isEdited ? 'changed ' : null}
      <Time at={version.writtenAt} />
    </p>
  );
}

function Before({ versions }: { versions: readonly NoteVersion[] }) {
  return (
    <details className="fold">
      <summary>
        {versions.length === 1 ? 'One earlier version' : `${String(versions.length)} earlier versions`}
      </summary>
      <ol className="notes">
        {versions.map((version) => (
          <li key={version.version}>
            <p className="written">
              <bdi>{version.text}</bdi>
            </p>
            <Signature version={version} isEdited={false} />
          </li>
        ))}
      </ol>
    </details>
  );
}
