/** The disk or the database failed, or holds what we did not write: the node stops rather than go on wrong. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
