const TIP = /^(?<time>\S+Z) UpdateTip: new best=(?<hash>\w+) /gm;

/**
 * How long blocks took from the first node that had them as its tip to the last, by the logs of all (-logtimemicros).
 * @returns milliseconds for each block that was a tip of every node
 */
export function blockSpreads(logs: readonly string[]): readonly number[] {
  const times = new Map<string, number[]>();
  for (const log of logs) {
    for (const { groups = {} } of log.matchAll(TIP)) {
      const { time = '', hash = '' } = groups;
      times.set(hash, [...(times.get(hash) ?? []), millisecondsOf(time)]);
    }
  }
  return [...times.values()]
    .filter((of) => of.length === logs.length)
    .map((of) => Math.max(...of) - Math.min(...of));
}

/** @param time - e.g. `2026-11-26T11:17:36.123456Z`: Date knows milliseconds only */
function millisecondsOf(time: string): number {
  const [, seconds = '', micros = '0'] = /^(.*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return Date.parse(`${seconds}Z`) + Number(`0.${micros}`) * 1000;
}
