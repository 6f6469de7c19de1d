/** A rule in plain words, for a person whose transaction broke it. */
export interface Reason {
  /** What the rule says. */
  readonly rule: string;
  /** What would be right. */
  readonly remedy: string;
}
