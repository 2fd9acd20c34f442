SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "payout_approvals" (
	"payout_approval_id" text PRIMARY KEY NOT NULL,
	"payout_request_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"decision" text NOT NULL,
	"payload_hash" text NOT NULL,
	"preview_hash" text NOT NULL,
	"request_version" integer NOT NULL,
	"operator_id" text NOT NULL,
	"operator_role" text NOT NULL,
	"reason" text,
	"step_up_proof_id" text,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text DEFAULT 'given' NOT NULL,
	"voided_at" timestamp with time zone,
	"voided_because" text,
	CONSTRAINT "payout_approvals_decision" CHECK (decision in ('approve', 'reject')),
	CONSTRAINT "payout_approvals_state" CHECK (state in ('given', 'void') and (state = 'void') = (voided_at is not null)),
	CONSTRAINT "payout_approvals_reject_reason" CHECK (decision = 'approve' or reason is not null)
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"hold_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"payout_request_id" text,
	"currency" text,
	"source" text NOT NULL,
	"reason_code" text NOT NULL,
	"keeps_percent" smallint DEFAULT 100 NOT NULL,
	"reviewer_text" text NOT NULL,
	"owner_text" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"owner_operator_id" text,
	"placed_by" text NOT NULL,
	"placed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"review_by" timestamp with time zone NOT NULL,
	"escalated_at" timestamp with time zone,
	"state" text DEFAULT 'open' NOT NULL,
	"release_asked_by" text,
	"release_asked_at" timestamp with time zone,
	"release_reason" text,
	"released_by" text,
	"released_by_source" text,
	"released_at" timestamp with time zone,
	CONSTRAINT "holds_source" CHECK (source in ('risk', 'policy', 'operator', 'kill_switch', 'destination_change', 'reconciliation', 'onboarding')),
	CONSTRAINT "holds_state" CHECK (state in ('open', 'release_asked', 'released')),
	CONSTRAINT "holds_keeps_percent" CHECK (keeps_percent between 1 and 100),
	CONSTRAINT "holds_released_how" CHECK ((state = 'released') = (released_at is not null)
        and (state <> 'released' or (release_reason is not null and released_by is not null and (released_by_source = source
          or (released_by_source is null and release_asked_by is not null and released_by <> release_asked_by)))))
);
--> statement-breakpoint
CREATE TABLE "dispatch_control" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"epoch" bigint NOT NULL,
	"locked_at" timestamp with time zone,
	"locked_because" text,
	CONSTRAINT "dispatch_control_one" CHECK (one = 1),
	CONSTRAINT "dispatch_control_locked" CHECK ((locked_at is null) = (locked_because is null))
);
--> statement-breakpoint
CREATE TABLE "kill_switch_steps" (
	"kill_switch_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"step" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"exposed" bigint NOT NULL,
	"currency" text NOT NULL,
	"because" text,
	"tries" smallint DEFAULT 0 NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "kill_switch_steps_key" PRIMARY KEY("kill_switch_id","connected_account_id","step")
);
--> statement-breakpoint
CREATE TABLE "kill_switches" (
	"kill_switch_id" text PRIMARY KEY NOT NULL,
	"scope" text NOT NULL,
	"scope_value" text DEFAULT '' NOT NULL,
	"is_drill" boolean DEFAULT false NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"epoch" bigint NOT NULL,
	"engaged_by" text NOT NULL,
	"pressed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"stopped_at" timestamp with time zone,
	"in_flight" integer DEFAULT 0 NOT NULL,
	"release_asked_by" text,
	"release_asked_at" timestamp with time zone,
	"release_reason" text,
	"released_by" text,
	"released_at" timestamp with time zone,
	CONSTRAINT "kill_switches_scope" CHECK (scope in ('everything', 'connected_account', 'currency', 'country', 'method', 'split_program', 'risk_band')
        and (scope = 'everything') = (scope_value = '')),
	CONSTRAINT "kill_switches_state" CHECK (state in ('engaging', 'engaged', 'release_asked', 'released')),
	CONSTRAINT "kill_switches_two_people" CHECK ((state = 'released') = (released_at is not null) and (state <> 'released' or is_drill
        or (release_asked_by is not null and released_by is not null and released_by <> release_asked_by)))
);
--> statement-breakpoint
CREATE TABLE "payout_accounts" (
	"connected_account_id" text PRIMARY KEY NOT NULL,
	"enrolled_at" timestamp with time zone DEFAULT now() NOT NULL,
	"enrolled_by" text NOT NULL,
	"equal_refusals" integer DEFAULT 0 NOT NULL,
	"last_refusal_code" text,
	"breaker_opened_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "payout_allocations" (
	"payout_request_id" text NOT NULL,
	"balance_transaction_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"connected_account_id" text NOT NULL,
	"reservation_number" smallint NOT NULL,
	"amount" bigint NOT NULL,
	"released_at" timestamp with time zone,
	CONSTRAINT "payout_allocations_key" PRIMARY KEY("payout_request_id","reservation_number","occurred_at","balance_transaction_id"),
	CONSTRAINT "payout_allocations_amount" CHECK (amount <> 0)
);
--> statement-breakpoint
CREATE TABLE "payout_attempts" (
	"payout_attempt_id" text PRIMARY KEY NOT NULL,
	"payout_request_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"attempt_number" smallint NOT NULL,
	"idempotency_key" text NOT NULL,
	"payload_hash" text NOT NULL,
	"state" text NOT NULL,
	"claim_number" integer DEFAULT 1 NOT NULL,
	"claimed_by" text NOT NULL,
	"claimed_until" timestamp with time zone NOT NULL,
	"call_until" timestamp with time zone,
	"epoch" bigint,
	"calls" smallint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"first_called_at" timestamp with time zone,
	"last_called_at" timestamp with time zone,
	"payout_id" text,
	"stripe_request_id" text,
	"status_code" integer,
	"error_code" text,
	"error_message" text,
	"has_stored_failure" boolean DEFAULT false NOT NULL,
	"look_ups" integer DEFAULT 0 NOT NULL,
	"looked_up_at" timestamp with time zone,
	"next_look_up_at" timestamp with time zone,
	"absent_since" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "payout_attempts_state" CHECK (state in ('claimed', 'calling', 'unknown', 'accepted', 'refused', 'returned', 'absent', 'abandoned')),
	CONSTRAINT "payout_attempts_calling_until" CHECK (state <> 'calling' or (call_until is not null and epoch is not null)),
	CONSTRAINT "payout_attempts_has_payout" CHECK ((payout_id is not null) = (state in ('accepted', 'returned'))),
	CONSTRAINT "payout_attempts_absent_proven" CHECK (state <> 'absent' or absent_since is not null)
);
--> statement-breakpoint
CREATE TABLE "payout_requests" (
	"payout_request_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount" bigint NOT NULL,
	"method" text NOT NULL,
	"destination_id" text NOT NULL,
	"destination_fingerprint" text NOT NULL,
	"source_type" text,
	"statement_descriptor" text,
	"payload" text NOT NULL,
	"payload_hash" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"state" text NOT NULL,
	"origin" text NOT NULL,
	"requested_by_operator_id" text,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"policy_version_id" text,
	"route" text NOT NULL,
	"route_reasons" jsonb NOT NULL,
	"approvals_needed" smallint NOT NULL,
	"leaves_after" timestamp with time zone,
	"state_since" timestamp with time zone DEFAULT now() NOT NULL,
	"attempt_count" smallint DEFAULT 0 NOT NULL,
	"reservation_number" smallint DEFAULT 1 NOT NULL,
	"is_reserved" boolean NOT NULL,
	"payout_id" text,
	"failure_code" text,
	"failure_message" text,
	"reviewer_operator_id" text,
	"reviewer_until" timestamp with time zone,
	CONSTRAINT "payout_requests_amount" CHECK (amount > 0),
	CONSTRAINT "payout_requests_currency" CHECK (currency ~ '^[a-z]{3}$'),
	CONSTRAINT "payout_requests_method" CHECK (method in ('standard', 'instant')),
	CONSTRAINT "payout_requests_origin" CHECK (origin in ('cadence', 'person', 'file', 'owner')),
	CONSTRAINT "payout_requests_route" CHECK (route in ('automatic', 'wait', 'people')),
	CONSTRAINT "payout_requests_state" CHECK (state in ('in_review', 'approved', 'dispatching', 'unknown', 'sent', 'settled', 'refused', 'returned', 'rejected', 'cancelled')),
	CONSTRAINT "payout_requests_approvals" CHECK (approvals_needed >= 0 and (route <> 'people' or approvals_needed >= 1)),
	CONSTRAINT "payout_requests_asked_by" CHECK ((origin in ('person', 'file')) = (requested_by_operator_id is not null)),
	CONSTRAINT "payout_requests_payload_hash" CHECK (payload_hash = encode(sha256(convert_to(payload, 'UTF8')), 'hex')),
	CONSTRAINT "payout_requests_payload" CHECK (payload::jsonb = jsonb_build_object('payout_request_id', payout_request_id, 'connected_account_id', connected_account_id,
        'amount', amount::text, 'currency', currency, 'method', method, 'destination_id', destination_id,
        'destination_fingerprint', destination_fingerprint, 'source_type', source_type, 'statement_descriptor', statement_descriptor)),
	CONSTRAINT "payout_requests_sent_has_payout" CHECK (state not in ('sent', 'settled', 'returned') or payout_id is not null)
);
--> statement-breakpoint
ALTER TABLE "journal_entries" DROP CONSTRAINT "journal_entries_purpose";--> statement-breakpoint
ALTER TABLE "kill_switch_steps" ADD CONSTRAINT "kill_switch_steps_kill_switch_id_kill_switches_kill_switch_id_fk" FOREIGN KEY ("kill_switch_id") REFERENCES "public"."kill_switches"("kill_switch_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_allocations" ADD CONSTRAINT "payout_allocations_payout_request_id_payout_requests_payout_request_id_fk" FOREIGN KEY ("payout_request_id") REFERENCES "public"."payout_requests"("payout_request_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_attempts" ADD CONSTRAINT "payout_attempts_payout_request_id_payout_requests_payout_request_id_fk" FOREIGN KEY ("payout_request_id") REFERENCES "public"."payout_requests"("payout_request_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payout_approvals_once" ON "payout_approvals" USING btree ("payout_request_id","operator_id","payload_hash") WHERE state = 'given';--> statement-breakpoint
CREATE UNIQUE INDEX "payout_approvals_one_proof" ON "payout_approvals" USING btree ("step_up_proof_id","payout_request_id") WHERE step_up_proof_id is not null;--> statement-breakpoint
CREATE INDEX "payout_approvals_by_request" ON "payout_approvals" USING btree ("payout_request_id","decided_at");--> statement-breakpoint
CREATE INDEX "payout_approvals_by_operator" ON "payout_approvals" USING btree ("operator_id","decided_at");--> statement-breakpoint
CREATE INDEX "holds_open_by_account" ON "holds" USING btree ("connected_account_id") WHERE state <> 'released';--> statement-breakpoint
CREATE INDEX "holds_open_by_request" ON "holds" USING btree ("payout_request_id") WHERE state <> 'released';--> statement-breakpoint
CREATE INDEX "holds_by_account" ON "holds" USING btree ("connected_account_id","placed_at","hold_id");--> statement-breakpoint
CREATE INDEX "holds_due" ON "holds" USING btree ("review_by") WHERE state <> 'released';--> statement-breakpoint
CREATE INDEX "kill_switch_steps_waiting" ON "kill_switch_steps" USING btree ("kill_switch_id","exposed" DESC NULLS LAST,"connected_account_id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "kill_switches_standing" ON "kill_switches" USING btree ("pressed_at") WHERE state <> 'released' and not is_drill;--> statement-breakpoint
CREATE INDEX "kill_switches_by_time" ON "kill_switches" USING btree ("pressed_at","kill_switch_id");--> statement-breakpoint
CREATE INDEX "payout_allocations_live" ON "payout_allocations" USING btree ("balance_transaction_id") WHERE released_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "payout_attempts_number" ON "payout_attempts" USING btree ("payout_request_id","attempt_number");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_attempts_key" ON "payout_attempts" USING btree ("idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_attempts_one_live" ON "payout_attempts" USING btree ("payout_request_id") WHERE state in ('claimed', 'calling', 'unknown', 'accepted');--> statement-breakpoint
CREATE UNIQUE INDEX "payout_attempts_one_call" ON "payout_attempts" USING btree ("connected_account_id") WHERE state = 'calling';--> statement-breakpoint
CREATE UNIQUE INDEX "payout_attempts_one_payout" ON "payout_attempts" USING btree ("payout_id") WHERE payout_id is not null;--> statement-breakpoint
CREATE INDEX "payout_attempts_calling" ON "payout_attempts" USING btree ("call_until") WHERE state = 'calling';--> statement-breakpoint
CREATE INDEX "payout_attempts_claimed" ON "payout_attempts" USING btree ("claimed_until") WHERE state = 'claimed';--> statement-breakpoint
CREATE INDEX "payout_attempts_unknown" ON "payout_attempts" USING btree ("next_look_up_at") WHERE state = 'unknown';--> statement-breakpoint
CREATE INDEX "payout_attempts_by_account" ON "payout_attempts" USING btree ("connected_account_id","created_at");--> statement-breakpoint
CREATE INDEX "payout_requests_by_account" ON "payout_requests" USING btree ("connected_account_id","requested_at","payout_request_id");--> statement-breakpoint
CREATE INDEX "payout_requests_by_state" ON "payout_requests" USING btree ("state","requested_at","payout_request_id");--> statement-breakpoint
CREATE INDEX "payout_requests_to_dispatch" ON "payout_requests" USING btree ("leaves_after","payout_request_id") WHERE state = 'approved';--> statement-breakpoint
CREATE INDEX "payout_requests_open" ON "payout_requests" USING btree ("connected_account_id","currency") WHERE state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused');--> statement-breakpoint
CREATE UNIQUE INDEX "payout_requests_one_payout" ON "payout_requests" USING btree ("payout_id") WHERE payout_id is not null;--> statement-breakpoint
ALTER TABLE "journal_entries" ADD CONSTRAINT "journal_entries_purpose" CHECK ((source_type = 'balance_transaction' and purpose in ('booked', 'booked_reversed', 'booked_again',
        'booked_again_reversed', 'available', 'available_reversed', 'available_again', 'available_again_reversed'))
        or (source_type = 'payout' and purpose in ('settled', 'settled_reversed'))
        or (source_type = 'payout_reservation' and purpose in ('reserved', 'released')));