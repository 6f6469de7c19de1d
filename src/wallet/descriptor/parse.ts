import type { NetworkPrefixes } from '../../chainparams/network.ts';
import { descriptorChecksum } from '../../script/descriptor-checksum.ts';
import { type Accepted, accept } from '../../util/verdict.ts';
import type { Choices } from './choices.ts';
import type { Descriptor, Secrets } from './model.ts';
import type { ParseContext } from './parse-key.ts';
import { parseScript } from './parse-script.ts';
import { DescriptorProblem } from './problem.ts';

/** To be loaded late: BIP32's library takes its time. */

/** What a descriptor's text says. */
export interface ParsedDescriptor {
  /** One, or one for each number of `<a;b>`. */
  readonly descriptors: Choices<Descriptor>;
  readonly secrets: Secrets;
  /** The checksum that the text has, or should have. */
  readonly checksum: string;
}

/** Why a text is no descriptor, in Core's words. */
export interface InvalidDescriptor {
  readonly ok: false;
  readonly error: string;
}

interface ParseOptions {
  readonly prefixes: NetworkPrefixes;
  /** A text without a checksum is refused. */
  readonly requireChecksum?: boolean;
}

/**
 * Reads an output descriptor.
 * @returns what it says, or Core's words of why it says nothing
 * @source BIP380 to BIP386, BIP389; Bitcoin Core src/script/descriptor.cpp Parse
 */
export function parseDescriptor(
  text: string,
  { prefixes, requireChecksum = false }: ParseOptions,
): Accepted<ParsedDescriptor> | InvalidDescriptor {
  const context: ParseContext = { prefixes, secrets: new Map() };
  try {
    const { body, checksum } = checkChecksum(text, requireChecksum);
    const descriptors = parseScript(body, 'top', context);
    return accept({ descriptors, secrets: context.secrets, checksum });
  } catch (error) {
    if (error instanceof DescriptorProblem) return { ok: false, error: error.message };
    throw error;
  }
}

/** @source Bitcoin Core src/script/descriptor.cpp CheckChecksum */
function checkChecksum(text: string, requireChecksum: boolean) {
  const [body = '', told, ...more] = text.split('#');
  if (more.length > 0) throw new DescriptorProblem("Multiple '#' symbols");
  if (told === undefined && requireChecksum) throw new DescriptorProblem('Missing checksum');
  if (told !== undefined && told.length !== 8) {
    throw new DescriptorProblem(`Expected 8 character checksum, not ${told.length} characters`);
  }
  const checksum = descriptorChecksum(body);
  if (checksum === undefined) throw new DescriptorProblem('Invalid characters in payload');
  if (told !== undefined && told !== checksum) {
    throw new DescriptorProblem(`Provided checksum '${told}' does not match computed checksum '${checksum}'`);
  }
  return { body, checksum };
}
