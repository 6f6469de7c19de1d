/** The part of the hybrid step that the SHA unit does: see hybrid-step.ts. */

import { FIRST_PAIR_STRIDE, pairPlace, SCRATCH, SECOND, SECOND_PAIR_STRIDE, STATE_BYTES } from './layout.ts';

/** Lanes at a time: as many as xmm1-xmm12 hold states of, and no fewer than the latency of a round needs. */
const LANE_GROUPS: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5],
  [6, 7, 8, 9, 10],
  [11, 12, 13, 14, 15],
];

/** Pairs of rounds: 4-63 of the first hash, 16-61 of the second. */
const FIRST_PAIRS = 30;
const SECOND_PAIRS = 23;

interface LaneRegisters {
  readonly abef: string;
  readonly cdgh: string;
}

const registersOf = (index: number): LaneRegisters => ({
  abef: `xmm${1 + 2 * index}`,
  cdgh: `xmm${2 + 2 * index}`,
});

/** Two rounds; with each, ABEF and CDGH change places. */
function tworounds({ abef, cdgh }: LaneRegisters, pair: number): string {
  return pair % 2 === 0 ? `sha256rnds2 ${cdgh}, ${abef}` : `sha256rnds2 ${abef}, ${cdgh}`;
}

/** One load of a pair of keyed words serves all lanes: they are the same for all versions. */
function firstHash(lanes: readonly number[]): string[] {
  const lines: string[] = [];
  for (const [index, lane] of lanes.entries()) {
    const { abef, cdgh } = registersOf(index);
    lines.push(`movdqa ${abef}, [r8 + ${SCRATCH.nonceAt}]`);
    lines.push(`movdqa ${cdgh}, [rsi + ${lane * STATE_BYTES + 16}]`);
    lines.push(`paddd ${abef}, [rsi + ${lane * STATE_BYTES}]`);
  }
  for (let pair = 0; pair < FIRST_PAIRS; pair++) {
    lines.push(`movq xmm0, qword ptr [rdi + ${pair * FIRST_PAIR_STRIDE}]`);
    lines.push(...lanes.map((_, index) => tworounds(registersOf(index), pair)));
  }
  for (const [index, lane] of lanes.entries()) {
    const { abef, cdgh } = registersOf(index);
    lines.push(`movdqa [rdx + ${lane * STATE_BYTES}], ${abef}`);
    lines.push(`movdqa [rdx + ${lane * STATE_BYTES + 16}], ${cdgh}`);
  }
  return lines;
}

/** Every lane has its own words. The tested word is the lowest of the last ABEF: e after round 60, f after 61. */
function secondHash(lanes: readonly number[]): string[] {
  const lines: string[] = [];
  for (const [index, lane] of lanes.entries()) {
    const { abef, cdgh } = registersOf(index);
    lines.push(`movdqa ${abef}, [r11 + ${SECOND.statesAt + lane * STATE_BYTES}]`);
    lines.push(`movdqa ${cdgh}, [r11 + ${SECOND.statesAt + lane * STATE_BYTES + 16}]`);
  }
  for (let pair = 0; pair < SECOND_PAIRS; pair++) {
    for (const [index, lane] of lanes.entries()) {
      const place = SECOND.pairsAt + pair * SECOND_PAIR_STRIDE + pairPlace(lane) * 8;
      lines.push(`movq xmm0, qword ptr [r11 + ${place}]`);
      lines.push(tworounds(registersOf(index), pair));
    }
  }
  for (const [index, lane] of lanes.entries()) {
    const { abef, cdgh } = registersOf(index);
    const last = SECOND_PAIRS % 2 === 0 ? abef : cdgh;
    lines.push(`movd dword ptr [r8 + ${SCRATCH.lastAt + lane * 4}], ${last}`);
  }
  return lines;
}

/** The SHA unit's instructions of one step. */
export function shaStream(): string[] {
  return [...LANE_GROUPS.flatMap(firstHash), ...LANE_GROUPS.flatMap(secondHash)];
}
