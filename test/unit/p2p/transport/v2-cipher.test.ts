import { elligatorSwift } from '@scure/btc-signer/p2p.js';
import { describe, expect, it } from 'vitest';
import { hkdfSha256 } from '../../../../src/crypto/hkdf-sha256.ts';
import { secp256k1 } from '../../../../src/crypto/secp256k1.ts';
import { evenPoint } from '../../../../src/crypto/x-only-pubkey.ts';
import { agreeOnSecret } from '../../../../src/p2p/transport/ellswift.ts';
import { createPacketCipher, LENGTH_SIZE } from '../../../../src/p2p/transport/v2-cipher.ts';
import { concatBytes, toHex } from '../../../../src/util/bytes.ts';
import { readVectorCsv } from '../../../helpers/csv-vectors.ts';
import { hex } from '../../../helpers/script.ts';
import { countVectors, hasVectors } from '../../../helpers/vectors.ts';

const VECTORS = 'bips/bip-0324/packet_encoding_test_vectors.csv';
const MAIN_MAGIC = hex('f9beb4d9');

type Vector = Record<
  | `in_${'idx' | 'priv_ours' | 'ellswift_ours' | 'ellswift_theirs' | 'initiating' | 'contents' | 'multiply' | 'aad' | 'ignore'}`
  | `mid_${'x_ours' | 'x_theirs' | 'x_shared' | 'shared_secret'}`
  | `mid_${'initiator' | 'responder'}_${'l' | 'p'}`
  | `mid_${'send' | 'recv'}_garbage_terminator`
  | `out_${'session_id' | 'ciphertext' | 'ciphertext_endswith'}`,
  string
>;

function secretOf(vector: Vector): Uint8Array {
  const ours = { privateKey: hex(vector.in_priv_ours), publicKey: hex(vector.in_ellswift_ours) };
  return agreeOnSecret(ours, hex(vector.in_ellswift_theirs), vector.in_initiating === '1');
}

function checkKeys(vector: Vector): void {
  const x = evenPoint(hex(vector.mid_x_theirs));
  expect(toHex(elligatorSwift.decode(hex(vector.in_ellswift_ours)))).toBe(vector.mid_x_ours);
  expect(toHex(elligatorSwift.decode(hex(vector.in_ellswift_theirs)))).toBe(vector.mid_x_theirs);
  expect(toHex(secp256k1.sharedX(x, hex(vector.in_priv_ours)) ?? x)).toBe(vector.mid_x_shared);
  const secret = secretOf(vector);
  expect(toHex(secret)).toBe(vector.mid_shared_secret);
  const salt = concatBytes(new TextEncoder().encode('bitcoin_v2_shared_secret'), MAIN_MAGIC);
  for (const side of ['initiator', 'responder'] as const) {
    expect(toHex(hkdfSha256(secret, salt, `${side}_L`))).toBe(vector[`mid_${side}_l`]);
    expect(toHex(hkdfSha256(secret, salt, `${side}_P`))).toBe(vector[`mid_${side}_p`]);
  }
}

/** Sends all packets of a vector to a peer, and checks the last, which is the one in the vector. */
function checkPackets(vector: Vector): void {
  const options = { secret: secretOf(vector), magic: MAIN_MAGIC };
  const isInitiator = vector.in_initiating === '1';
  const ours = createPacketCipher({ ...options, isInitiator });
  const theirs = createPacketCipher({ ...options, isInitiator: !isInitiator });
  expect(toHex(ours.sendTerminator)).toBe(vector.mid_send_garbage_terminator);
  expect(toHex(ours.receiveTerminator)).toBe(vector.mid_recv_garbage_terminator);
  expect(toHex(ours.sessionId)).toBe(vector.out_session_id);

  const contents = Buffer.from(vector.in_contents.repeat(Number(vector.in_multiply)), 'hex');
  for (let i = 0; i < Number(vector.in_idx); i++) {
    const packet = ours.encrypt({ parts: [] });
    const length = theirs.decryptLength(packet.subarray(0, LENGTH_SIZE));
    const received = theirs.decrypt(packet.subarray(LENGTH_SIZE), new Uint8Array(0));
    if (length !== 0 || !received) throw new Error(`packet ${i} is not read`);
  }
  const aad = hex(vector.in_aad);
  const isDecoy = vector.in_ignore === '1';
  const packet = ours.encrypt({ parts: [contents], aad, isDecoy });
  if (vector.out_ciphertext !== '') expect(toHex(packet)).toBe(vector.out_ciphertext);
  expect(toHex(packet).endsWith(vector.out_ciphertext_endswith)).toBe(true);
  expect(theirs.decryptLength(packet.subarray(0, LENGTH_SIZE))).toBe(contents.length);
  const received = theirs.decrypt(packet.subarray(LENGTH_SIZE), aad);
  expect(received?.isDecoy).toBe(isDecoy);
  expect(Buffer.from(received?.contents ?? []).equals(contents)).toBe(true);
}

describe('createPacketCipher', () => {
  it.skipIf(!hasVectors(VECTORS))("makes BIP324's packets, and reads them", (context) => {
    const vectors: Vector[] = readVectorCsv(VECTORS);
    for (const vector of vectors) {
      checkKeys(vector);
      checkPackets(vector);
    }
    countVectors(context, vectors.length);
  });

  it('refuses what no length can tell', () => {
    const cipher = createPacketCipher({ secret: new Uint8Array(32), magic: MAIN_MAGIC, isInitiator: true });
    expect(() => cipher.encrypt({ parts: [new Uint8Array(2 ** 24)] })).toThrow('16777216 bytes');
    expect(cipher.encrypt({ parts: [new Uint8Array(5)] })).toHaveLength(25);
  });

  it('gives other keys on another network', () => {
    const options = { secret: new Uint8Array(32), isInitiator: true };
    const main = createPacketCipher({ ...options, magic: MAIN_MAGIC });
    const other = createPacketCipher({ ...options, magic: hex('fabfb5da') });
    expect(main.sessionId).not.toEqual(other.sessionId);
  });
});
