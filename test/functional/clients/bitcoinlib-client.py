"""Reads a chain, sends a transaction and mines it, by python-bitcoinlib alone; prints what it found as JSON.

usage: bitcoinlib-client.py URL PRIVATE_KEY
The coinbase of block 1 pays to the key's P2WPKH, and is mature.
"""

import json
import sys

import bitcoin
from bitcoin.core import CMutableTransaction, CMutableTxIn, CMutableTxOut, CTxInWitness, CTxWitness, Hash160, b2lx
from bitcoin.core.script import (
    OP_0,
    OP_CHECKSIG,
    OP_DUP,
    OP_EQUALVERIFY,
    OP_HASH160,
    SIGHASH_ALL,
    SIGVERSION_WITNESS_V0,
    CScript,
    CScriptWitness,
    SignatureHash,
)
from bitcoin.rpc import JSONRPCError, Proxy
from bitcoin.wallet import CBitcoinAddress, CBitcoinSecret

FEE = 10_000


def read_chain(proxy):
    """Every block, each checked by itself and to follow the one before. Returns their hashes."""
    hashes = []
    for height in range(proxy.getblockcount() + 1):
        block = proxy.getblock(proxy.getblockhash(height))
        assert block.GetHash() == proxy.getblockhash(height)
        assert block.hashMerkleRoot == block.calc_merkle_root()
        assert height == 0 or block.hashPrevBlock == hashes[-1]
        hashes.append(block.GetHash())
    assert proxy.getbestblockhash() == hashes[-1]
    return hashes


def spend(coinbase, key):
    """The whole reward, less a fee, back to the key."""
    key_hash = Hash160(key.pub)
    tx = CMutableTransaction(
        [CMutableTxIn(prevout=bitcoin.core.COutPoint(coinbase.GetTxid(), 0))],
        [CMutableTxOut(coinbase.vout[0].nValue - FEE, CScript([OP_0, key_hash]))],
    )
    code = CScript([OP_DUP, OP_HASH160, key_hash, OP_EQUALVERIFY, OP_CHECKSIG])
    digest = SignatureHash(code, tx, 0, SIGHASH_ALL, coinbase.vout[0].nValue, SIGVERSION_WITNESS_V0)
    signature = key.sign(digest) + bytes([SIGHASH_ALL])
    tx.wit = CTxWitness([CTxInWitness(CScriptWitness([signature, key.pub]))])
    return tx


def refusal_of(proxy, tx):
    try:
        proxy.sendrawtransaction(tx)
    except JSONRPCError as error:
        return error.error["code"]
    return None


def main(url, secret):
    bitcoin.SelectParams("regtest")
    key = CBitcoinSecret(secret)
    proxy = Proxy(service_url=url)
    hashes = read_chain(proxy)
    tx = spend(proxy.getblock(hashes[1]).vtx[0], key)
    txid = proxy.sendrawtransaction(tx)
    assert proxy.getrawmempool() == [txid]
    assert proxy.getrawtransaction(txid).serialize() == tx.serialize()
    address = CBitcoinAddress.from_scriptPubKey(tx.vout[0].scriptPubKey)
    [mined] = proxy.generatetoaddress(1, address)
    block = proxy.getblock(mined)
    assert [b2lx(each.GetTxid()) for each in block.vtx][1:] == [b2lx(txid)]
    output = proxy.gettxout(bitcoin.core.COutPoint(txid, 0), includemempool=False)
    print(json.dumps({
        "blocks": len(hashes),
        "txid": b2lx(txid),
        "address": str(address),
        "value": output["txout"].nValue,
        "refusal": refusal_of(proxy, tx),
    }))


main(*sys.argv[1:])
