-- Every audit row gets its place in the chain of its connected account when its transaction commits.
-- docs/decisions/0010-audit-chain.md says why at commit, and what each hash covers.
SET lock_timeout = '5s';
--> statement-breakpoint
-- One field of a hashed text: its length in bytes, so that no two lists of fields give the same text.
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value IS NULL THEN '-,' ELSE octet_length(value)::text || ':' || value || ',' END;
--> statement-breakpoint
CREATE FUNCTION audit_instant(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
--> statement-breakpoint
CREATE FUNCTION audit_record_digest(record audit_records) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(
  audit_field('sluice-audit-record-1') || audit_field(audit_instant(record.recorded_at)) || audit_field(record.connected_account_id)
  || audit_field(record.actor_kind) || audit_field(record.actor_id) || audit_field(record.action) || audit_field(record.subject)
  || audit_field(record.outcome) || audit_field(record.before::text) || audit_field(record.after::text)
  || audit_field(record.request_id), 'UTF8'));
--> statement-breakpoint
CREATE FUNCTION audit_link_hash(previous bytea, connected_account_id text, sequence bigint, audit_record_id bigint, digest bytea)
RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(
  audit_field('sluice-audit-link-1') || audit_field(encode(previous, 'hex')) || audit_field(connected_account_id)
  || audit_field(sequence::text) || audit_field(audit_record_id::text) || audit_field(encode(digest, 'hex')), 'UTF8'));
--> statement-breakpoint

-- Nobody chooses the time of a record.
CREATE FUNCTION stamp_audit_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := transaction_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_records_stamp BEFORE INSERT ON audit_records FOR EACH ROW EXECUTE FUNCTION stamp_audit_record();
--> statement-breakpoint

-- Appends one record to its chain. The upsert holds the chain's row until the commit, so the sequence has no gap.
CREATE FUNCTION append_audit_link(record audit_records) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  content bytea := audit_record_digest(record);
  head audit_chains;
BEGIN
  INSERT INTO audit_chains AS chain (connected_account_id, sequence, hash, is_ahead)
  VALUES (record.connected_account_id, 1,
          audit_link_hash(NULL, record.connected_account_id, 1, record.audit_record_id, content), true)
  ON CONFLICT (connected_account_id) DO UPDATE
    SET sequence = chain.sequence + 1, is_ahead = true,
        hash = audit_link_hash(chain.hash, chain.connected_account_id, chain.sequence + 1, record.audit_record_id, content)
  RETURNING chain.* INTO head;
  INSERT INTO audit_links (connected_account_id, sequence, audit_record_id, digest, hash)
  VALUES (head.connected_account_id, head.sequence, record.audit_record_id, content, head.hash);
END $$;
--> statement-breakpoint
-- The first record's trigger links all records of the transaction, chain by chain in one order for every writer: two
-- transactions that write the same two chains wait for each other and never in a circle.
CREATE FUNCTION link_audit_records() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE record audit_records;
BEGIN
  IF EXISTS (SELECT FROM audit_links WHERE audit_record_id = NEW.audit_record_id) THEN RETURN NULL; END IF;
  FOR record IN
    SELECT fresh.* FROM audit_records AS fresh
    WHERE fresh.recorded_at = transaction_timestamp()
      AND NOT EXISTS (SELECT FROM audit_links AS link WHERE link.audit_record_id = fresh.audit_record_id)
    ORDER BY fresh.connected_account_id COLLATE "C", fresh.audit_record_id
  LOOP
    PERFORM append_audit_link(record);
  END LOOP;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- What was recorded before there was a chain, in the order of its ids. All of it stands in the platform's chain.
DO $$
DECLARE record audit_records;
BEGIN
  FOR record IN SELECT * FROM audit_records ORDER BY audit_record_id LOOP
    PERFORM append_audit_link(record);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER audit_records_link AFTER INSERT ON audit_records
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION link_audit_records();
--> statement-breakpoint

-- The global chain. A checkpoint covers the heads that moved since the one before, at most 1,000 of them, because it
-- holds their rows for its few milliseconds. Returns how many heads it took; 0 means that nothing had moved.
CREATE FUNCTION take_audit_checkpoint() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last audit_checkpoints;
  number bigint;
  taken integer;
  content bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('sluice audit checkpoint', 0));
  SELECT * INTO last FROM audit_checkpoints ORDER BY checkpoint DESC LIMIT 1;
  number := coalesce(last.checkpoint, 0) + 1;
  WITH ahead AS (
    SELECT connected_account_id, sequence, hash FROM audit_chains WHERE is_ahead
    ORDER BY connected_account_id COLLATE "C" LIMIT 1000 FOR UPDATE
  ), marked AS (
    UPDATE audit_chains AS chain SET is_ahead = false FROM ahead WHERE chain.connected_account_id = ahead.connected_account_id
  )
  INSERT INTO audit_checkpoint_heads (checkpoint, connected_account_id, sequence, hash)
  SELECT number, connected_account_id, sequence, hash FROM ahead;
  GET DIAGNOSTICS taken = ROW_COUNT;
  IF taken = 0 THEN RETURN 0; END IF;
  SELECT sha256(convert_to(string_agg(audit_field(connected_account_id) || audit_field(sequence::text)
                                      || audit_field(encode(hash, 'hex')), '' ORDER BY connected_account_id COLLATE "C"), 'UTF8'))
    INTO content FROM audit_checkpoint_heads WHERE checkpoint = number;
  INSERT INTO audit_checkpoints (checkpoint, taken_at, head_count, heads_digest, hash)
  VALUES (number, transaction_timestamp(), taken, content, sha256(convert_to(
    audit_field('sluice-audit-checkpoint-1') || audit_field(encode(last.hash, 'hex')) || audit_field(number::text)
    || audit_field(audit_instant(transaction_timestamp())) || audit_field(taken::text) || audit_field(encode(content, 'hex')), 'UTF8')));
  RETURN taken;
END $$;
--> statement-breakpoint

-- Append-only for everybody, the owner included; a chain's head only ever moves on.
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['audit_links', 'audit_checkpoints', 'audit_checkpoint_heads'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON audit_chains FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_chains FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER only_forward BEFORE UPDATE ON audit_chains FOR EACH ROW
  WHEN (NOT (NEW.connected_account_id = OLD.connected_account_id
             AND (NEW.sequence = OLD.sequence + 1 OR (NEW.sequence = OLD.sequence AND NEW.hash = OLD.hash))))
  EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- The application writes records; links, chains and checkpoints are written by the functions above alone.
REVOKE ALL ON FUNCTION append_audit_link(audit_records), take_audit_checkpoint() FROM public;
--> statement-breakpoint
GRANT SELECT ON audit_links, audit_chains, audit_checkpoints, audit_checkpoint_heads TO sluice_app;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_audit_checkpoint() TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (occurrences), DELETE ON audit_refusals TO sluice_app;
