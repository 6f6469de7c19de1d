/** What the wallet needs of the disk; `node` provides it. */

/** Where the words behind the default key are kept. They are the money: never logged, never overwritten. */
export interface MnemonicStore {
  /** Where that is, as a person would look for it, for messages. */
  readonly location: string;
  /** The text that is kept there, undefined where there is none yet. */
  read(): string | undefined;
  /** Keeps the words durably, readable by the owner alone. @throws where there are some already */
  create(words: string): void;
}
