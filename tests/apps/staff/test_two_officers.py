"""Two officers who close each other at the same moment: one of them stays, whichever database it is."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, connections

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.staff import operations


@pytest.mark.django_db(transaction=True)
def test_one_of_them_stays(now):
    officers = [
        User.objects.create_user(username=name, password="correct-horse-91", role=Role.BUREAU)
        for name in ("first", "second")
    ]
    together, refusals = threading.Barrier(2), []

    def close(by, user):
        together.wait(timeout=30)
        try:
            operations.close_account(user=user, by=by, at=now)
        except (PermissionDenied, OperationalError) as refusal:
            refusals.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=close, args=pair) for pair in (officers, officers[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert User.objects.filter(is_active=True).count() == len(refusals) >= 1
    if connection.vendor == "postgresql":
        assert [type(refusal) for refusal in refusals] == [PermissionDenied]
