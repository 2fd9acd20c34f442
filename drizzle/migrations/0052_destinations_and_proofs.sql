SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "external_account_changes" ADD COLUMN "is_new_destination" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "step_up_proofs" ADD COLUMN "code_step" bigint;--> statement-breakpoint
ALTER TABLE "step_up_uses" ADD COLUMN "path" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "step_up_proofs_one_code" ON "step_up_proofs" USING btree ("factor_id","code_step");--> statement-breakpoint
CREATE UNIQUE INDEX "step_up_proofs_one_answer" ON "step_up_proofs" USING btree ((assertion ->> 'nonce'));--> statement-breakpoint
-- What an account began with is not new, nor is what leads nowhere else; see decision 0020.
ALTER TABLE external_account_changes DISABLE TRIGGER append_only;
--> statement-breakpoint
UPDATE external_account_changes AS change SET is_new_destination = false
FROM (SELECT connected_account_id, min(seen_at) AS seen_at FROM external_account_changes GROUP BY connected_account_id) AS first
WHERE first.connected_account_id = change.connected_account_id
  AND (change.seen_at = first.seen_at OR change.change = 'removed'
    OR (change.before IS NOT NULL AND (change.before -> 'kind', change.before -> 'currency', change.before -> 'country',
      change.before -> 'last4', change.before -> 'institution', change.before -> 'holderName', change.before -> 'fingerprint')
      IS NOT DISTINCT FROM (change.after -> 'kind', change.after -> 'currency', change.after -> 'country', change.after -> 'last4',
      change.after -> 'institution', change.after -> 'holderName', change.after -> 'fingerprint')));
--> statement-breakpoint
ALTER TABLE external_account_changes ENABLE TRIGGER append_only;
