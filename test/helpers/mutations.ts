import fc from 'fast-check';

/** Bytes with something wrong in them. */
type Mutation = (bytes: Uint8Array) => Uint8Array;

const place = fc.nat(100_000);

const replaceByte = fc.tuple(place, fc.oneof(fc.constantFrom(0, 1, 2, 0xfd, 0xfe, 0xff), fc.nat(255)));
const cut = fc.tuple(place, place);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  replaceByte.map(
    ([at, byte]): Mutation =>
      (bytes) => {
        return bytes.map((old, i) => (i === at % bytes.length ? byte : old));
      },
  ),
  place.map(
    (at): Mutation =>
      (bytes) =>
        bytes.subarray(0, at % (bytes.length + 1)),
  ),
  cut.map(
    ([from, length]): Mutation =>
      (bytes) => {
        const start = from % (bytes.length + 1);
        return Uint8Array.of(...bytes.subarray(0, start), ...bytes.subarray(start + (length % 9)));
      },
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 9 })).map(
    ([at, more]): Mutation =>
      (bytes) => {
        const start = at % (bytes.length + 1);
        return Uint8Array.of(...bytes.subarray(0, start), ...more, ...bytes.subarray(start));
      },
  ),
);

/** One to four mutations of what `bytes` gives: bytes replaced, cut out, put in, or the end gone. */
export function mutated(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(bytes, fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([valid, mutations]) => mutations.reduce((from, mutate) => mutate(from), valid));
}
