/** What a mempool that was full asks of a newcomer. @source Bitcoin Core src/txmempool.cpp GetMinFee, trackPackageRemoved */
export interface ModelFloor {
  /** Satoshis for 1000 virtual bytes. It falls when it is asked for. @param usage - bytes, of `maxBytes` */
  at(now: number, usage: number): number;
  /** There was no room for these. */
  raise(fee: number, vsize: number): void;
  /** A block came. */
  release(now: number): void;
}

const TWELVE_HOURS = 43_200;

export function createModelFloor(maxBytes: number, step: number): ModelFloor {
  let rate = 0;
  let hadBlock = true;
  let fellAt = 0;
  return {
    at(now, usage) {
      if (!hadBlock || rate === 0) return Math.round(rate);
      if (now > fellAt + 10) {
        const speed = usage < maxBytes / 4 ? 4 : usage < maxBytes / 2 ? 2 : 1;
        rate /= 2 ** ((now - fellAt) / (TWELVE_HOURS / speed));
        fellAt = now;
        if (rate < step / 2) rate = 0;
        if (rate === 0) return 0;
      }
      return Math.max(Math.round(rate), step);
    },
    raise(fee, vsize) {
      const raised = Math.floor((fee * 1000) / vsize) + step;
      if (raised <= rate) return;
      rate = raised;
      hadBlock = false;
    },
    release(now) {
      hadBlock = true;
      fellAt = now;
    },
  };
}
