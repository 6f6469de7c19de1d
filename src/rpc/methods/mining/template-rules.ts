import type { DeploymentState } from '../../../chain/deployments.ts';
import type { ConsensusParams } from '../../../consensus/params.ts';
import type { BlockTemplate } from '../../../mining/template.ts';
import { RpcError } from '../../errors.ts';

/** What a template says of rules and signals. */
export interface TemplateRules {
  readonly version: number;
  readonly rules: readonly string[];
  readonly vbavailable: Readonly<Record<string, number>>;
}

export interface RulesRequest {
  readonly template: BlockTemplate;
  readonly params: ConsensusParams;
  /** Of the network's deployments, for the block of the template. */
  readonly states: readonly DeploymentState[];
  /** Rules that the client knows. */
  readonly clientRules: readonly string[];
}

/**
 * The rules of a template and the version that suits the client. A `!` marks a rule without which it can't make a good
 * block; what it doesn't know of those it doesn't signal.
 * @throws RpcError where such a rule is active and the client doesn't know it
 * @source Bitcoin Core src/rpc/mining.cpp getblocktemplate; BIP9
 */
export function templateRules(request: RulesRequest): TemplateRules {
  const { template, params, clientRules } = request;
  requireRules(params, clientRules);
  const states = [...request.states].sort((a, b) => (a.deployment.name < b.deployment.name ? -1 : 1));
  const isUnderstood = ({ deployment: { name, optional } }: DeploymentState) =>
    optional || clientRules.includes(name);
  const active = states.filter(({ state }) => state === 'active');
  const unknown = active.find((state) => !isUnderstood(state));
  if (unknown) {
    throw new RpcError(
      'RPC_INVALID_PARAMETER',
      `Support for '${unknown.deployment.name}' rule requires explicit client support`,
    );
  }
  const pending = states.filter(({ state }) => state === 'started' || state === 'locked_in');
  const withheld = pending.filter((state) => !isUnderstood(state));
  return {
    version: withheld.reduce((version, { deployment }) => version & ~(1 << deployment.bit), template.version),
    rules: [
      'csv',
      ...(template.segwit ? ['!segwit', 'taproot'] : []),
      ...(params.signetChallenge ? ['!signet'] : []),
      ...active.map(ruleName),
    ],
    vbavailable: Object.fromEntries(pending.map((state) => [ruleName(state), state.deployment.bit])),
  };
}

/** Rules that every client must know. */
function requireRules({ signetChallenge }: ConsensusParams, clientRules: readonly string[]): void {
  const required = [
    ...(signetChallenge ? [{ name: 'signet', call: '["segwit", "signet"]' }] : []),
    { name: 'segwit', call: '["segwit"]' },
  ];
  const missing = required.find(({ name }) => !clientRules.includes(name));
  if (!missing) return;
  throw new RpcError(
    'RPC_INVALID_PARAMETER',
    `getblocktemplate must be called with the ${missing.name} rule set (call with {"rules": ${missing.call}})`,
  );
}

function ruleName({ deployment: { name, optional } }: DeploymentState): string {
  return optional ? name : `!${name}`;
}
