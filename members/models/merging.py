import pgtrigger

NO_CHAIN = """
    PERFORM 1 FROM {table} WHERE id = NEW.merged_into_id AND merged_into_id IS NULL FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT FROM {table} WHERE merged_into_id = NEW.id) THEN
        RAISE EXCEPTION 'an entry is merged into one that stands by itself';
    END IF;
    RETURN NEW;
"""


def no_chain_of_merges(table: str) -> pgtrigger.Trigger:
    """What was merged points to the entry that stands by itself, also when two merges happen at once."""
    return pgtrigger.Trigger(
        name="merge_is_no_chain",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
        condition=pgtrigger.Q(new__merged_into__isnull=False),
        func=NO_CHAIN.format(table=table),
    )
