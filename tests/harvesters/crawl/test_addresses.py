import socket

import pytest

from harvesters.crawl.addresses import AddressGuard, is_public


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_a_public_address_may_be_connected(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe", "2002:7f00:1::", "64:ff9b::7f00:1", "fe80::1%1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_may_not_be_connected_however_it_is_wrapped(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "017700000001", "localhost"]
)
def test_every_notation_of_loopback_is_kept_back(host: str) -> None:
    guard = AddressGuard()
    assert guard.getaddrinfo(host, 80, type=socket.SOCK_STREAM) == ()
    assert "PUBHARVEST_ALLOW_HOSTS" in (guard.refusal(host) or "")


def test_a_host_is_allowed_by_the_name_it_is_asked_by() -> None:
    guard = AddressGuard(["LocalHost", "[::1]"])
    assert guard.getaddrinfo("localhost", 80)
    assert guard.getaddrinfo("::1", 80)
    assert not guard.getaddrinfo("127.0.0.1", 80)
    assert guard.refusal("localhost") is None


def test_a_name_that_leads_elsewhere_the_second_time_is_answered_as_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def lie(*_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))]

    monkeypatch.setattr(socket, "getaddrinfo", lie)
    guard = AddressGuard()
    first, second = guard.getaddrinfo("rebound.example", 80), guard.getaddrinfo("rebound.example", 80)
    assert first == second
    assert first[0][4][0] == "93.184.216.34"


def test_only_the_public_ones_of_several_addresses_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: object) -> list[object]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
            for address in ("10.0.0.1", "93.184.216.34")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    assert [info[4][0] for info in AddressGuard().getaddrinfo("mixed.example", 80)] == ["93.184.216.34"]


def test_a_label_that_no_name_system_allows_does_not_resolve() -> None:
    with pytest.raises(socket.gaierror):
        AddressGuard().getaddrinfo("a" * 70 + ".example", 80)
