import { describe, expect, it } from 'vitest';
import { MAX_INPUTS } from '../../../../src/rpc/tutorial/plan-transfer.ts';
import { readAuthorization } from '../../../../src/rpc/tutorial/read-authorization.ts';
import { person } from '../../../helpers/tutorial.ts';

const ALICE = person('alice');
const BOB = person('bob');
const SIGNATURE = ALICE.sign('11'.repeat(32));
const GOOD = { publicKey: ALICE.publicKey, signature: SIGNATURE };

function errorOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const authorization = readAuthorization(fields, ALICE);
  return authorization.ok ? undefined : authorization.problem.error;
}

describe('readAuthorization', () => {
  it('is nothing without a signature, whatever the key is', () => {
    expect(readAuthorization({}, ALICE)).toEqual({ ok: true, value: undefined });
    expect(readAuthorization({ publicKey: 'x' }, ALICE)).toEqual({ ok: true, value: undefined });
  });

  it('takes one signature, or a list', () => {
    expect(readAuthorization(GOOD, ALICE)).toMatchObject({ ok: true, value: { signatures: [{}] } });
    const several = readAuthorization({ ...GOOD, signature: [SIGNATURE, SIGNATURE] }, ALICE);
    expect(several).toMatchObject({ ok: true, value: { signatures: [{}, {}] } });
  });

  it('looks at no more signatures than a transaction can have inputs', () => {
    const many = readAuthorization({ ...GOOD, signature: Array(MAX_INPUTS + 5).fill(SIGNATURE) }, ALICE);
    expect(many.ok && many.value?.signatures.length).toBe(MAX_INPUTS);
  });

  it.each([
    [{ ...GOOD, publicKey: undefined }, 'bad-publicKey'],
    [{ ...GOOD, publicKey: 5 }, 'bad-publicKey'],
    [{ ...GOOD, publicKey: ALICE.publicKey.slice(2) }, 'bad-publicKey'],
    [{ ...GOOD, publicKey: `04${'11'.repeat(64)}` }, 'bad-publicKey'],
    [{ ...GOOD, publicKey: BOB.publicKey }, 'publicKey-not-of-from'],
    [{ ...GOOD, signature: null }, 'bad-signature'],
    [{ ...GOOD, signature: '' }, 'bad-signature'],
    [{ ...GOOD, signature: 'zz' }, 'bad-signature'],
    [{ ...GOOD, signature: SIGNATURE.slice(2) }, 'bad-signature'],
    [{ ...GOOD, signature: '00'.repeat(64) }, 'bad-signature'],
    [{ ...GOOD, signature: [SIGNATURE, 5] }, 'bad-signature'],
  ])('refuses %j with %s', (fields, error) => {
    expect(errorOf(fields)).toBe(error);
  });
});
