import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, withDefault } from '../../registry.ts';

/** What this method needs of the node. */
export interface MemoryContext {
  /** The heap of the main thread, bytes. */
  readonly heap: () => { readonly used: number; readonly total: number };
}

/** What a chunk is here, bytes. */
const CHUNK_SIZE = 4096;

export const getMemoryInfo = defineMethod({
  name: 'getMemoryInfo',
  category: 'control',
  description:
    "Returns an object containing information about memory usage. Core's numbers are of the memory that it locks for keys; here they are of the heap of the main thread, none of which is locked.",
  params: {
    mode: withDefault(
      Type.String(),
      'stats',
      'determines what kind of information is returned: "stats" general statistics; Core\'s "mallocinfo" is not available',
    ),
  },
  result: Type.Object({
    locked: Type.Object({
      used: Type.Integer({ description: 'Number of bytes used' }),
      free: Type.Integer({ description: 'Number of bytes available' }),
      total: Type.Integer({ description: 'Total number of bytes managed' }),
      locked: Type.Integer({ description: 'Amount of bytes that succeeded locking' }),
      chunks_used: Type.Integer({ description: `Number allocated chunks, of ${CHUNK_SIZE} bytes` }),
      chunks_free: Type.Integer({ description: 'Number unused chunks' }),
    }),
  }),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'the mode is not stats' }],
  example: [],
  handler: ({ mode }, { heap }: MemoryContext) => {
    if (mode === 'mallocinfo') {
      throw new RpcError('RPC_INVALID_PARAMETER', 'mallocinfo mode not available');
    }
    if (mode !== 'stats') throw new RpcError('RPC_INVALID_PARAMETER', `unknown mode ${mode}`);
    const { used, total } = heap();
    const chunksUsed = Math.ceil(used / CHUNK_SIZE);
    const chunksFree = Math.floor(total / CHUNK_SIZE) - chunksUsed;
    const free = total - used;
    return { locked: { used, free, total, locked: 0, chunks_used: chunksUsed, chunks_free: chunksFree } };
  },
});
