/**
 * Straight-line code on 256-bit vectors, written as operations on values; registers are given out afterwards, each from
 * the operation that makes a value to the last that needs it. Numbers are constants of all lanes: operations on
 * constants alone are done here, other constants are read from a table.
 */

/** A value that the code makes; its number counts up. */
export interface VectorValue {
  readonly id: number;
}

/** A place in memory that an operation may read instead of a register. */
export interface MemoryTerm {
  readonly address: string;
}

export type Term = VectorValue | MemoryTerm | number;

export interface VectorCode {
  add(...terms: readonly Term[]): Term;
  xor(a: Term, b: Term): Term;
  and(a: Term, b: Term): Term;
  rotateRight(x: Term, bits: number): Term;
  shiftRight(x: Term, bits: number): Term;
  unpackLow32(a: Term, b: Term): Term;
  unpackHigh32(a: Term, b: Term): Term;
  unpackLow64(a: Term, b: Term): Term;
  unpackHigh64(a: Term, b: Term): Term;
  memory(address: string): MemoryTerm;
  load(address: string): Term;
  /** 16 bytes from each address. */
  loadHalves(low: string, high: string): Term;
  store(address: string, value: Term): void;
  storeHalves(low: string, high: string, value: Term): void;
  /** The text, one instruction a line, and the table of constants, which `rax` points 512 bytes into. */
  finish(): { readonly lines: readonly string[]; readonly constants: readonly number[] };
}

/** ymm13-ymm31; the SHA unit's states have the others. */
const REGISTERS: readonly number[] = Array.from({ length: 19 }, (_, i) => 13 + i);

const BYTES_BEFORE_CONSTANTS_POINTER = 512;

/** One operation: its text with `$0` for what it makes and `$1`, `$2` … for the registers that it reads. */
interface Operation {
  readonly text: string;
  readonly makes: VectorValue | undefined;
  readonly reads: readonly VectorValue[];
}

const isValue = (term: Term): term is VectorValue => typeof term === 'object' && 'id' in term;

export function createVectorCode(): VectorCode {
  const operations: Operation[] = [];
  const constants: number[] = [];
  let nextId = 0;

  function emit(text: string, reads: readonly VectorValue[]): VectorValue {
    const makes = { id: nextId++ };
    operations.push({ text, makes, reads });
    return makes;
  }

  function constantPlace(value: number): string {
    const known = constants.indexOf(value >>> 0);
    const index = known >= 0 ? known : constants.push(value >>> 0) - 1;
    return `dword ptr [rax + ${4 * index - BYTES_BEFORE_CONSTANTS_POINTER}]{1to8}`;
  }

  /** The term as an operand that may be memory. @param reads - gets the register that it is in, if it is */
  function operand(term: Term, reads: VectorValue[]): string {
    if (typeof term === 'number') return constantPlace(term);
    if (!isValue(term)) return `ymmword ptr [${term.address}]`;
    return `$${reads.push(term)}`;
  }

  function inRegister(term: Term): VectorValue {
    if (isValue(term)) return term;
    if (typeof term === 'number')
      return emit(`vpbroadcastd $0, ${constantPlace(term).replace('{1to8}', '')}`, []);
    return emit(`vmovdqu32 $0, ymmword ptr [${term.address}]`, []);
  }

  /** The first operand must be a register; operations where the order does not matter put theirs first. */
  function binary(name: string, a: Term, b: Term): Term {
    const [first, second] = isValue(a) ? [a, b] : [b, a];
    const reads = [inRegister(first)];
    const other = operand(second, reads);
    return emit(`${name} $0, $1, ${other}`, reads);
  }

  function add(...terms: readonly Term[]): Term {
    const constant = terms.reduce<number>(
      (sum, term) => (typeof term === 'number' ? (sum + term) >>> 0 : sum),
      0,
    );
    const others: Term[] = terms.filter((term) => typeof term !== 'number');
    if (others.length === 0) return constant;
    const all = constant === 0 ? others : [...others, constant];
    return all.reduce((a, b) => binary('vpaddd', a, b));
  }

  function xor(a: Term, b: Term): Term {
    if (typeof a === 'number' && typeof b === 'number') return (a ^ b) >>> 0;
    if (a === 0) return b;
    if (b === 0) return a;
    return binary('vpxord', a, b);
  }

  function and(a: Term, b: Term): Term {
    return typeof a === 'number' && typeof b === 'number' ? (a & b) >>> 0 : binary('vpandd', a, b);
  }

  function unary(name: string, x: Term, bits: number, fold: (value: number) => number): Term {
    return typeof x === 'number' ? fold(x) : emit(`${name} $0, $1, ${bits}`, [inRegister(x)]);
  }

  const ordered =
    (name: string) =>
    (a: Term, b: Term): Term =>
      emit(`${name} $0, $1, $2`, [inRegister(a), inRegister(b)]);

  return {
    add,
    xor,
    and,
    rotateRight: (x, bits) =>
      unary('vprord', x, bits, (value) => ((value >>> bits) | (value << (32 - bits))) >>> 0),
    shiftRight: (x, bits) => unary('vpsrld', x, bits, (value) => value >>> bits),
    unpackLow32: ordered('vpunpckldq'),
    unpackHigh32: ordered('vpunpckhdq'),
    unpackLow64: ordered('vpunpcklqdq'),
    unpackHigh64: ordered('vpunpckhqdq'),
    memory: (address) => ({ address }),
    load: (address) => inRegister({ address }),
    loadHalves(low, high) {
      const lower = emit(`vmovdqu32 $0:x, xmmword ptr [${low}]`, []);
      return emit(`vinserti32x4 $0, $1, xmmword ptr [${high}], 1`, [lower]);
    },
    store(address, value) {
      operations.push({
        text: `vmovdqu32 ymmword ptr [${address}], $1`,
        makes: undefined,
        reads: [inRegister(value)],
      });
    },
    storeHalves(low, high, value) {
      const reads = [inRegister(value)];
      operations.push({ text: `vmovdqu32 xmmword ptr [${low}], $1:x`, makes: undefined, reads });
      operations.push({ text: `vextracti32x4 xmmword ptr [${high}], $1, 1`, makes: undefined, reads });
    },
    finish: () => ({ lines: giveRegisters(operations), constants }),
  };
}

/** @throws where more values are alive at once than there are registers */
function giveRegisters(operations: readonly Operation[]): string[] {
  const lastRead = new Map<number, number>();
  for (const [place, { reads }] of operations.entries()) for (const { id } of reads) lastRead.set(id, place);
  const free = [...REGISTERS];
  const registers = new Map<number, number>();
  return operations.map(({ text, makes, reads }, place) => {
    const read = reads.map(({ id }) => registers.get(id) as number);
    for (const id of new Set(reads.map((value) => value.id))) {
      if (lastRead.get(id) === place) free.push(registers.get(id) as number);
    }
    const made = makes && free.shift();
    if (makes) {
      if (made === undefined) throw new Error(`no register is left at operation ${place}: ${text}`);
      registers.set(makes.id, made);
    }
    return text.replace(/\$(\d)(:x)?/g, (_, index: string, half?: string) => {
      const register = index === '0' ? made : read[Number(index) - 1];
      return `${half ? 'xmm' : 'ymm'}${register}`;
    });
  });
}
