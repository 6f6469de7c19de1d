import type { MethodDirectory } from './registry.ts';

/** Which methods a user may call. @source Bitcoin Core src/httprpc.cpp InitRPCAuthentication, ExecuteHTTPRPC */
export interface Whitelist {
  /** True where everybody may call everything. */
  readonly isOpen: boolean;
  /** False for users who may call nothing at all. */
  mayCallAny(user: string): boolean;
  /** @param method - as the client wrote it; may be none of ours */
  mayCall(user: string, method: string): boolean;
}

export interface WhitelistOptions {
  /** `USER:METHOD,METHOD`, of every -rpcwhitelist; for a user who is named twice what both allow counts. */
  readonly lists: readonly string[];
  /** Whether users without a list may call nothing; undefined: they may where there are no lists at all. */
  readonly isDefault: boolean | undefined;
}

/** The whitelist of these options; a method is meant under all of its names. */
export function createWhitelist(
  { lists, isDefault }: WhitelistOptions,
  methods: Pick<MethodDirectory, 'find'>,
): Whitelist {
  const isShutOut = isDefault ?? lists.length > 0;
  const nameOf = (method: string) => methods.find(method)?.lowerName ?? method.toLowerCase();
  const byUser = new Map<string, ReadonlySet<string>>();
  for (const text of lists) {
    const { user, names } = readList(text);
    const known = byUser.get(user);
    const allowed = names?.map(nameOf) ?? [...(known ?? [])];
    byUser.set(user, new Set(known ? allowed.filter((name) => known.has(name)) : allowed));
  }
  return {
    isOpen: byUser.size === 0 && !isShutOut,
    mayCallAny: (user) => byUser.has(user) || !isShutOut,
    mayCall: (user, method) => byUser.get(user)?.has(nameOf(method)) ?? !isShutOut,
  };
}

/** A text without a colon allows nothing, but takes nothing from another list of the user. */
function readList(text: string): { readonly user: string; readonly names: readonly string[] | undefined } {
  const colon = text.indexOf(':');
  if (colon === -1) return { user: text, names: undefined };
  return {
    user: text.slice(0, colon),
    names: text
      .slice(colon + 1)
      .split(/[ ,]/)
      .filter(Boolean),
  };
}
