"""Tests reach this computer and nothing else."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_other_computers_cannot_be_reached() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)  # reserved for documentation (RFC 5737)


def test_this_computer_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
