"""Where each table would live if companies were spread over several PostgreSQL servers.

Of a company: split by it. Of everybody: a copy on every server, since a company's rows refer to it
or are read together with it. Of the installation: on one server, read without any company's rows.
"""

from collections.abc import Iterator

from sqlalchemy import Table

from clara.adapters.persistence.tables import metadata

OF_EVERYBODY = {
    "companies": "every company's rows refer to it",
    "users": "receipts refer to who handed them in; members are found by it",
    "memberships": "whose rows a manager sees; which companies a person may enter",
}

OF_THE_INSTALLATION = {
    "attachments": "a person's, before it is known for which company",
    "authenticators": "signing in",
    "budgets": "attempts, also on addresses of nobody",
    "credentials": "found by their digest, before any company is known",
    "credit_entries": "a person's money",
    "credit_purchases": "a person's money",
    "credit_transfers": "a person's money",
    "invitations": "found by their code, by people of no company yet",
    "letters": "a queue",
    "oauth_clients": "programs that connect, of no company",
    "oauth_codes": "found by their digest, before any company is known",
    "oauth_tokens": "found by their digest, before any company is known",
    "one_time_codes": "signing in",
    "payment_customers": "a person's money",
    "recovery_codes": "signing in",
    "task_steps": "a queue",
    "task_workers": "a queue",
    "tasks": "a person's, in one of their companies or none",
}

_KEYS = ("company_number", "company_id")


def company_tables() -> Iterator[Table]:
    """Those whose rows are each one company's, in an order in which they can be filled."""
    for table in metadata.sorted_tables:
        if table.name not in OF_EVERYBODY | OF_THE_INSTALLATION:
            yield table


def company_key(table: Table) -> str:
    """The column that says whose a row is."""
    (key,) = (name for name in _KEYS if name in table.columns)
    return key


def statements() -> list[str]:
    """What turns the migrated schema into one that is spread: Citus's own functions, in an order in
    which each foreign key finds what it refers to."""
    first: dict[str, str] = {}
    lines = [f"SELECT create_reference_table('{table}');" for table in OF_EVERYBODY]
    for table in company_tables():
        key = company_key(table)
        beside = f", colocate_with => '{first[key]}'" if key in first else ""
        first.setdefault(key, table.name)
        lines.append(f"SELECT create_distributed_table('{table.name}', '{key}'{beside});")
    return lines


if __name__ == "__main__":
    print("\n".join(statements()))
