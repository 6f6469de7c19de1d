import { OperatorError } from './operator-error.ts';

/**
 * There is no room on the disk for what was to be written: nothing of it is. Neither a fault of our own nor of the
 * store's, nor a word on what was to be written: the same can be asked for again once there is room. The message says
 * what is wrong; what to do depends on who reads it.
 */
export class DiskFullError extends OperatorError {
  override readonly name = 'DiskFullError';
}
