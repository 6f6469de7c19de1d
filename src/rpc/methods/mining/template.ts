import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { readAs } from '../../read-as.ts';
import { defineMethod, required } from '../../registry.ts';
import { nullable } from '../../schemas.ts';
import { signetChallengeView } from '../../views/signet.ts';
import type { MiningContext } from './context.ts';
import { waitForBetterTemplate } from './long-poll.ts';
import { judgeProposedBlock } from './proposal.ts';
import { templateRules } from './template-rules.ts';
import { TemplateSchema, templateView } from './template-view.ts';

const TemplateRequestShape = Type.Object(
  {
    mode: Type.Optional(
      Type.String({ description: 'This must be set to "template", "proposal" (see BIP23), or omitted' }),
    ),
    capabilities: Type.Optional(
      Type.Array(
        Type.String({
          description:
            "client side supported features, e.g. 'longpoll', 'proposal', 'coinbasetxn', 'coinbasevalue'",
        }),
      ),
    ),
    rules: Type.Array(
      Type.String({ description: "client side supported softfork deployment, e.g. 'segwit'" }),
    ),
    longpollid: Type.Optional(
      Type.String({
        description:
          'delay processing request until the result would vary significantly from the "longpollid" of a prior template',
      }),
    ),
    data: Type.Optional(
      Type.String({
        description: 'proposed block data to check, encoded in hexadecimal; valid only for mode="proposal"',
      }),
    ),
  },
  { description: 'Format of the template' },
);

/** Fields that are not of the type that is meant are passed over, as Core does, but for some of which it says so. */
interface TemplateRequest {
  readonly mode?: unknown;
  readonly capabilities?: unknown;
  readonly rules?: unknown;
  readonly longpollid?: unknown;
  readonly data?: unknown;
}

export const getBlockTemplate = defineMethod({
  name: 'getBlockTemplate',
  category: 'mining',
  description:
    'Returns data needed to construct a block to work on (BIP22, BIP23, BIP9, BIP145). The transactions are those that pay best. With mode "proposal" it says instead what is wrong with a block.',
  params: {
    template_request: required(Type.Object({}), 'Format of the template', { shown: TemplateRequestShape }),
  },
  result: Type.Union([
    TemplateSchema,
    {
      ...nullable(
        Type.String({ description: 'null where the block would be accepted, else why not (BIP22)' }),
      ),
      title: 'for mode = proposal',
    },
  ]),
  errors: [
    {
      error: 'RPC_INVALID_PARAMETER',
      when: 'a rule is not named that the client must know, such as segwit, or the mode is none',
    },
    { error: 'RPC_TYPE_ERROR', when: 'a proposal has no data' },
    { error: 'RPC_DESERIALIZATION_ERROR', when: 'the data of a proposal are no block' },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops while a long poll waits' },
  ],
  example: [{ rules: ['segwit'] }],
  handler: async ({ template_request }, context: MiningContext, call) => {
    const request: TemplateRequest = template_request;
    const { longpollid } = request;
    const mode = request.mode ?? 'template';
    if (mode === 'proposal') return judgeProposedBlock(request.data, context);
    if (mode !== 'template') throw new RpcError('RPC_INVALID_PARAMETER', 'Invalid mode');
    const clientRules = textsOf(request.rules);
    if (typeof longpollid === 'string') await waitForBetterTemplate(longpollid, context, call);
    return nextTemplate({ clientRules, capabilities: request.capabilities }, context);
  },
});

const TEXTS = Type.Array(Type.String());

/** @throws RpcError -3 where one is no text */
function textsOf(rules: unknown): readonly string[] {
  return Array.isArray(rules) ? readAs(TEXTS, rules, 'rules') : [];
}

interface Wishes {
  readonly clientRules: readonly string[];
  readonly capabilities: unknown;
}

async function nextTemplate({ clientRules, capabilities: named }: Wishes, context: MiningContext) {
  const capabilities = Array.isArray(named) ? named : [];
  const { chainstate, templates } = context;
  // BIP22: asked for, and its value not.
  const wantsCoinbase = capabilities.includes('coinbasetxn') && !capabilities.includes('coinbasevalue');
  const rewardScript = wantsCoinbase ? await context.rewardScript() : undefined;
  const { params, deployments } = chainstate;
  const parent = chainstate.tip();
  const template = templates.full(parent);
  const rules = templateRules({ template, params, states: deployments.after(parent), clientRules });
  const revision = templates.revision();
  const serial = templates.nextSerial();
  const rollsVersions = context.network.versionRolling;
  return {
    ...templateView({ template, rules, revision, serial, rollsVersions, rewardScript }),
    ...signetChallengeView(params),
  };
}
