/**
 * Options of Bitcoin Core that are accepted, in any form and with any value, and change nothing here: its
 * configuration files and its test framework pass them. Each with the reason why nothing is lost.
 */
export const COMPATIBILITY_OPTIONS: Readonly<Record<string, string>> = {
  bind: 'no peers connect in this version',
  disablewallet: 'the wallet is one key, which is only touched when it is asked for',
  discover: 'no peers connect in this version',
  fallbackfee: 'a payment names its fee, see nonced pay -feerate',
  fixedseeds: 'there are no fixed seeds',
  keypool: 'the wallet is one key',
  limitancestorcount: 'clusters are limited instead, see -limitclustercount',
  limitancestorsize: 'clusters are limited instead, see -limitclustersize',
  limitdescendantcount: 'clusters are limited instead, see -limitclustercount',
  limitdescendantsize: 'clusters are limited instead, see -limitclustersize',
  listenonion: 'no peers connect in this version',
  loglevel: 'each category has one level of detail',
  logratelimit: 'the size of the log is bounded instead',
  logsourcelocations: 'log lines name their category instead',
  logthreadnames: 'log lines come from one thread',
  maxconnections: 'no peers connect in this version',
  natpmp: 'ports are not mapped',
  peertimeout: 'no peers connect in this version',
  prevoutfetchthreads: 'coins are read by one thread',
  rpcdoccheck: 'the tests hold results against their documentation',
  rpcservertimeout: 'idle connections have a fixed time',
  rpcthreads: 'requests are answered by one thread',
  rpcworkqueue: 'waiting requests are not limited in number',
  shrinkdebugfile: 'the size of the log is always bounded',
  unsafesqlitesync: 'blocks are always durable',
  v2transport: 'no peers connect in this version',
};
