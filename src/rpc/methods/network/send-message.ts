import { MESSAGE_TYPE_SIZE } from '../../../p2p/transport/message-type.ts';
import { fromHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required } from '../../registry.ts';
import { INT64 } from '../../schemas.ts';
import type { NetworkContext } from './context.ts';

export const sendMsgToPeer = defineMethod({
  name: 'sendMsgToPeer',
  category: 'network',
  hidden: true,
  description: `Send a p2p message to a peer specified by id.
The message type and body must be provided, the message header will be generated.
This RPC is for testing only.`,
  params: {
    peer_id: required(INT64, 'The peer to send the message to.'),
    msg_type: required(Type.String(), `The message type (maximum length ${MESSAGE_TYPE_SIZE})`),
    msg: required(Type.String(), 'The serialized message body to send, in hex, without a message header'),
  },
  result: Type.Object({}),
  errors: [
    { error: 'RPC_INVALID_PARAMETER', when: 'the type is too long, or the body is not hex' },
    { error: 'RPC_MISC_ERROR', when: 'there is no such peer' },
  ],
  example: [0, 'addr', 'ffffff'],
  /** @source Bitcoin Core src/rpc/net.cpp sendmsgtopeer */
  handler: ({ peer_id, msg_type, msg }, { peerNetwork }: NetworkContext) => {
    if (Buffer.byteLength(msg_type) > MESSAGE_TYPE_SIZE) {
      const text = `Error: msg_type too long, max length is ${MESSAGE_TYPE_SIZE}`;
      throw new RpcError('RPC_INVALID_PARAMETER', text);
    }
    const payload = fromHex(msg);
    if (!payload) throw new RpcError('RPC_INVALID_PARAMETER', 'Error parsing input for msg');
    const peer = peerNetwork.peers().find(({ id }) => id === peer_id);
    if (!peer) throw new RpcError('RPC_MISC_ERROR', 'Error: Could not send message to peer');
    peerNetwork.sendRaw(peer, msg_type, payload);
    return {};
  },
});
