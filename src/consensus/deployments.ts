import type { ActivationHeights } from './params.ts';

/** A soft fork whose rules hold from a height on. */
export type Deployment = keyof ActivationHeights;

/** True where the rules of `deployment` hold for a block of that height. @source Bitcoin Core DeploymentActiveAfter (buried) */
export function isActive(deployment: Deployment, height: number, heights: ActivationHeights): boolean {
  return height >= heights[deployment];
}
