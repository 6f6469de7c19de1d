import type { Network } from '../../chainparams/network.ts';
import type { Satoshis } from '../../primitives/amount.ts';
import type { Transaction } from '../../primitives/tx.ts';
import { decodeAddress } from '../../script/address.ts';
import { solve } from '../../script/solver.ts';
import { accept } from '../../util/verdict.ts';
import { parseAmount } from '../amounts.ts';
import { RpcError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { decodeTransactionHex } from '../transaction-hex.ts';
import { readAuthorization } from './read-authorization.ts';
import { failed, type Outcome } from './reply.ts';
import type { Authorization, Party, Transfer } from './transfer.ts';

/** What a `POST /txion` asks for. */
export type TransferRequest =
  | { readonly kind: 'transaction'; readonly tx: Transaction }
  | {
      readonly kind: 'transfer';
      readonly transfer: Transfer;
      /** Undefined where nobody signed. */
      readonly authorization: Authorization | undefined;
    };

/** The parts of a network that its addresses depend on. */
type NetworkNames = Pick<Network, 'name' | 'addresses'>;

type Fields = Readonly<Record<string, unknown>>;

const EXAMPLE = '{"from": ADDRESS, "to": ADDRESS, "amount": 1.5}';

/** Reads the body of the request, whatever it is. */
export function readTransferRequest(body: Uint8Array, network: NetworkNames): Outcome<TransferRequest> {
  const parsed = parseJson(body);
  if (!parsed.ok || !isObject(parsed.value)) {
    return failed({
      error: 'bad-json',
      explanation: 'The body of the request must be a JSON object.',
      next: `POST for example ${EXAMPLE}.`,
    });
  }
  const { transaction, ...fields } = parsed.value;
  return transaction === undefined ? readSignedTransfer(fields, network) : readTransaction(transaction);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readTransaction(value: unknown): Outcome<TransferRequest> {
  const tx = typeof value === 'string' ? decodeTransactionHex(value) : undefined;
  if (tx) return accept({ kind: 'transaction', tx });
  return failed({
    error: 'TX decode failed',
    explanation: '"transaction" must be a whole Bitcoin transaction in hex, as wallets write it.',
    next: `Send such a transaction, or a transfer in the tutorial's form: ${EXAMPLE}.`,
  });
}

function readSignedTransfer(fields: Fields, network: NetworkNames): Outcome<TransferRequest> {
  const from = readSender(fields['from'], network);
  if (!from.ok) return from;
  const to = readParty('to', fields['to'], network);
  if (!to.ok) return to;
  const amount = readAmount(fields['amount']);
  if (!amount.ok) return amount;
  const authorization = readAuthorization(fields, from.value);
  if (!authorization.ok) return authorization;
  const transfer = { from: from.value, to: to.value, amount: amount.value };
  return accept({ kind: 'transfer', transfer, authorization: authorization.value });
}

function readSender(value: unknown, network: NetworkNames): Outcome<Party> {
  const from = readParty('from', value, network);
  if (!from.ok || solve(from.value.scriptPubKey).type === 'witness_v0_keyhash') return from;
  return failed({
    error: 'unsupported-from',
    explanation: `${from.value.address} is an address that this route can't spend from: it takes those of a single key in the form ${network.addresses.bech32Hrp}1q… (P2WPKH).`,
    next: 'Build and sign the transaction with a wallet and send it whole: {"transaction": HEX}.',
  });
}

function readParty(name: 'from' | 'to', value: unknown, network: NetworkNames): Outcome<Party> {
  const address = typeof value === 'string' ? value : '';
  const decoded = decodeAddress(address, network.addresses);
  if (decoded.ok) return accept({ address, scriptPubKey: decoded.value });
  return failed({
    error: `bad-${name}`,
    explanation:
      `"${name}" is no address of ${network.name} (${decoded.error.replace(/\.$/, '')}). ` +
      'In the tutorial any name would do. Here coins belong to keys, and an address is made of a key.',
    next: `Give an address of ${network.name}; docs/tutorial.md shows how to make a key and its address.`,
  });
}

function readAmount(value: unknown): Outcome<Satoshis> {
  const satoshis = readSatoshis(value);
  if (typeof satoshis === 'number' && satoshis > 0) return accept(satoshis);
  return failed({
    error: 'bad-amount',
    explanation: `"amount" is how many coins to send: more than 0, with at most 8 decimals${satoshis instanceof RpcError ? ` (${satoshis.message})` : ''}.`,
    next: 'Write it as a number or as text, for example 1.5 or "0.00010000".',
  });
}

function readSatoshis(value: unknown): Satoshis | RpcError {
  try {
    return parseAmount(value);
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
}
