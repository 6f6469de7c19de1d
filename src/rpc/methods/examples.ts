/**
 * What the examples of the methods about transactions speak of, on a regtest whose first blocks came of
 * `generatetoaddress 101 EXAMPLE_ADDRESS`: the coinbase of block 1, and a transaction that spends it back to the same
 * key. The key is the smallest there is, so everyone's.
 */

export const EXAMPLE_PRIVATE_KEY = 'cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA';

/** Its P2WPKH address. */
export const EXAMPLE_ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

/** The coinbase of block 1: nothing in it depends on when it was mined. */
export const EXAMPLE_COINBASE_TXID = '0edcad68572bef862d27e685213fb9df4e64f6ced6928b5f8b7b5902c02fb6be';

/** Spends all of it but a fee of 10,000 satoshis. */
export const EXAMPLE_UNSIGNED_HEX =
  '0200000001beb62fc002597b8b5f8b92d6cef6644edfb93f2185e6272d86ef2b5768addc0e0000000000fdffffff01f0ca052a01000000' +
  '160014751e76e8199196d454941c45d1b3a323f1433bd600000000';

export const EXAMPLE_SIGNED_HEX =
  '02000000000101beb62fc002597b8b5f8b92d6cef6644edfb93f2185e6272d86ef2b5768addc0e0000000000fdffffff01f0ca052a0100' +
  '0000160014751e76e8199196d454941c45d1b3a323f1433bd60247304402203f1e165e4fc41258e0a55e57aad995ade3f4fc8d541fae13' +
  '5ba50a1cc8e59ee502203c3c7e49a8e35de4cf7d03ac8d2f4c4fc5f1a3c3e6137d443472ceeb73bef66301210279be667ef9dcbbac55a0' +
  '6295ce870b07029bfcdb2dce28d959f2815b16f8179800000000';

export const EXAMPLE_TXID = 'e0ae18b0fc30c97b37bf62a1612d0d0fc46bda4d5e7a60ea362d80a5b8792829';

/** What `gettxoutproof` says of the only transaction of regtest's genesis block. */
export const EXAMPLE_PROOF =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3' +
  '888a51323a9fb8aa4b1e5e4adae5494dffff7f200200000001000000013ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8' +
  'aa4b1e5e4a0101';

/** EXAMPLE_UNSIGNED_HEX as a partially signed transaction of version 0. */
export const EXAMPLE_PSBT =
  'cHNidP8BAFICAAAAAb62L8ACWXuLX4uS1s72ZE7fuT8hheYnLYbvK1dordwOAAAAAAD9////AfDKBSoBAAAAFgAUdR526BmRltRU' +
  'lBxF0bOjI/FDO9YAAAAAAAAA';

/** The same for the output behind that one. */
export const EXAMPLE_OTHER_PSBT =
  'cHNidP8BAFICAAAAAb62L8ACWXuLX4uS1s72ZE7fuT8hheYnLYbvK1dordwOAQAAAAD9////AfDKBSoBAAAAFgAUdR526BmRltRU' +
  'lBxF0bOjI/FDO9YAAAAAAAAA';
