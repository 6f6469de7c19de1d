import { type BloomFilter, type BloomFilterFields, createBloomFilter } from '../../src/p2p/bloom-filter.ts';
import { MAX_BLOOM_FILTER_SIZE, MAX_HASH_FUNCS } from '../../src/p2p/codec/limits.ts';

export interface NewFilter {
  readonly elements: number;
  readonly falsePositiveRate: number;
  readonly tweak?: number;
  readonly flags?: number;
}

/** An empty filter as a light client makes it. @source Bitcoin Core src/common/bloom.cpp CBloomFilter::CBloomFilter */
export function emptyFilter({
  elements,
  falsePositiveRate,
  tweak = 0,
  flags = 0,
}: NewFilter): BloomFilterFields {
  const bits = Math.floor((-1 / Math.LN2 ** 2) * elements * Math.log(falsePositiveRate));
  const size = Math.floor(Math.min(bits, 8 * MAX_BLOOM_FILTER_SIZE) / 8);
  const hashFunctions = Math.min(Math.floor(Math.floor((8 * size) / elements) * Math.LN2), MAX_HASH_FUNCS);
  return { data: new Uint8Array(size), hashFunctions, tweak, flags };
}

/** A filter with those keys in it. */
export function filterOf(fields: NewFilter, ...keys: readonly Uint8Array[]): BloomFilter {
  const filter = createBloomFilter(emptyFilter(fields));
  for (const key of keys) filter.insert(key);
  return filter;
}
