import { hash160 } from '../../crypto/hash160.ts';
import { decodeAddress } from '../../script/address.ts';
import { solve } from '../../script/solver.ts';
import { equalBytes } from '../../util/bytes.ts';
import { Type } from '../../util/schema.ts';
import { RpcError } from '../errors.ts';
import { defineMethod, type RpcMethod, required } from '../registry.ts';
import type { BlockchainContext } from './blockchain/context.ts';
import { EXAMPLE_PRIVATE_KEY } from './examples.ts';

/** Messages that the key of an address signs. @source Bitcoin Core src/rpc/signmessage.cpp */

export type MessageContext = Pick<BlockchainContext, 'network'>;

/** The P2PKH address of EXAMPLE_PRIVATE_KEY, and what the key makes of the message. */
const EXAMPLE_MESSAGE = 'my message';
const EXAMPLE_PKH_ADDRESS = 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r';
const EXAMPLE_SIGNATURE =
  'ILkxsQFKUpMZXIOEwozkcJtk2o4+t2AbksBaUtvsaRrYJtGVhkGynLmSMDLTo23PNMRpNeV+c8uY5HIXTQMc1Eo=';

const verifyMessage = defineMethod({
  name: 'verifyMessage',
  category: 'util',
  description: 'Verify a signed message.',
  params: {
    address: required(Type.String(), 'The bitcoin address to use for the signature.'),
    signature: required(Type.String(), 'The signature provided by the signer in base 64 encoding.'),
    message: required(Type.String(), 'The message that was signed.'),
  },
  result: Type.Boolean({ description: 'If the signature is verified or not.' }),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'the address is none of this network' },
    { error: 'RPC_TYPE_ERROR', when: 'it is not of a key (P2PKH), or the signature not base 64' },
  ],
  example: [EXAMPLE_PKH_ADDRESS, EXAMPLE_SIGNATURE, EXAMPLE_MESSAGE],
  handler: async ({ address, signature, message }, { network }: MessageContext) => {
    const script = decodeAddress(address, network.addresses);
    if (!script.ok) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Invalid address');
    const solution = solve(script.value);
    if (solution.type !== 'pubkeyhash') {
      throw new RpcError('RPC_TYPE_ERROR', 'Address does not refer to key');
    }
    const bytes = decodeBase64(signature);
    if (!bytes) throw new RpcError('RPC_TYPE_ERROR', 'Malformed base64 encoding');
    const { recoverSigner } = await import('../../wallet/signed-message.ts');
    const pubkey = recoverSigner(message, bytes);
    return pubkey !== undefined && equalBytes(hash160(pubkey), solution.hash);
  },
});

const signMessageWithPrivkey = defineMethod({
  name: 'signMessageWithPrivkey',
  category: 'util',
  description: 'Sign a message with the private key of an address.',
  params: {
    privkey: required(Type.String(), 'The private key to sign the message with.'),
    message: required(Type.String(), 'The message to create a signature of.'),
  },
  result: Type.String({ description: 'The signature of the message encoded in base 64' }),
  errors: [{ error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'the private key is none of this network' }],
  example: [EXAMPLE_PRIVATE_KEY, EXAMPLE_MESSAGE],
  handler: async ({ privkey, message }, { network }: MessageContext) => {
    const { decodePrivateKey } = await import('../../wallet/private-key.ts');
    const key = decodePrivateKey(privkey, network.addresses.secretKey);
    if (!key) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Invalid private key');
    const { signMessage } = await import('../../wallet/signed-message.ts');
    return Buffer.from(signMessage(message, key)).toString('base64');
  },
});

export const MESSAGE_METHODS: readonly RpcMethod<MessageContext>[] = [verifyMessage, signMessageWithPrivkey];

/** Undefined for what is not base 64, padded. @source Bitcoin Core src/util/strencodings.cpp DecodeBase64 */
function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
