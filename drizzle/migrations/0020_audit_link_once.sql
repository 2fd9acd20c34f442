-- A chain's row is written once per transaction, however many records the transaction leaves in it: its versions within
-- one transaction cannot be pruned, so ten thousand records had cost ten thousand times as much as one, squared.
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE OR REPLACE FUNCTION link_audit_records() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  record audit_records;
  head audit_chains;
  content bytea;
BEGIN
  -- The first record's trigger has linked all records of the transaction.
  IF EXISTS (SELECT FROM audit_links WHERE audit_record_id = NEW.audit_record_id) THEN RETURN NULL; END IF;
  -- Chain by chain in one order for every writer: two transactions that write the same two chains wait for each other
  -- and never in a circle.
  FOR record IN
    SELECT fresh.* FROM audit_records AS fresh
    WHERE fresh.recorded_at = transaction_timestamp()
      AND NOT EXISTS (SELECT FROM audit_links AS link WHERE link.audit_record_id = fresh.audit_record_id)
    ORDER BY fresh.connected_account_id COLLATE "C", fresh.audit_record_id
  LOOP
    IF head.connected_account_id IS DISTINCT FROM record.connected_account_id THEN
      UPDATE audit_chains SET sequence = head.sequence, hash = head.hash, is_ahead = true
      WHERE connected_account_id = head.connected_account_id;
      SELECT * INTO head FROM audit_chains WHERE connected_account_id = record.connected_account_id FOR UPDATE;
      IF NOT FOUND THEN
        INSERT INTO audit_chains (connected_account_id, sequence, hash, is_ahead)
        VALUES (record.connected_account_id, 0, '', true) ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM audit_chains WHERE connected_account_id = record.connected_account_id FOR UPDATE;
      END IF;
    END IF;
    content := audit_record_digest(record);
    head.hash := audit_link_hash(CASE WHEN head.sequence > 0 THEN head.hash END,
                                 head.connected_account_id, head.sequence + 1, record.audit_record_id, content);
    head.sequence := head.sequence + 1;
    INSERT INTO audit_links (connected_account_id, sequence, audit_record_id, digest, hash)
    VALUES (head.connected_account_id, head.sequence, record.audit_record_id, content, head.hash);
  END LOOP;
  UPDATE audit_chains SET sequence = head.sequence, hash = head.hash, is_ahead = true
  WHERE connected_account_id = head.connected_account_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP FUNCTION append_audit_link(audit_records);
--> statement-breakpoint
DROP TRIGGER only_forward ON audit_chains;
--> statement-breakpoint
CREATE TRIGGER only_forward BEFORE UPDATE ON audit_chains FOR EACH ROW
  WHEN (NOT (NEW.connected_account_id = OLD.connected_account_id
             AND (NEW.sequence > OLD.sequence OR (NEW.sequence = OLD.sequence AND NEW.hash = OLD.hash))))
  EXECUTE FUNCTION refuse_change();
