SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "information_request_files" (
	"information_request_file_id" text PRIMARY KEY NOT NULL,
	"information_request_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"position" smallint NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"byte_count" integer NOT NULL,
	"sha256" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"sent_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "information_request_files_bytes" CHECK (byte_count = octet_length(bytes) and byte_count between 1 and 5242880 and sha256 = encode(sha256(bytes), 'hex')),
	CONSTRAINT "information_request_files_media_type" CHECK (case media_type when 'application/pdf' then substring(bytes from 1 for 5) = '\x255044462d'::bytea
        when 'image/jpeg' then substring(bytes from 1 for 3) = '\xffd8ff'::bytea
        when 'image/png' then substring(bytes from 1 for 8) = '\x89504e470d0a1a0a'::bytea else false end)
);
--> statement-breakpoint
CREATE TABLE "information_requests" (
	"information_request_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"subject" text NOT NULL,
	"owner_text" text NOT NULL,
	"files_wanted" jsonb NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'sent' NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answer_text" text,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	"closed_by" text,
	"closed_at" timestamp with time zone,
	"close_reason" text,
	CONSTRAINT "information_requests_state" CHECK (state in ('sent', 'answered', 'closed')),
	CONSTRAINT "information_requests_answer" CHECK ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer_text is null)
        and (state <> 'sent' or answered_at is null) and (state <> 'answered' or answered_at is not null)),
	CONSTRAINT "information_requests_close" CHECK ((state = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_by is null) and (closed_at is null) = (close_reason is null))
);
--> statement-breakpoint
-- What a foreign key points to is there before it.
CREATE UNIQUE INDEX "information_requests_of_account" ON "information_requests" USING btree ("information_request_id","connected_account_id");--> statement-breakpoint
ALTER TABLE "information_request_files" ADD CONSTRAINT "information_request_files_of_request" FOREIGN KEY ("information_request_id","connected_account_id") REFERENCES "public"."information_requests"("information_request_id","connected_account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "information_requests" ADD CONSTRAINT "information_requests_answered_by_owner" FOREIGN KEY ("answered_by") REFERENCES "public"."connected_account_owners"("owner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "information_request_files_position" ON "information_request_files" USING btree ("information_request_id","position");--> statement-breakpoint
CREATE INDEX "information_requests_by_account" ON "information_requests" USING btree ("connected_account_id","asked_at","information_request_id");--> statement-breakpoint
CREATE INDEX "information_requests_sent" ON "information_requests" USING btree ("due_at","information_request_id") WHERE state = 'sent';--> statement-breakpoint
CREATE INDEX "information_requests_answered" ON "information_requests" USING btree ("answered_at","information_request_id") WHERE state = 'answered';--> statement-breakpoint
CREATE INDEX "information_requests_closed" ON "information_requests" USING btree ("closed_at","information_request_id") WHERE state = 'closed';
--> statement-breakpoint
-- What was asked and what was answered never changes; what is over stays over.
CREATE FUNCTION guard_information_request() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.state = 'closed' OR (OLD.state = 'answered' AND NEW.state <> 'closed')
    OR (OLD.answered_at IS NOT NULL AND (NEW.answer_text, NEW.answered_by, NEW.answered_at)
      IS DISTINCT FROM (OLD.answer_text, OLD.answered_by, OLD.answered_at)) THEN
    RAISE EXCEPTION 'information request % is %', OLD.information_request_id, OLD.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON information_requests FOR EACH ROW EXECUTE FUNCTION guard_information_request();
--> statement-breakpoint
-- A file comes with the answer, never before it was asked for and never after.
CREATE FUNCTION guard_information_request_file() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM information_requests WHERE information_request_id = NEW.information_request_id AND state = 'sent' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'information request % waits for no file', NEW.information_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT ON information_request_files FOR EACH ROW EXECUTE FUNCTION guard_information_request_file();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON information_requests FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON information_requests FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON information_request_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON information_request_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (state, answer_text, answered_by, answered_at, closed_by, closed_at, close_reason)
  ON information_requests TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON information_request_files TO sluice_app;
--> statement-breakpoint
ALTER TABLE information_requests ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON information_requests TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY account_holder ON information_requests FOR SELECT TO sluice_account_holder
  USING (connected_account_id = current_setting('sluice.connected_account_id', true));
--> statement-breakpoint
ALTER TABLE information_request_files ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON information_request_files TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY account_holder ON information_request_files FOR SELECT TO sluice_account_holder
  USING (connected_account_id = current_setting('sluice.connected_account_id', true));
--> statement-breakpoint
-- Who asked, why it was closed and the bytes are not granted.
GRANT SELECT (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_at, state, answer_text, answered_at)
  ON information_requests TO sluice_account_holder;
--> statement-breakpoint
GRANT SELECT (information_request_file_id, information_request_id, connected_account_id, position, name, media_type, byte_count)
  ON information_request_files TO sluice_account_holder;
