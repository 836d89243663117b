"""Triggers: the database itself refuses to change or remove a row of what only grows."""

from alembic import op


def prepare() -> None:
    """What PostgreSQL's triggers call; once for each ledger, in its first migration."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME; END $$"
        )


def refuse(table: str, change: str) -> None:
    """Refuse ``change`` (UPDATE or DELETE) on every row of ``table``.

    PostgreSQL's TRUNCATE fires no trigger of a row, so it is refused beside DELETE.
    """
    name = f"{table}_refuses_{change.lower()}"
    if op.get_bind().dialect.name == "postgresql":
        changes = "DELETE OR TRUNCATE" if change == "DELETE" else change
        how = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    else:
        changes = change
        how = f"BEGIN SELECT RAISE(ABORT, '{change} of {table} is refused'); END"
    op.execute(f"CREATE TRIGGER {name} BEFORE {changes} ON {table} {how}")
