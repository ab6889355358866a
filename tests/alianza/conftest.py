import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def count_queries(client):
    """`count_queries(path)`: those of a page opened once before, savepoints left out."""

    def count(path: str = "/") -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    return count
