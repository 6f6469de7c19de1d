import { randomInt } from 'node:crypto';
import { displayHash } from '../../../primitives/hash256.ts';
import { Type } from '../../../util/schema.ts';
import { shuffled } from '../../../util/shuffled.ts';
import { combinePsbts, joinPsbts } from '../../../wallet/psbt/combine.ts';
import { encodePsbt } from '../../../wallet/psbt/encode.ts';
import { RpcError } from '../../errors.ts';
import { readAs } from '../../read-as.ts';
import { defineMethod, required } from '../../registry.ts';
import { EXAMPLE_OTHER_PSBT, EXAMPLE_PSBT } from '../examples.ts';
import { DECODE_ERROR, readPsbt } from './read.ts';

const TEXTS = Type.Array(Type.String());

/** How many there are is looked at before what they are. */
const txs = required(Type.Array(Type.Unknown()), 'The base64 strings of partially signed transactions', {
  shown: TEXTS,
});

export const combinePsbt = defineMethod({
  name: 'combinePsbt',
  category: 'rawtransactions',
  description:
    'Combine multiple partially signed Bitcoin transactions into one transaction (the Combiner role).',
  params: { txs },
  result: Type.String({ description: 'The base64-encoded partially signed transaction' }),
  errors: [
    DECODE_ERROR,
    { error: 'RPC_INVALID_PARAMETER', when: 'there are none, or of different transactions' },
  ],
  example: [[EXAMPLE_PSBT, EXAMPLE_PSBT]],
  handler: ({ txs: texts }) => {
    if (texts.length === 0) throw invalid("Parameter 'txs' cannot be empty");
    const combined = combinePsbts(readAs(TEXTS, texts, 'txs').map(readPsbt));
    if (!combined) throw invalid('PSBTs not compatible (different transactions)');
    return encodePsbt(combined);
  },
});

export const joinPsbtsMethod = defineMethod({
  name: 'joinPsbts',
  category: 'rawtransactions',
  description:
    'Joins multiple distinct version 0 PSBTs with different inputs and outputs into one version 0 PSBT with inputs and outputs from all of the PSBTs. No input in any of the PSBTs can be in more than one of the PSBTs.',
  params: { txs },
  result: Type.String({ description: 'The base64-encoded partially signed transaction' }),
  errors: [
    DECODE_ERROR,
    { error: 'RPC_INVALID_PARAMETER', when: 'there are less than two, of version 2, or with the same input' },
  ],
  example: [[EXAMPLE_PSBT, EXAMPLE_OTHER_PSBT]],
  handler: ({ txs: texts }) => {
    if (texts.length <= 1) throw invalid('At least two PSBTs are required to join PSBTs.');
    const psbts = readAs(TEXTS, texts, 'txs').map(readPsbt);
    if (psbts.some(({ version }) => version !== 0)) {
      throw invalid('joinpsbts only operates on version 0 PSBTs');
    }
    const joined = joinPsbts(psbts, (items) => shuffled(items, randomInt));
    if (joined.ok) return encodePsbt(joined.psbt);
    const { txid, index } = joined.repeated;
    throw invalid(`Input ${displayHash(txid)}:${index} exists in multiple PSBTs`);
  },
});

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
