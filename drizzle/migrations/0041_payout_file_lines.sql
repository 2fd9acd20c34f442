SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "payout_file_lines" (
	"payout_file_id" text NOT NULL,
	"line_number" integer NOT NULL,
	"text" text NOT NULL,
	"connected_account_id" text,
	"currency" text,
	"amount" bigint,
	"outcome" text NOT NULL,
	"because" text,
	"payout_request_id" text,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	CONSTRAINT "payout_file_lines_key" PRIMARY KEY("payout_file_id","line_number"),
	CONSTRAINT "payout_file_lines_outcome" CHECK (outcome in ('bad', 'waiting', 'proposed', 'refused')),
	CONSTRAINT "payout_file_lines_whole" CHECK ((outcome = 'proposed') = (payout_request_id is not null) and (outcome in ('bad', 'refused')) = (because is not null)
        and (outcome in ('proposed', 'refused')) = (decided_at is not null and decided_by is not null)
        and (outcome = 'bad' or (connected_account_id is not null and currency is not null)) and coalesce(amount > 0, true))
);
--> statement-breakpoint
ALTER TABLE "payout_cadences" ADD COLUMN "minimum_balances" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "payout_cadences" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "payout_file_lines" ADD CONSTRAINT "payout_file_lines_of_file" FOREIGN KEY ("payout_file_id") REFERENCES "public"."payout_files"("payout_file_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payout_file_lines_one_request" ON "payout_file_lines" USING btree ("payout_request_id") WHERE payout_request_id is not null;--> statement-breakpoint
CREATE FUNCTION guard_payout_file_line() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome NOT IN ('bad', 'waiting') THEN
      RAISE EXCEPTION 'a line of a file begins as bad or waiting' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.outcome <> 'waiting' OR (NEW.payout_file_id, NEW.line_number, NEW.text, NEW.connected_account_id, NEW.currency, NEW.amount)
    IS DISTINCT FROM (OLD.payout_file_id, OLD.line_number, OLD.text, OLD.connected_account_id, OLD.currency, OLD.amount) THEN
    RAISE EXCEPTION 'line % of file % is decided once, as it was read', OLD.line_number, OLD.payout_file_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON payout_file_lines FOR EACH ROW EXECUTE FUNCTION guard_payout_file_line();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON payout_file_lines TO sluice_app;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON payout_file_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON payout_file_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE payout_file_lines ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON payout_file_lines TO sluice_app USING (true) WITH CHECK (true);
