/**
 * The board at which the threads of one run of script checks meet: which batches of inputs there are, who takes which,
 * and where the first failure is. All of it is shared memory, so a batch costs no message. Batches are taken in
 * order, by whoever is free, the main thread too; each run has a board of its own, so a thread that comes late finds
 * nothing left on its.
 *
 * The lowest failing input is the same whoever is faster: a batch is dropped only where a failure before it is known,
 * so every batch below the lowest known failure is done to its end.
 */

/** Inputs of a batch, but for the last of a run: two or three milliseconds, after which the event loop has its turn. */
export const BATCH_INPUTS = 32;

/** A thread is not worth its call for less. */
const FEWEST_BATCH_INPUTS = 4;

/** Batches that there should be for each thread, so that none waits long for the last. */
const BATCHES_PER_THREAD = 2;

/** Inputs of a batch where a run has no more than so many: a small block is shared as well. */
export function batchInputsOf(maxInputs: number, threads: number): number {
  const share = Math.ceil(maxInputs / (BATCHES_PER_THREAD * threads));
  return Math.min(Math.max(share, FEWEST_BATCH_INPUTS), BATCH_INPUTS);
}

/** Where the inputs of one batch are, in the memory that has the records of the transactions. */
export interface BatchPlace {
  /** The record of the first input's transaction starts here. */
  readonly start: number;
  /** The record of the last input's transaction ends here. */
  readonly end: number;
  /** Inputs of the first transaction that are in batches before. */
  readonly skippedInputs: number;
  readonly inputs: number;
}

/** The head of the board, in words of 32 bits. */
const NEXT = 0;
const PUBLISHED = 1;
const ENDED = 2;
const FAILURE = 3;
/** Counts what those who wait for batches have to hear of. */
const NEWS = 4;
const SIZE = 5;
const HEAD_WORDS = 6;

const NO_FAILURE = 0x7fffffff;
const BEFORE_ALL_INPUTS = -1;

/** What it has of each batch. */
const DONE = 0;
const START = 1;
const END = 2;
const SKIPPED = 3;
const INPUTS = 4;
const BATCH_WORDS = 5;

export interface ScriptBoard {
  readonly buffer: SharedArrayBuffer;
  /** Inputs of each batch but the last. */
  readonly batchInputs: number;
  /** Offers one more batch. For the main thread alone, as `end` and `drop`. */
  publish(place: BatchPlace): void;
  /** No more will come. */
  end(): void;
  /** Nobody asks for the answer any more: everything is moot. */
  drop(): void;
  /** Takes the next batch; undefined where there is none now, or none that still matters. */
  take(): number | undefined;
  /** The same, but waits for what is still to be published. Never on the main thread. */
  waitAndTake(): number | undefined;
  place(batch: number): BatchPlace;
  /** Notes that the input fails; inputs are counted through all batches. */
  fail(input: number): void;
  /** True where a failure before this input is known: whether it holds is of no account any more. */
  isMoot(input: number): boolean;
  firstFailure(): number | undefined;
  /** Notes that nobody looks at this batch any more: it is through, or moot. */
  finish(batch: number): void;
  /** Batches that were taken and are not finished. */
  unfinished(): readonly number[];
}

/** A board without batches. @param inputs - that there may be at most */
export function createScriptBoard(inputs: number, batchInputs: number = BATCH_INPUTS): ScriptBoard {
  const size = HEAD_WORDS + BATCH_WORDS * Math.ceil(inputs / batchInputs);
  const words = new Int32Array(new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT));
  words[FAILURE] = NO_FAILURE;
  words[SIZE] = batchInputs;
  return openScriptBoard(words.buffer);
}

/** The board in shared memory that createScriptBoard made. */
export function openScriptBoard(buffer: SharedArrayBuffer): ScriptBoard {
  const words = new Int32Array(buffer);
  const batchInputs = Atomics.load(words, SIZE);
  const wordOf = (batch: number, word: number): number => HEAD_WORDS + BATCH_WORDS * batch + word;
  const read = (batch: number, word: number): number => Atomics.load(words, wordOf(batch, word));

  function take(): number | undefined {
    for (;;) {
      const batch = Atomics.load(words, NEXT);
      if (batch >= Atomics.load(words, PUBLISHED) || isMoot(batch * batchInputs)) return undefined;
      if (Atomics.compareExchange(words, NEXT, batch, batch + 1) === batch) return batch;
    }
  }

  const isMoot = (input: number): boolean => Atomics.load(words, FAILURE) < input;

  function fail(input: number): void {
    for (;;) {
      const known = Atomics.load(words, FAILURE);
      if (known <= input || Atomics.compareExchange(words, FAILURE, known, input) === known) return;
    }
  }

  function tell(): void {
    Atomics.add(words, NEWS, 1);
    Atomics.notify(words, NEWS);
  }

  return {
    buffer,
    batchInputs,
    publish({ start, end, skippedInputs, inputs }) {
      const batch = Atomics.load(words, PUBLISHED);
      words.set([0, start, end, skippedInputs, inputs], wordOf(batch, DONE));
      Atomics.store(words, PUBLISHED, batch + 1);
      tell();
    },
    end() {
      Atomics.store(words, ENDED, 1);
      tell();
    },
    drop() {
      fail(BEFORE_ALL_INPUTS);
      Atomics.store(words, ENDED, 1);
      tell();
    },
    take,
    waitAndTake() {
      for (;;) {
        // Before all else: whatever comes after it ends the waiting.
        const seen = Atomics.load(words, NEWS);
        const hasEnded = Atomics.load(words, ENDED) === 1;
        const batch = take();
        if (batch !== undefined || hasEnded) return batch;
        Atomics.wait(words, NEWS, seen);
      }
    },
    place: (batch) => ({
      start: read(batch, START),
      end: read(batch, END),
      skippedInputs: read(batch, SKIPPED),
      inputs: read(batch, INPUTS),
    }),
    fail,
    isMoot,
    firstFailure() {
      const failure = Atomics.load(words, FAILURE);
      return failure === NO_FAILURE ? undefined : failure;
    },
    finish: (batch) => void Atomics.store(words, wordOf(batch, DONE), 1),
    unfinished() {
      const taken = Atomics.load(words, NEXT);
      return Array.from({ length: taken }, (_, batch) => batch).filter((batch) => read(batch, DONE) === 0);
    },
  };
}
