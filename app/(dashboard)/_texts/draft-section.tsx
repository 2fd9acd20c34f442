import type { ReactNode } from 'react';
import { ConfirmForm } from '#components/approvals/confirm-form.tsx';
import { PolicyDiff } from '#components/payouts/policy-diff.tsx';
import { PolicySigners } from '#components/payouts/policy-history.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import type { FormAction } from '#components/ui/answered-form.tsx';
import { Callout, Section } from '#components/ui/card.tsx';
import { actorId } from '#lib/audit/record-audit.ts';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Permission } from '#lib/auth/permissions.ts';
import type { Context } from '#lib/context.ts';
import { listSameHands } from '#lib/people/queries.ts';
import { lineChanges } from '#lib/payouts/rules/line-changes.ts';
import { publishLeaf } from '#lib/versioned-texts/publish-leaf.ts';
import type { TextVersion } from '#lib/versioned-texts/types.ts';
import type { VersionedText } from '#lib/versioned-texts/versioned-text.ts';

type Fault = { readonly line: number; readonly text: string };

/** What a reader may do with a draft, and with which actions. */
export type DraftActs = {
  readonly kind: VersionedText;
  readonly edit: Permission;
  readonly publish: Permission;
  readonly publishAction: FormAction;
  readonly withdrawAction: FormAction;
};

type Shown = { ctx: Context; draft: TextVersion; faults: readonly Fault[]; acts: DraftActs };

/**
 * A draft with its faults, what it changes, what it would have done, and what its reader may do about it.
 * @param before the text in force; null where there is none
 * @param children what it would have done; asked for only when every line can be read
 */
export function DraftSection({
  before,
  triedDays,
  children,
  ...shown
}: Shown & { before: string | null; triedDays: number; children: ReactNode }) {
  const { draft, faults } = shown;
  return (
    <Section id="draft" title="Draft" aside={`Version ${String(draft.version)}`}>
      <PolicySigners version={draft} />
      {faults.length > 0 ? <Faults faults={faults} /> : null}
      <h3 className="policy-part">What changes</h3>
      <PolicyDiff changes={lineChanges(before ?? '', draft.text)} isFirst={before === null} />
      <h3 className="policy-part">Tried on the last {triedDays} days</h3>
      {faults.length === 0 ? (
        children
      ) : (
        <p className="muted">It is tried on the past once nothing is to be mended.</p>
      )}
      <Decide {...shown} />
    </Section>
  );
}

function Faults({ faults }: { faults: readonly Fault[] }) {
  return (
    <Callout
      tone="failed"
      title={
        faults.length === 1 ? 'One line is to be mended' : `${String(faults.length)} lines are to be mended`
      }
    >
      <ul className="bullets">
        {faults.map(({ line, text }) => (
          <li key={line}>
            <b>Line {line}.</b> {text}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

async function Decide({ ctx, draft, faults, acts }: Shown) {
  const { kind, edit, publish, publishAction, withdrawAction } = acts;
  const may = permissionsOf(ctx.actor);
  const isOwn = draft.writtenBy === actorId(ctx.actor);
  const oneHand = (await listSameHands(ctx, [draft.writtenBy])).get(draft.writtenBy);
  const fields = { versionId: draft.versionId, seenHash: draft.textHash };
  return (
    <div className="policy-acts">
      {may.includes(publish) && !isOwn && oneHand === undefined && faults.length === 0 ? (
        <ConfirmForm
          action={publishAction}
          fields={fields}
          ways={await readStepUpWays(ctx)}
          purpose={kind.purpose}
          root={publishLeaf(kind, draft)}
          does={`Publish version ${String(draft.version)}`}
          pendingLabel="Publishing"
        />
      ) : null}
      {may.includes(edit) ? (
        <ActionForm action={withdrawAction} fields={fields} kind="quiet" label="Give the draft up" />
      ) : null}
      {isOwn ? (
        <p className="muted">You wrote this draft last, so another administrator publishes it.</p>
      ) : null}
      {oneHand === undefined ? null : <p className="muted">{oneHand} Another administrator publishes it.</p>}
    </div>
  );
}
