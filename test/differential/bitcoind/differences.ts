import type { Answer } from './pair.ts';

/** Where the two may answer differently, and why. */

interface Difference {
  /** Fields that are not compared, at any depth of the result. */
  readonly fields: readonly string[];
  readonly why: string;
}

const OWN_SUMS = 'each counts its own memory and files';
const OWN_WORDS = 'each has its own name and its own warnings';

/** By method. */
const DIFFERENCES: Readonly<Record<string, Difference>> = {
  getblockchaininfo: {
    fields: ['size_on_disk', 'warnings', 'verificationprogress'],
    why: `${OWN_SUMS}; ${OWN_WORDS}; Core guesses its progress from the time, this node counts blocks`,
  },
  getchainstates: {
    fields: ['coins_db_cache_bytes', 'coins_tip_cache_bytes', 'verificationprogress'],
    why: 'each has its own caches; progress as above',
  },
  getmempoolinfo: { fields: ['usage'], why: OWN_SUMS },
  gettxoutsetinfo: { fields: ['disk_size'], why: OWN_SUMS },
  getnetworkinfo: { fields: ['version', 'subversion', 'warnings'], why: OWN_WORDS },
  getmininginfo: {
    fields: [
      ...['warnings', 'state', 'versionrolling', 'threadhashespersec', 'found', 'generate', 'genproclimit'],
      ...['hashes', 'hashespersec', 'hashrate', 'luck', 'currentblockweight', 'currentblocktx'],
    ],
    why: 'this node mines by itself, and tells of it; for Core the empty block with which generateblock begins is a template',
  },
  logging: { fields: ['chain', 'mining', 'store', 'wallet'], why: 'this node logs of more' },
  getblocktemplate: {
    fields: ['longpollid', 'coinbaseaux', 'mutable'],
    why: 'each counts its own templates; this node gives an extranonce (BIP22) and lets versions be rolled (BIP320)',
  },
};

/** Names of the methods' own help, with its arguments and results. */
const HELP = /\n\n(?:Arguments|Result[^\n]*):\n|\n\nResult /;

/** What the C++ library adds to the text of Core's reader. */
const LIBRARY_SUFFIX = ': iostream error';

/** The answer without what may differ. */
export function comparable(method: string, answer: Answer): Answer {
  if (!('result' in answer)) {
    const { code, message } = answer;
    return { code, message: HELP.test(message) ? 'the help' : message.replace(LIBRARY_SUFFIX, '') };
  }
  const fields = DIFFERENCES[method]?.fields;
  return fields ? { result: without(answer.result, new Set(fields)) } : answer;
}

function without(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, content]) =>
      fields.has(name) ? [] : [[name, without(content, fields)]],
    ),
  );
}

/** Calls that are not made, since the one or the other has more than the other. */
export function isIncomparable(method: string, params: readonly unknown[]): boolean {
  const [first] = params;
  switch (method) {
    case 'getblock':
      // Ours takes a height, too.
      return typeof first !== 'string' && params.length > 0;
    case 'setban':
      // Core asks the system's resolver, to which this is 0.0.0.1; and reads no time where none is needed.
      return first === '1' || (params[1] === 'remove' && params.length > 2);
    case 'utxoupdatepsbt':
    case 'descriptorprocesspsbt':
      // Of the keys of a musig() Core tells where they come from; this node knows only the key that they make together.
      return JSON.stringify(params).includes('musig(');
    default:
      return false;
  }
}
