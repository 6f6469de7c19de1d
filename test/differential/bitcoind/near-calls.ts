import type { Random } from '../random.ts';

export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Not 2^53 or more: integers beyond that are none to this node, whose numbers are doubles. */
const WRONG: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 1.5, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 1e19, 1e300],
  ...['', 'zz', '1', '-1', 'a'.repeat(64), 'A'.repeat(64), '0'.repeat(63), '0'.repeat(65)],
  ...[[], [null], [1], ['a'], [[]], [{}], {}, { a: 1 }],
];

const TOO_MANY = 12;

/** Methods that may do more, or wait longer, when asked in another way. */
const AS_THEY_ARE = new Set([
  ...[
    'stop',
    'help',
    'setmocktime',
    'mockscheduler',
    'waitfornewblock',
    'waitforblock',
    'waitforblockheight',
  ],
  ...[
    'invalidateblock',
    'generatetoaddress',
    'generatetodescriptor',
    'generateblock',
    'addnode',
    'addconnection',
  ],
  ...[
    'setnetworkactive',
    'getnodeaddresses',
    'addpeeraddress',
    'preciousblock',
    'echo',
    'echojson',
    'logging',
  ],
]);

/** So many calls that differ from good ones in one parameter, or in their number. */
export function nearCalls(good: readonly Call[], random: Random, count: number): readonly Call[] {
  const bases = good.filter(({ method }) => !AS_THEY_ARE.has(method));
  return random.list(count, () => changed(random.pick(bases), random));
}

function changed({ method, params }: Call, random: Random): Call {
  const at = random.int(params.length + 1);
  const way = random.int(10);
  if (way === 0) return { method, params: params.slice(0, at) };
  if (way === 1) return { method, params: [...params, ...Array(TOO_MANY).fill(1)] };
  return { method, params: Object.assign([...params], { [at]: random.pick(WRONG) }) };
}
