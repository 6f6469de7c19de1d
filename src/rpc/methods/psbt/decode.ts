import { isMoneyRange } from '../../../primitives/amount.ts';
import { readAmount } from '../../../primitives/reader.ts';
import type { Transaction } from '../../../primitives/tx.ts';
import type { AddressPrefixes } from '../../../script/address.ts';
import { encodeBase58Check } from '../../../script/base58check.ts';
import { toHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { sum } from '../../../util/sum.ts';
import { readKeyOrigin } from '../../../wallet/psbt/derivation.ts';
import { readTapTree } from '../../../wallet/psbt/field-rules.ts';
import {
  entriesOf,
  fieldOf,
  GLOBAL,
  keyDataOf,
  OUTPUT,
  type Psbt,
  type PsbtMap,
  spentOutputOf,
  uint32Of,
} from '../../../wallet/psbt/model.ts';
import { readWhole } from '../../../wallet/psbt/problem.ts';
import { outpointsOf, unsignedTxOf } from '../../../wallet/psbt/unsigned-tx.ts';
import { amount } from '../../json.ts';
import { defineMethod, required } from '../../registry.ts';
import { amountResult, hexResult } from '../../schemas.ts';
import {
  defined,
  originView,
  Proprietary,
  PsbtInputView,
  psbtInputView,
  sharedPsbtFields,
  shownDerivations,
  shownParticipants,
  shownProprietary,
  shownScript,
  shownTapDerivations,
  Unknown,
  unknownView,
} from '../../views/psbt.ts';
import { ScriptPubKeyView, scriptPubKeyView } from '../../views/script.ts';
import { transactionFields, transactionView } from '../../views/transaction.ts';
import { EXAMPLE_PSBT } from '../examples.ts';
import type { PsbtContext } from './context.ts';
import { DECODE_ERROR, readPsbt } from './read.ts';

const OutputMapView = Type.Object({
  ...sharedPsbtFields,
  amount: Type.Optional(amountResult('The value in BTC (version 2)')),
  script: Type.Optional(ScriptPubKeyView),
  taproot_tree: Type.Optional(
    Type.Array(
      Type.Object({
        depth: Type.Integer({ description: 'How far down the leaf is' }),
        leaf_ver: Type.Integer({ description: 'The version of the leaf' }),
        script: hexResult('The script'),
      }),
    ),
  ),
});

export const decodePsbtMethod = defineMethod({
  name: 'decodePsbt',
  category: 'rawtransactions',
  description:
    'Return a JSON object representing the serialized, base64-encoded partially signed Bitcoin transaction.',
  params: { psbt: required(Type.String(), 'The PSBT base64 string') },
  result: Type.Object({
    tx: Type.Optional(Type.Object(transactionFields, { description: 'Version 0: the transaction' })),
    global_xpubs: Type.Array(
      Type.Object({
        xpub: Type.String({ description: 'The extended public key' }),
        master_fingerprint: hexResult('The fingerprint of the master key'),
        path: Type.String({ description: 'The path' }),
      }),
    ),
    tx_version: Type.Optional(Type.Integer({ description: 'Version 2: of the transaction' })),
    fallback_locktime: Type.Optional(
      Type.Integer({ description: 'The lock time where no input asks for one' }),
    ),
    input_count: Type.Optional(Type.Integer()),
    output_count: Type.Optional(Type.Integer()),
    inputs_modifiable: Type.Optional(Type.Boolean()),
    outputs_modifiable: Type.Optional(Type.Boolean()),
    has_sighash_single: Type.Optional(Type.Boolean()),
    psbt_version: Type.Integer({ description: 'The version, 0 or 2' }),
    proprietary: Proprietary,
    unknown: Unknown,
    inputs: Type.Array(PsbtInputView),
    outputs: Type.Array(OutputMapView),
    fee: Type.Optional(
      amountResult('The transaction fee, where the PSBT tells all the outputs that it spends'),
    ),
  }),
  errors: [DECODE_ERROR],
  example: [EXAMPLE_PSBT],
  handler: ({ psbt: text }, { network: { addresses } }: Pick<PsbtContext, 'network'>) => {
    const psbt = readPsbt(text);
    const tx = unsignedTxOf(psbt);
    return {
      ...(psbt.version === 0 && tx && { tx: transactionView(tx, { prefixes: addresses }) }),
      global_xpubs: entriesOf(psbt.global, GLOBAL.XPUB).map((entry) => ({
        xpub: encodeBase58Check(keyDataOf(entry)),
        ...originView(readKeyOrigin(entry.value)),
      })),
      ...(psbt.version === 2 && version2View(psbt)),
      psbt_version: psbt.version,
      proprietary: shownProprietary(psbt.global, GLOBAL.PROPRIETARY) ?? [],
      unknown: unknownView(psbt.global, GLOBAL),
      inputs: psbt.inputs.map((map) => psbtInputView(map, addresses)),
      outputs: psbt.outputs.map((map) => outputMapView(map, addresses)),
      ...feeView(psbt, tx),
    };
  },
});

function version2View({ global, inputs, outputs }: Psbt) {
  const flags = fieldOf(global, GLOBAL.TX_MODIFIABLE)?.[0];
  const lockTime = fieldOf(global, GLOBAL.FALLBACK_LOCKTIME);
  const version = expectDefined(fieldOf(global, GLOBAL.TX_VERSION), 'version 2 has it');
  return {
    tx_version: uint32Of(version),
    ...(lockTime && { fallback_locktime: uint32Of(lockTime) }),
    input_count: inputs.length,
    output_count: outputs.length,
    ...(flags !== undefined && {
      inputs_modifiable: (flags & 1) !== 0,
      outputs_modifiable: (flags & 2) !== 0,
      has_sighash_single: (flags & 4) !== 0,
    }),
  };
}

function outputMapView(map: PsbtMap, prefixes: AddressPrefixes) {
  const value = fieldOf(map, OUTPUT.AMOUNT);
  const script = value && (fieldOf(map, OUTPUT.SCRIPT) ?? new Uint8Array());
  const innerKey = fieldOf(map, OUTPUT.TAP_INTERNAL_KEY);
  const tree = fieldOf(map, OUTPUT.TAP_TREE);
  const unknown = unknownView(map, OUTPUT);
  return defined({
    redeem_script: shownScript(map, OUTPUT.REDEEM_SCRIPT),
    witness_script: shownScript(map, OUTPUT.WITNESS_SCRIPT),
    bip32_derivs: shownDerivations(map, OUTPUT.BIP32_DERIVATION),
    amount: value && amount(readWhole(value, readAmount)),
    script: script && scriptPubKeyView(script, prefixes),
    taproot_internal_key: innerKey && toHex(innerKey),
    taproot_tree:
      tree &&
      readTapTree(tree).map((leaf) => ({
        depth: leaf.depth,
        leaf_ver: leaf.version,
        script: toHex(leaf.script),
      })),
    taproot_bip32_derivs: shownTapDerivations(map, OUTPUT.TAP_BIP32_DERIVATION),
    musig2_participant_pubkeys: shownParticipants(map, OUTPUT.MUSIG2_PARTICIPANTS),
    proprietary: shownProprietary(map, OUTPUT.PROPRIETARY),
    unknown: Object.keys(unknown).length > 0 ? unknown : undefined,
  });
}

function feeView(psbt: Psbt, tx: Transaction | undefined) {
  const spent = outpointsOf(psbt).map((prevout, i) =>
    spentOutputOf(expectDefined(psbt.inputs[i], 'a map for each input'), prevout),
  );
  const known = spent.flatMap((output) => (output ? [output.value] : []));
  const paid = tx?.outputs.map(({ value }) => value) ?? [];
  if (!tx || known.length < spent.length || !areSums(known) || !areSums(paid)) return {};
  return { fee: amount(sum(known) - sum(paid)) };
}

/** True where no value, and no sum of the first ones, is out of range. */
function areSums(values: readonly number[]): boolean {
  let total = 0;
  return values.every((value) => {
    total += value;
    return isMoneyRange(value) && isMoneyRange(total);
  });
}
