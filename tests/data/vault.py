#!/usr/bin/env python3
"""Writes vault.bin: a vault file made by another program than etrms, from the
layout alone (version 1; scrypt by hashlib, the rest by the package cryptography).
Its randomness is fixed. Run: python3 tests/data/vault.py >tests/data/vault.bin"""
import hashlib, struct, sys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PASSPHRASE = b"correct horse battery"
PAYLOAD = (b'{"version":1,"id":"00112233445566778899aabbccddeeff","entries":['
  b'{"label":"main","venue":"binance","base_url":"","scheme":"hmac-sha256",'
  b'"key":"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",'
  b'"secret":"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",'
  b'"ceilings":[{"rule":"max-order-notional","value":"500"},'
  b'{"rule":"symbols","value":"BTC/USDT ETH/*"}]},'
  b'{"label":"second","venue":"binance","base_url":"http://127.0.0.1:8080",'
  b'"scheme":"ed25519","key":"made-up-key-of-no-account",'
  b'"secret":"nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=","ceilings":[]}]}')

def hkdf(key, info, salt=None):
    return HKDF(SHA256(), 32, salt, info).derive(key)

def seal(key, plain, also):
    return AESGCM(key).encrypt(bytes(12), plain, also)

salt, payload_salt = bytes(range(32)), bytes(range(64, 96))
data_key = bytes(range(128, 160))
kek = hashlib.scrypt(PASSPHRASE, salt=salt, n=1 << 17, r=8, p=1,
  maxmem=1 << 28, dklen=32)
head = b"ETRMSVL1" + bytes([1, 17, 8, 1, 1, 0, 0, 0]) + salt
head += hkdf(kek, b"etrms-vault/1 commit")
head += seal(hkdf(kek, b"etrms-vault/1 wrap"), data_key, head)
payload = struct.pack("<I", len(PAYLOAD)) + PAYLOAD
payload += bytes(-len(payload) % 4096)
head += struct.pack("<QII", 7, len(payload), 0) + payload_salt
assert len(head) == 176
sys.stdout.buffer.write(head + seal(hkdf(data_key, b"etrms-vault/1 payload",
  payload_salt), payload, head))
