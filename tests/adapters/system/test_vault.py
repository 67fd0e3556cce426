"""Secrets at rest: sealed under keys outside the database, one kind apart from another."""

import hashlib

import pytest

from clara.adapters.system.vault import AesVault

OLD, NEW, OTHER = (hashlib.sha256(name).digest() for name in (b"old", b"new", b"other"))
SECRET = b"JBSWY3DPEHPK3PXP"


@pytest.mark.parametrize("plain", [b"", b"x", SECRET, bytes(range(256)) * 400])
def test_what_was_sealed_is_opened(plain: bytes) -> None:
    vault = AesVault(NEW)
    sealed = vault.seal(plain, "totp seed")
    assert vault.open(sealed, "totp seed") == plain
    assert len(plain) < 8 or plain not in sealed


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    vault = AesVault(NEW)
    assert len({vault.seal(SECRET, "letter") for _ in range(20)}) == 20


def test_one_purpose_does_not_open_what_another_sealed() -> None:
    vault = AesVault(NEW)
    with pytest.raises(ValueError, match="not sealed for this purpose"):
        vault.open(vault.seal(SECRET, "totp seed"), "letter")


def test_a_previous_key_opens_and_no_longer_seals() -> None:
    before, after = AesVault(OLD), AesVault(NEW, (OTHER, OLD))
    assert after.open(before.seal(SECRET, "letter"), "letter") == SECRET
    with pytest.raises(ValueError, match="not known here"):
        before.open(after.seal(SECRET, "letter"), "letter")


def test_a_key_that_is_not_known_is_said_to_be_so() -> None:
    with pytest.raises(ValueError, match="not known here"):
        AesVault(NEW).open(AesVault(OTHER).seal(SECRET, "letter"), "letter")


def test_every_changed_byte_is_noticed() -> None:
    vault = AesVault(NEW)
    sealed = vault.seal(SECRET, "letter")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(ValueError):
            vault.open(bytes(changed), "letter")


def test_every_shortened_text_is_noticed() -> None:
    vault = AesVault(NEW)
    sealed = vault.seal(SECRET, "letter")
    for length in range(len(sealed)):
        with pytest.raises(ValueError):
            vault.open(sealed[:length], "letter")


def test_a_digest_is_the_same_for_the_same_text_purpose_and_key_only() -> None:
    vault = AesVault(NEW, (OLD,))
    digest = vault.digest("user_1 ACTIVATION 421973", "one-time code")
    assert len(digest) == 32
    assert AesVault(NEW).digest("user_1 ACTIVATION 421973", "one-time code") == digest
    others = {
        vault.digest("user_1 ACTIVATION 421974", "one-time code"),
        vault.digest("user_2 ACTIVATION 421973", "one-time code"),
        vault.digest("user_1 ACTIVATION 421973", "another purpose"),
        AesVault(OLD).digest("user_1 ACTIVATION 421973", "one-time code"),
        hashlib.sha256(b"user_1 ACTIVATION 421973").digest(),
    }
    assert digest not in others
    assert len(others) == 5


def test_keys_do_not_show() -> None:
    for text in (repr(AesVault(NEW, (OLD,))), str(AesVault(NEW))):
        assert text == "AesVault()"
