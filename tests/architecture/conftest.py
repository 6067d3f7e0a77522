import time

import pytest


@pytest.fixture
def recently():
    """``recently(client)``: its person has just typed their password again, as their account pages ask."""

    def just_now(client):
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = session["_auth_user_id"]
        session.save()
        return client

    return just_now
